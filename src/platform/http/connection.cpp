#include "platform/http/connection.h"

#include <arpa/inet.h>
#include <netinet/in.h>
#include <sys/epoll.h>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

#include <algorithm>
#include <array>
#include <cerrno>

#include "platform/http/ascii.h"

namespace broadsheet::http {
namespace {

constexpr std::size_t kBatch = 8;  // answers to pipelined requests that go out together
constexpr int kRounds = 8;         // reads before others have their turn
constexpr std::int64_t kLingerMs = 2000;
constexpr std::size_t kLingerBytes = 1 << 20;
constexpr std::int64_t kBytesPerMs = 16;  // 16 KB a second is the slowest that is waited for

std::string remote_of(int socket) {
    sockaddr_storage address{};
    socklen_t size = sizeof address;
    char text[INET6_ADDRSTRLEN] = "";
    if (getpeername(socket, reinterpret_cast<sockaddr*>(&address), &size) != 0) return {};
    if (address.ss_family == AF_INET) {
        inet_ntop(AF_INET, &reinterpret_cast<const sockaddr_in&>(address).sin_addr, text, sizeof text);
    } else if (address.ss_family == AF_INET6) {
        inet_ntop(AF_INET6, &reinterpret_cast<const sockaddr_in6&>(address).sin6_addr, text, sizeof text);
    }
    return text;
}

}  // namespace

/// A body on its way in.
struct Connection::Upload {
    explicit Upload(std::size_t most) : limit(most), chunks(most) {}
    std::size_t limit;
    bool chunked = false;
    std::uint64_t left = 0;
    std::size_t taken = 0;
    std::int64_t begun_ms = 0;
    ChunkDecoder chunks;
};

Connection::Connection(Loop& loop, int socket, std::uint64_t id) : loop_(loop), id_(id), socket_(socket) {
    deadline_ms_ = loop.now_ms() + 1000LL * loop.engine().options.head_timeout_s;
}

Connection::~Connection() { close(); }

void Connection::close() {
    if (state_ == State::Closed) return;
    state_ = State::Closed;
    release_body();
    ::close(socket_);
    unsent_.clear();
    pending_.clear();
    exchange_.reset();
    upload_.reset();
}

void Connection::release_body() {
    loop_.engine().body_bytes.fetch_sub(counted_, std::memory_order_relaxed);
    counted_ = 0;
}

void Connection::on_ready(std::uint32_t events) {
    if ((events & (EPOLLERR | EPOLLHUP)) != 0) return close();
    if ((events & EPOLLRDHUP) != 0) peer_done_ = true;
    if ((events & (EPOLLIN | EPOLLRDHUP)) != 0) readable_ = true;
    if (blocked() && (events & EPOLLOUT) != 0) {
        send_rest();
        if (!blocked()) return go_on();
    }
    if (readable_) read();
}

void Connection::on_turn() {
    if (readable_) read();
}

void Connection::on_tick() {
    if (loop_.stopping() && idle()) return close();
    if (deadline_ms_ == 0 || loop_.now_ms() < deadline_ms_) return;
    const bool asked = state_ == State::Body || (state_ == State::Head && !pending_.empty());
    if (!asked || blocked()) return close();
    refuse(408);
    flush();
}

void Connection::read() {
    for (int round = 0; round < kRounds; ++round) {
        if (blocked() || state_ == State::Waiting || state_ == State::Closed) return;
        const ssize_t got = ::recv(socket_, loop_.buffer(), Loop::kReadSize, MSG_DONTWAIT);
        if (got == 0) return close();
        if (got < 0) {
            if (errno == EINTR) continue;
            if (errno != EAGAIN && errno != EWOULDBLOCK) return close();
            readable_ = false;
            return;
        }
        const auto size = static_cast<std::size_t>(got);
        // Less than was asked for: the socket is empty, and epoll will tell when it is not.
        if (size < Loop::kReadSize && !peer_done_) readable_ = false;
        if (state_ == State::Lingering) {
            discarded_ += size;
            if (discarded_ > kLingerBytes) return close();
        } else if (pending_.empty()) {
            const std::string_view input(loop_.buffer(), size);
            const std::size_t used = consume(input);
            if (used < size) pending_.assign(input.substr(used));
        } else {
            pending_.append(loop_.buffer(), size);
            consume_pending();
        }
        if (!readable_) return;
    }
    loop_.again(id_);
}

void Connection::consume_pending() {
    const std::size_t used = consume(pending_);
    if (used >= pending_.size()) {
        pending_.clear();
        if (pending_.capacity() > 1024) pending_.shrink_to_fit();
    } else {
        pending_.erase(0, used);
    }
}

/// Takes as many requests off the front as can be answered; says how many bytes are done with.
std::size_t Connection::consume(std::string_view input) {
    std::size_t at = 0;
    const bool fresh = pending_.empty();
    while (at < input.size() && !blocked() && !(close_after_ && state_ == State::Head)) {
        if (state_ == State::Head) {
            GateAnswer& gate = loop_.gate();
            read_head(input.substr(at), gate);
            if (gate.verdict == GateVerdict::Incomplete) {
                if (fresh || at > 0) deadline_ms_ = loop_.now_ms() + 1000LL * loop_.engine().options.head_timeout_s;
                break;
            }
            if (gate.verdict == GateVerdict::Refused) {
                refuse(gate.status);
                break;
            }
            at += gate.head.bytes;
            on_head(gate.head);
        } else if (state_ == State::Body) {
            at += on_body(input.substr(at));
        } else {
            break;
        }
        if (loop_.batch().size() >= kBatch) flush();
    }
    if (!loop_.batch().empty()) flush();
    // After the last answer nothing is read as a request any more.
    return close_after_ && state_ != State::Waiting && state_ != State::Body ? input.size() : at;
}

void Connection::on_head(const Head& head) {
    Engine& engine = loop_.engine();
    started_us_ = 0;
    if (engine.options.access_log) started_us_ = engine.clock.now().us;
    if (!head.keep_alive || loop_.stopping()) close_after_ = true;
    if (!engine.dispatcher.accepts_host(head.host)) return refuse(421);
    if (from_cache(head)) return;
    begin_exchange(head);
}

/// The short way: a page that is kept goes out from here, nothing is copied or allocated for it.
bool Connection::from_cache(const Head& head) {
    const bool head_only = head.method == Method::Head;
    if ((!head_only && head.method != Method::Get) || head.chunked || head.content_length.value_or(0) != 0)
        return false;
    Dispatcher& dispatcher = loop_.engine().dispatcher;
    Accepts accepts;
    std::string_view if_none_match;
    std::string_view if_modified_since;
    std::string_view range;
    std::string_view if_range;
    for (const auto& [name, value] : head.fields) {
        switch (name.size()) {
            case 5:
                if (same(name, "range")) range = value;
                break;
            case 6:
                if (same(name, "cookie") && dispatcher.is_session(value)) return false;
                break;
            case 8:
                if (same(name, "if-range")) if_range = value;
                break;
            case 13:
                if (same(name, "if-none-match")) {
                    if_none_match = value;
                } else if (same(name, "authorization")) {
                    return false;
                }
                break;
            case 15:
                if (same(name, "accept-encoding")) accepts = accepted_encodings(value);
                break;
            case 17:
                if (same(name, "if-modified-since")) if_modified_since = value;
                break;
            default: break;
        }
    }
    const auto reply =
        dispatcher.cached(head.target, accepts, if_none_match, if_modified_since, range, if_range, head_only);
    if (!reply) return false;
    log(head.method_text, head.target, *reply);
    enqueue(*reply);
    deadline_ms_ = loop_.now_ms() + 1000LL * loop_.engine().options.idle_timeout_s;
    return true;
}

void Connection::begin_exchange(const Head& head) {
    Engine& engine = loop_.engine();
    exchange_ = std::make_shared<Exchange>();
    Request& request = exchange_->request;
    request.method = head.method;
    request.target = head.target;
    request.remote = remote_of(socket_);
    for (const auto& [name, value] : head.fields) request.headers.emplace_back(lower(name), std::string(value));

    const bool has_body = head.chunked || head.content_length.value_or(0) != 0;
    if (head.target == "*") {
        close_after_ = close_after_ || has_body;
        Response response;
        response.status = 204;
        response.headers.emplace_back("Allow", "GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        return answer(whole(finish(std::move(response), engine.options, false), false));
    }
    engine.dispatcher.prepare(*exchange_, has_body);
    // Nobody well-meaning sends an unknown method or a path with two readings: what follows is not trusted either.
    if (head.method == Method::Other || exchange_->error == 400) close_after_ = true;
    if (!has_body) return submit();

    const std::size_t limit = Dispatcher::body_limit(*exchange_);
    if (exchange_->error != 0 || limit == 0 || head.content_length.value_or(0) > limit) {
        // The body is not read, so what follows it cannot be either.
        if (exchange_->error == 0) exchange_->error = 413;
        close_after_ = true;
        return submit();
    }
    upload_ = std::make_unique<Upload>(limit);
    upload_->chunked = head.chunked;
    upload_->left = head.content_length.value_or(0);
    upload_->begun_ms = loop_.now_ms();
    state_ = State::Body;
    deadline_ms_ = upload_->begun_ms + 1000LL * engine.options.body_timeout_s;
    if (head.expect_continue) {
        Outgoing out;
        out.head = "HTTP/1.1 100 Continue\r\n\r\n";
        loop_.batch().push_back(std::move(out));
    }
}

std::size_t Connection::on_body(std::string_view input) {
    Engine& engine = loop_.engine();
    std::string& body = exchange_->request.body;
    const std::size_t before = body.size();
    std::size_t used = 0;
    bool complete = false;
    if (upload_->chunked) {
        const GateVerdict verdict = upload_->chunks.feed(input, body, used);
        if (verdict == GateVerdict::Refused) {
            if (!upload_->chunks.too_large()) {
                refuse(400);
                return used;
            }
            exchange_->error = 413;
            close_after_ = true;
            complete = true;
        }
        complete = complete || verdict == GateVerdict::Accepted;
    } else {
        used = static_cast<std::size_t>(std::min<std::uint64_t>(upload_->left, input.size()));
        body.append(input.substr(0, used));
        upload_->left -= used;
        complete = upload_->left == 0;
    }
    const std::size_t grown = body.size() - before;
    counted_ += grown;
    if (engine.body_bytes.fetch_add(grown, std::memory_order_relaxed) + grown > engine.options.body_memory) {
        refuse(503);
        return used;
    }
    upload_->taken += used;
    deadline_ms_ = upload_->begun_ms + 1000LL * engine.options.body_timeout_s +
                   static_cast<std::int64_t>(upload_->taken) / kBytesPerMs;
    if (!complete) return used;
    upload_.reset();
    if (exchange_->error != 0) body.clear();
    submit();
    return used;
}

void Connection::submit() {
    Engine& engine = loop_.engine();
    state_ = State::Waiting;
    deadline_ms_ = 0;
    if (exchange_->shared && !exchange_->alone) {
        if (exchange_->attempts > 0 || exchange_->key != exchange_->target) {
            if (const auto reply = engine.dispatcher.cached(*exchange_)) return answer(*reply);
        }
        Loop& loop = loop_;
        const std::uint64_t id = id_;
        if (!engine.dispatcher.take_off(*exchange_, [&loop, id](FlightEnd end) { loop.deliver(id, end); })) return;
    }
    const Pool pool = exchange_->route != nullptr && exchange_->error == 0 ? exchange_->route->pool : Pool::Reader;
    WorkerPool& workers = pool == Pool::Reader ? engine.reader : pool == Pool::Desk ? engine.desk : engine.password;
    const bool taken = workers.post([&loop = loop_, &dispatcher = engine.dispatcher, id = id_, exchange = exchange_] {
        loop.deliver(id, dispatcher.run(*exchange));
    });
    if (taken) return;
    engine.dispatcher.abandon(*exchange_);
    Response response = text(503, "503 Service Unavailable\n");
    response.headers.emplace_back("Retry-After", "1");
    answer(whole(finish(std::move(response), engine.options, false), exchange_->method == Method::Head));
}

/// An answer to the exchange at hand: queued, to go out with the next flush.
void Connection::answer(const Reply& reply) {
    log(name_of(exchange_->method), exchange_->target, reply);
    release_body();
    exchange_.reset();
    state_ = State::Head;
    deadline_ms_ = loop_.now_ms() + 1000LL * loop_.engine().options.idle_timeout_s;
    enqueue(reply);
}

void Connection::on_reply(const Reply& reply) {
    if (state_ != State::Waiting) return;
    answer(reply);
    flush();
    if (!blocked()) go_on();
}

void Connection::on_flight_end(FlightEnd end) {
    if (state_ != State::Waiting) return;
    Dispatcher::waited(*exchange_, end);
    submit();
    if (loop_.batch().empty()) return;
    flush();
    if (!blocked()) go_on();
}

/// The last answer of the connection, made without a handler: framing faults, time, misdirection.
void Connection::refuse(int status) {
    Response response = text(status, std::to_string(status) + " " + std::string(reason_of(status)) + "\n");
    if (status == 503) response.headers.emplace_back("Retry-After", "1");
    const Reply reply = whole(finish(std::move(response), loop_.engine().options, false), false);
    const bool known = exchange_ != nullptr;
    log(known ? name_of(exchange_->method) : "-", known ? std::string_view(exchange_->target) : "-", reply);
    close_after_ = true;
    release_body();
    exchange_.reset();
    upload_.reset();
    state_ = State::Head;
    enqueue(reply);
}

void Connection::enqueue(const Reply& reply) {
    Outgoing& out = loop_.batch().emplace_back();
    out.entry = reply.entry;
    out.head = reply.head;
    out.body = reply.body;
    loop_.write_tail(out, close_after_);
}

namespace {

/// Sends from `out[0]`, whose first `sent` bytes are gone. Returns what sendmsg does.
ssize_t send_some(int socket, const std::vector<Outgoing>& out, std::size_t sent) {
    std::array<iovec, 3 * kBatch> parts;
    std::size_t count = 0;
    for (std::size_t i = 0; i < out.size() && i < kBatch; ++i) {
        for (const auto piece : {out[i].head, std::string_view(out[i].tail, out[i].tail_size), out[i].body}) {
            if (sent >= piece.size()) {
                sent -= piece.size();
                continue;
            }
            parts[count].iov_base = const_cast<char*>(piece.data() + sent);
            parts[count].iov_len = piece.size() - sent;
            sent = 0;
            ++count;
        }
    }
    msghdr message{};
    message.msg_iov = parts.data();
    message.msg_iovlen = count;
    return ::sendmsg(socket, &message, MSG_NOSIGNAL | MSG_DONTWAIT);
}

/// Takes what is gone off the front.
void advance(std::vector<Outgoing>& out, std::size_t& sent) {
    std::size_t gone = 0;
    while (gone < out.size() && sent >= out[gone].size()) sent -= out[gone++].size();
    out.erase(out.begin(), out.begin() + static_cast<std::ptrdiff_t>(gone));
}

}  // namespace

/// Sends the loop's batch, which is this connection's; what the socket does not take is kept for later.
void Connection::flush() {
    auto& batch = loop_.batch();
    if (state_ == State::Closed) return batch.clear();
    if (blocked()) {  // earlier answers go first
        unsent_.insert(unsent_.end(), std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
        return batch.clear();
    }
    std::size_t total = 0;
    for (const auto& out : batch) total += out.size();
    const ssize_t sent = send_some(socket_, batch, 0);
    if (sent >= 0 && static_cast<std::size_t>(sent) == total) {
        batch.clear();
        if (close_after_ && state_ != State::Waiting && state_ != State::Body) go_on();
        return;
    }
    unsent_.assign(std::make_move_iterator(batch.begin()), std::make_move_iterator(batch.end()));
    batch.clear();
    sent_ = 0;
    if (sent < 0 && errno != EAGAIN && errno != EWOULDBLOCK && errno != EINTR) return close();
    if (sent > 0) sent_ = static_cast<std::size_t>(sent);
    advance(unsent_, sent_);
    deadline_ms_ = loop_.now_ms() + 1000LL * loop_.engine().options.write_timeout_s +
                   static_cast<std::int64_t>(total) / kBytesPerMs;
    send_rest();
}

void Connection::send_rest() {
    while (blocked()) {
        const ssize_t sent = send_some(socket_, unsent_, sent_);
        if (sent < 0 && errno == EINTR) continue;
        if (sent < 0) {
            if (errno != EAGAIN && errno != EWOULDBLOCK) close();
            return;
        }
        sent_ += static_cast<std::size_t>(sent);
        advance(unsent_, sent_);
    }
    unsent_.shrink_to_fit();
    if (state_ == State::Head) deadline_ms_ = loop_.now_ms() + 1000LL * loop_.engine().options.idle_timeout_s;
    if (state_ == State::Waiting) deadline_ms_ = 0;
}

/// Everything queued has gone out: close, or turn to what came meanwhile.
void Connection::go_on() {
    if (state_ == State::Closed || state_ == State::Lingering) return;
    if (close_after_ && state_ == State::Head) {
        // Closing with unread bytes would reset the connection and take the answer from the client.
        state_ = State::Lingering;
        pending_.clear();
        ::shutdown(socket_, SHUT_WR);
        deadline_ms_ = loop_.now_ms() + kLingerMs;
        if (peer_done_ || readable_) {
            readable_ = true;
            loop_.again(id_);
        }
        return;
    }
    if (!pending_.empty() && state_ != State::Waiting) consume_pending();
    if (readable_ && state_ != State::Waiting && !blocked() && state_ != State::Closed) loop_.again(id_);
}

void Connection::log(std::string_view method, std::string_view target, const Reply& reply) const {
    const auto& options = loop_.engine().options;
    if (!options.access_log) return;
    options.access_log(std::string(method), std::string(target), reply.status,
                       loop_.engine().clock.now().us - started_us_, reply.cached);
}

}  // namespace broadsheet::http
