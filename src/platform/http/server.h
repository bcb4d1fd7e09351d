// The server: sockets, framing, pools, the page cache in front of handlers. Not routing and not pages.
// One I/O thread per core (SO_REUSEPORT) answers cached pages itself; handlers block on bounded pools.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <vector>

#include "platform/http/router.h"
#include "platform/pagecache/pagecache.h"
#include "platform/time/time.h"

namespace broadsheet::http {

/// One line a request, for the log: method, target, status, microseconds, from cache or not.
using AccessLog = std::function<void(const std::string&, const std::string&, int, std::int64_t, bool)>;

struct ServerOptions {
    std::string address = "127.0.0.1";
    std::uint16_t port = 8080;  // 0: any free one, see `port()`
    int io_threads = 0;         // 0: one per core
    int reader_workers = 4;
    int desk_workers = 2;
    int password_workers = 1;
    std::size_t queue = 256;         // waiting requests per pool; one more gets 503
    std::vector<std::string> hosts;  // accepted Host names (with or without port), lower case; anything else 421
    bool any_loopback_host = true;   // also localhost, 127.0.0.1, [::1], with any port
    std::vector<std::string> trusted_proxies;  // canonical addresses whose X-Forwarded-For is believed: forwarded.h
    std::string session_cookie;                // a request carrying it never meets the page cache
    Fields security_headers;                   // added to every answer
    Fields html_headers;                       // added to text/html answers (CSP …)
    int head_timeout_s = 10;                   // whole head
    int body_timeout_s = 30;                   // plus one second per 16 KB
    int idle_timeout_s = 30;                   // between requests
    int write_timeout_s = 30;
    std::size_t max_connections = 10'000;
    std::size_t body_memory = 256u << 20;               // bytes of request bodies held at once; one more gets 503
    AccessLog access_log;                               // called on I/O threads; none by default
    std::function<void(const std::string&)> log_error;  // a handler threw: called on worker threads; none by default
};

class Server {
public:
    Server(ServerOptions options, const Router& router, pagecache::PageCache& cache, const Clock& clock);
    ~Server();
    /// Binds and starts threads. Throws std::system_error (address in use …). Raises the process's limit of open files
    /// towards `max_connections` as far as it may.
    void start();
    [[nodiscard]] std::uint16_t port() const;
    /// Stops accepting, lets running requests end (≤ 30 s), joins.
    void stop();
    /// Runs one request through router, cache and handler on the calling thread, without a socket: for tests and
    /// `check`. Reads `target` (or, when that is empty, `path`), `method`, `headers` and `body`; the answer's `headers`
    /// hold every line that would go out but Date and Connection. Needs no start().
    Response handle(Request request);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
