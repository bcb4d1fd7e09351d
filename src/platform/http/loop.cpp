#include "platform/http/loop.h"

#include <netinet/in.h>
#include <netinet/tcp.h>
#include <sys/epoll.h>
#include <sys/eventfd.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstring>
#include <system_error>

#include "platform/http/connection.h"

namespace broadsheet::http {
namespace {

constexpr int kEvents = 256;
constexpr int kAccepts = 64;  // connections taken before others have their turn
constexpr std::int64_t kSweepMs = 1000;
constexpr std::int64_t kStoppingSweepMs = 50;
constexpr std::int64_t kStopMs = 30'000;

std::int64_t monotonic_ms() {
    timespec at{};
    clock_gettime(CLOCK_MONOTONIC_COARSE, &at);
    return static_cast<std::int64_t>(at.tv_sec) * 1000 + at.tv_nsec / 1'000'000;
}

void watch(int epoll, int file, std::uint32_t events, void* who) {
    epoll_event event{};
    event.events = events;
    event.data.ptr = who;
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, file, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

}  // namespace

Loop::Loop(Engine& engine, int listener) : engine_(engine), listener_(listener), buffer_(new char[kReadSize]) {
    epoll_ = epoll_create1(EPOLL_CLOEXEC);
    wake_ = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (epoll_ < 0 || wake_ < 0) throw std::system_error(errno, std::generic_category(), "epoll");
    watch(epoll_, wake_, EPOLLIN, &wake_);
    listen_again();
    tell_time();
}

Loop::~Loop() {
    engine_.connections.fetch_sub(connections_.size(), std::memory_order_relaxed);
    connections_.clear();
    for (const auto& delivery : inbox_) {
        if (delivery.socket >= 0) ::close(delivery.socket);
    }
    close_listener();
    if (wake_ >= 0) ::close(wake_);
    if (epoll_ >= 0) ::close(epoll_);
}

void Loop::close_listener() {
    if (listener_ >= 0) ::close(listener_);
    listener_ = -1;
    listening_ = false;
}

void Loop::listen_again() {
    if (listening_ || listener_ < 0) return;
    watch(epoll_, listener_, EPOLLIN, &listener_);
    listening_ = true;
}

void Loop::stop() {
    stop_asked_.store(true);
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Loop::deliver(std::uint64_t connection, Reply reply) { deliver(Delivery{connection, std::move(reply)}); }
void Loop::deliver(std::uint64_t connection, FlightEnd end) { deliver(Delivery{connection, std::nullopt, end}); }

void Loop::deliver(Delivery delivery) {
    bool first = false;
    {
        const std::lock_guard guard(inbox_lock_);
        first = inbox_.empty();
        inbox_.push_back(std::move(delivery));
    }
    if (!first) return;  // whoever was first has woken it
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = ::write(wake_, &one, sizeof one);
}

void Loop::tell_time() {
    now_ms_ = monotonic_ms();
    const std::int64_t second = engine_.clock.now().seconds();
    if (second == date_second_) return;
    date_second_ = second;
    const std::string date = "Date: " + http_date(second) + "\r\n";
    tail_ = date + "\r\n";
    tail_close_ = date + "Connection: close\r\n\r\n";
}

void Loop::write_tail(Outgoing& out, bool close) const {
    const std::string& tail = close ? tail_close_ : tail_;
    out.tail_size = static_cast<std::uint8_t>(tail.copy(out.tail, sizeof out.tail));
}

void Loop::run() {
    std::array<epoll_event, kEvents> events;
    std::int64_t stop_at = 0;
    last_sweep_ms_ = now_ms_;
    for (;;) {
        const int timeout = !again_.empty() ? 0 : static_cast<int>(stopping_ ? kStoppingSweepMs : kSweepMs);
        const int count = epoll_wait(epoll_, events.data(), kEvents, timeout);
        if (count < 0 && errno != EINTR) throw std::system_error(errno, std::generic_category(), "epoll_wait");
        tell_time();
        auto turns = std::move(again_);
        again_.clear();
        bool woken = false;
        bool knocked = false;
        for (int i = 0; i < count; ++i) {
            void* who = events[static_cast<std::size_t>(i)].data.ptr;
            if (who == &wake_) {
                woken = true;
            } else if (who == &listener_) {
                knocked = true;
            } else {
                auto& connection = *static_cast<Connection*>(who);
                if (!connection.closed()) connection.on_ready(events[static_cast<std::size_t>(i)].events);
                if (connection.closed()) forget(connection);
            }
        }
        for (const std::uint64_t id : turns) {
            const auto at = connections_.find(id);
            if (at == connections_.end()) continue;
            Connection& connection = *at->second;
            connection.on_turn();
            if (connection.closed()) forget(connection);
        }
        if (woken) read_inbox();
        if (knocked) accept_waiting();
        if (stop_asked_.load(std::memory_order_relaxed) && !stopping_) {
            accept_waiting();  // who has connected already is served
            close_listener();
            stopping_ = true;
            stop_at = now_ms_ + kStopMs;
        }
        if (now_ms_ - last_sweep_ms_ >= (stopping_ ? kStoppingSweepMs : kSweepMs)) sweep();
        gone_.clear();
        if (stopping_ && (connections_.empty() || now_ms_ >= stop_at)) return;
    }
}

void Loop::forget(Connection& connection) {
    const auto at = connections_.find(connection.id());
    if (at == connections_.end()) return;
    gone_.push_back(std::move(at->second));
    connections_.erase(at);
    engine_.connections.fetch_sub(1, std::memory_order_relaxed);
    load_.store(connections_.size(), std::memory_order_relaxed);
}

/// Closes the connection that has been idle longest. False when all are at work.
bool Loop::make_room() {
    Connection* oldest = nullptr;
    for (const auto& [id, connection] : connections_) {
        if (!connection->idle()) continue;
        if (oldest == nullptr || connection->deadline_ms() < oldest->deadline_ms()) oldest = connection.get();
    }
    if (oldest == nullptr) return false;
    oldest->close();
    forget(*oldest);
    return true;
}

void Loop::refuse(int socket) const {
    constexpr std::string_view kFull =
        "HTTP/1.1 503 Service Unavailable\r\nRetry-After: 1\r\nContent-Length: 0\r\nConnection: close\r\n\r\n";
    [[maybe_unused]] const auto sent = ::send(socket, kFull.data(), kFull.size(), MSG_NOSIGNAL | MSG_DONTWAIT);
    ::close(socket);
}

void Loop::accept_waiting() {
    for (int i = 0; listening_ && i < kAccepts; ++i) {
        const int socket = accept4(listener_, nullptr, nullptr, SOCK_NONBLOCK | SOCK_CLOEXEC);
        if (socket < 0) {
            if (errno == EINTR || errno == ECONNABORTED) continue;
            if (errno == EMFILE || errno == ENFILE || errno == ENOBUFS || errno == ENOMEM) {
                // No file is to be had: the listener would wake this thread for ever. The next sweep tries again.
                epoll_ctl(epoll_, EPOLL_CTL_DEL, listener_, nullptr);
                listening_ = false;
            }
            return;
        }
        if (engine_.connections.load(std::memory_order_relaxed) >= engine_.max_connections && !make_room()) {
            refuse(socket);
            continue;
        }
        // The kernel spreads connections by chance; few and long ones would leave one thread with most of the work.
        Loop* lightest = this;
        for (Loop* other : engine_.loops) {
            if (other->load() + 1 < lightest->load()) lightest = other;
        }
        if (lightest == this) {
            adopt(socket);
        } else {
            lightest->load_.fetch_add(1, std::memory_order_relaxed);
            lightest->deliver(Delivery{0, std::nullopt, FlightEnd::NotShared, socket});
        }
    }
}

void Loop::adopt(int socket) {
    const int on = 1;
    setsockopt(socket, IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    const std::uint64_t id = next_id_++;
    auto connection = std::make_unique<Connection>(*this, socket, id);
    epoll_event event{};
    event.events = EPOLLIN | EPOLLOUT | EPOLLRDHUP | EPOLLET;
    event.data.ptr = connection.get();
    if (epoll_ctl(epoll_, EPOLL_CTL_ADD, socket, &event) != 0) return;  // closed with the connection
    connections_.emplace(id, std::move(connection));
    engine_.connections.fetch_add(1, std::memory_order_relaxed);
    load_.store(connections_.size(), std::memory_order_relaxed);
}

void Loop::read_inbox() {
    std::uint64_t count = 0;
    [[maybe_unused]] const auto got = ::read(wake_, &count, sizeof count);
    std::vector<Delivery> deliveries;
    {
        const std::lock_guard guard(inbox_lock_);
        deliveries.swap(inbox_);
    }
    for (auto& delivery : deliveries) {
        if (delivery.socket >= 0) {
            adopt(delivery.socket);
            continue;
        }
        const auto at = connections_.find(delivery.connection);
        if (at == connections_.end()) continue;
        Connection& connection = *at->second;
        if (delivery.reply) {
            connection.on_reply(*delivery.reply);
        } else {
            connection.on_flight_end(delivery.end);
        }
        if (connection.closed()) forget(connection);
    }
}

void Loop::sweep() {
    last_sweep_ms_ = now_ms_;
    std::vector<Connection*> closed;
    for (const auto& [id, connection] : connections_) {
        connection->on_tick();
        if (connection->closed()) closed.push_back(connection.get());
    }
    for (Connection* connection : closed) forget(*connection);
    if (!stopping_) listen_again();
}

}  // namespace broadsheet::http
