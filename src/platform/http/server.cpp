#include "platform/http/server.h"

#include <arpa/inet.h>
#include <netdb.h>
#include <netinet/in.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <future>
#include <system_error>
#include <thread>

#include "platform/http/dispatch.h"
#include "platform/http/loop.h"
#include "platform/http/pools.h"

namespace broadsheet::http {
namespace {

constexpr int kBacklog = 4096;
constexpr std::size_t kOtherFiles = 256;  // database, logs, pictures, listeners: what the program opens besides

[[noreturn]] void fail(const char* what) { throw std::system_error(errno, std::generic_category(), what); }

sockaddr_storage address_of(const std::string& address, std::uint16_t port, socklen_t& size) {
    sockaddr_storage storage{};
    auto& four = reinterpret_cast<sockaddr_in&>(storage);
    auto& six = reinterpret_cast<sockaddr_in6&>(storage);
    if (inet_pton(AF_INET, address.c_str(), &four.sin_addr) == 1) {
        four.sin_family = AF_INET;
        four.sin_port = htons(port);
        size = sizeof four;
    } else if (inet_pton(AF_INET6, address.c_str(), &six.sin6_addr) == 1) {
        six.sin6_family = AF_INET6;
        six.sin6_port = htons(port);
        size = sizeof six;
    } else {
        throw std::system_error(EINVAL, std::generic_category(), "listen address " + address);
    }
    return storage;
}

/// A bound socket. `together`: with SO_REUSEPORT, so that each loop has a listener of its own.
int bound(const std::string& address, std::uint16_t port, bool together) {
    socklen_t size = 0;
    const auto where = address_of(address, port, size);
    const int socket = ::socket(where.ss_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0);
    if (socket < 0) fail("socket");
    const int on = 1;
    setsockopt(socket, SOL_SOCKET, SO_REUSEADDR, &on, sizeof on);
    if (together) setsockopt(socket, SOL_SOCKET, SO_REUSEPORT, &on, sizeof on);
    if (::bind(socket, reinterpret_cast<const sockaddr*>(&where), size) != 0) {
        const int error = errno;
        ::close(socket);
        errno = error;
        fail("bind");
    }
    return socket;
}

std::uint16_t port_of(int socket) {
    sockaddr_storage storage{};
    socklen_t size = sizeof storage;
    if (getsockname(socket, reinterpret_cast<sockaddr*>(&storage), &size) != 0) fail("getsockname");
    return ntohs(storage.ss_family == AF_INET ? reinterpret_cast<sockaddr_in&>(storage).sin_port
                                              : reinterpret_cast<sockaddr_in6&>(storage).sin6_port);
}

/// How many connections the process may hold, after asking for more files if need be.
std::size_t room_for(std::size_t wanted) {
    rlimit limit{};
    if (getrlimit(RLIMIT_NOFILE, &limit) != 0) return wanted;
    const auto needed = static_cast<rlim_t>(wanted + kOtherFiles);
    if (limit.rlim_cur < needed) {
        limit.rlim_cur = std::min(needed, limit.rlim_max);
        setrlimit(RLIMIT_NOFILE, &limit);
        getrlimit(RLIMIT_NOFILE, &limit);
    }
    if (limit.rlim_cur >= needed) return wanted;
    return limit.rlim_cur > 2 * kOtherFiles ? static_cast<std::size_t>(limit.rlim_cur) - kOtherFiles
                                            : static_cast<std::size_t>(limit.rlim_cur) / 2;
}

/// The lines of a head as fields, for who reads an answer without a socket.
Response response_of(const Reply& reply) {
    Response response;
    response.status = reply.status;
    response.content_type.clear();
    response.body = reply.body;
    response.etag = reply.status == 200 ? reply.entry->etag : std::string{};
    std::string_view rest = reply.head;
    rest.remove_prefix(rest.find("\r\n") + 2);
    while (!rest.empty()) {
        const auto end = rest.find("\r\n");
        const auto line = rest.substr(0, end);
        rest.remove_prefix(end + 2);
        const auto colon = line.find(": ");
        const std::string name(line.substr(0, colon));
        std::string value(line.substr(colon + 2));
        if (name == "Content-Type") {
            response.content_type = std::move(value);
        } else {
            if (name == "Cache-Control") response.cache_control = value;
            response.headers.emplace_back(name, std::move(value));
        }
    }
    return response;
}

}  // namespace

struct Server::Impl {
    Impl(ServerOptions given, const Router& router, pagecache::PageCache& cache, const Clock& the_clock)
        : options(std::move(given)), clock(the_clock), dispatcher(options, router, cache, the_clock) {}

    ServerOptions options;
    const Clock& clock;
    Dispatcher dispatcher;
    std::uint16_t port = 0;
    std::unique_ptr<WorkerPool> reader;
    std::unique_ptr<WorkerPool> desk;
    std::unique_ptr<WorkerPool> password;
    std::unique_ptr<Engine> engine;
    std::vector<std::unique_ptr<Loop>> loops;
    std::vector<std::thread> threads;
};

Server::Server(ServerOptions options, const Router& router, pagecache::PageCache& cache, const Clock& clock)
    : impl_(std::make_unique<Impl>(std::move(options), router, cache, clock)) {}

Server::~Server() { stop(); }

void Server::start() {
    Impl& self = *impl_;
    const auto& options = self.options;
    // SO_REUSEPORT would let a second server of the same user share the port unseen; a plain bind does not.
    if (options.port != 0) ::close(bound(options.address, options.port, false));

    const auto cores = static_cast<int>(std::max(1U, std::thread::hardware_concurrency()));
    const int loops = options.io_threads > 0 ? options.io_threads : cores;
    std::vector<int> listeners;
    self.port = options.port;
    for (int i = 0; i < loops; ++i) {
        listeners.push_back(bound(options.address, self.port, true));
        if (self.port == 0) self.port = port_of(listeners.front());
    }
    for (const int listener : listeners) {
        if (::listen(listener, kBacklog) != 0) fail("listen");
    }
    self.reader = std::make_unique<WorkerPool>(options.reader_workers, options.queue);
    self.desk = std::make_unique<WorkerPool>(options.desk_workers, options.queue);
    self.password = std::make_unique<WorkerPool>(options.password_workers, options.queue);
    self.engine.reset(new Engine{options, self.clock, self.dispatcher, *self.reader, *self.desk, *self.password,
                                 room_for(options.max_connections)});
    for (const int listener : listeners) self.loops.push_back(std::make_unique<Loop>(*self.engine, listener));
    for (const auto& loop : self.loops) self.engine->loops.push_back(loop.get());
    for (const auto& loop : self.loops) self.threads.emplace_back([&loop = *loop] { loop.run(); });
}

std::uint16_t Server::port() const { return impl_->port; }

void Server::stop() {
    Impl& self = *impl_;
    for (const auto& loop : self.loops) loop->stop();
    for (auto& thread : self.threads) thread.join();
    self.threads.clear();
    // The workers may still deliver to the loops, so these go last.
    self.reader.reset();
    self.desk.reset();
    self.password.reset();
    self.loops.clear();
    self.engine.reset();
}

Response Server::handle(Request request) {
    Dispatcher& dispatcher = impl_->dispatcher;
    if (request.target.empty()) request.target = percent_encode_path(request.path);
    if (const auto host = request.header("host"); host && !dispatcher.accepts_host(*host)) {
        return text(421, "421 Misdirected Request\n");
    }
    Exchange exchange;
    const bool has_body = !request.body.empty();
    exchange.request = std::move(request);
    dispatcher.prepare(exchange, has_body);
    if (exchange.error == 0 && exchange.request.body.size() > Dispatcher::body_limit(exchange)) exchange.error = 413;
    for (;;) {
        if (exchange.shared && !exchange.alone) {
            if (const auto reply = dispatcher.cached(exchange)) return response_of(*reply);
        }
        const auto landed = std::make_shared<std::promise<FlightEnd>>();
        if (dispatcher.take_off(exchange, [landed](FlightEnd end) { landed->set_value(end); })) {
            return response_of(dispatcher.run(exchange));
        }
        Dispatcher::waited(exchange, landed->get_future().get());
    }
}

}  // namespace broadsheet::http
