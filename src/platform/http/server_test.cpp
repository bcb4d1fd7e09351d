#include "platform/http/server.h"

#include <arpa/inet.h>
#include <doctest/doctest.h>
#include <netinet/in.h>
#include <sys/socket.h>
#include <sys/time.h>
#include <unistd.h>
#include <zlib.h>

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <future>
#include <mutex>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "platform/http/framing_cases.h"

using namespace broadsheet;
using namespace broadsheet::http;

namespace {

/// A gate in the other sense: a handler waits here until the test lets it go.
class Turnstile {
public:
    void wait() {
        std::unique_lock guard(lock_);
        ++waiting_;
        changed_.notify_all();
        changed_.wait(guard, [this] { return open_; });
    }
    void await(int waiting) {
        std::unique_lock guard(lock_);
        changed_.wait(guard, [&] { return waiting_ >= waiting; });
    }
    void open() {
        const std::lock_guard guard(lock_);
        open_ = true;
        changed_.notify_all();
    }

private:
    std::mutex lock_;
    std::condition_variable changed_;
    int waiting_ = 0;
    bool open_ = false;
};

/// A raw client: bytes out, bytes in.
class Client {
public:
    explicit Client(std::uint16_t port, int receive_buffer = 0) : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
        if (receive_buffer > 0) setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_buffer, sizeof receive_buffer);
        const timeval patience{10, 0};
        setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_port = htons(port);
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        REQUIRE(::connect(socket_, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
    }
    ~Client() { ::close(socket_); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    void send(std::string_view bytes) {
        while (!bytes.empty()) {
            const ssize_t sent = ::send(socket_, bytes.data(), bytes.size(), MSG_NOSIGNAL);
            if (sent <= 0) return;
            bytes.remove_prefix(static_cast<std::size_t>(sent));
        }
    }
    void finish_sending() { ::shutdown(socket_, SHUT_WR); }

    /// False at the end, on a reset or when patience ends.
    bool more() {
        char buffer[16 * 1024];
        const ssize_t got = ::recv(socket_, buffer, sizeof buffer, 0);
        ended_ = ended_ || got == 0;
        if (got > 0) read_.append(buffer, static_cast<std::size_t>(got));
        return got > 0;
    }
    std::string to_the_end() {
        while (more()) {
        }
        return std::move(read_);
    }
    /// The server closed in order.
    [[nodiscard]] bool ended() const { return ended_; }

    struct Answer {
        int status = 0;
        std::string head;
        std::string body;
        [[nodiscard]] bool has(std::string_view line) const { return head.find(line) != std::string::npos; }
    };
    Answer answer(bool head_only = false) {
        Answer answer;
        std::size_t end = 0;
        while ((end = read_.find("\r\n\r\n")) == std::string::npos) {
            if (!more()) return answer;
        }
        answer.head = read_.substr(0, end + 4);
        read_.erase(0, end + 4);
        answer.status = std::stoi(answer.head.substr(9, 3));
        const auto length = answer.head.find("Content-Length: ");
        if (length == std::string::npos || head_only || answer.status == 304) return answer;
        const auto size = static_cast<std::size_t>(std::stoul(answer.head.substr(length + 16)));
        while (read_.size() < size) {
            if (!more()) return answer;
        }
        answer.body = read_.substr(0, size);
        read_.erase(0, size);
        return answer;
    }
    Answer ask(std::string_view target, std::string_view fields = {}, std::string_view method = "GET") {
        send(std::string(method) + " " + std::string(target) + " HTTP/1.1\r\nHost: localhost\r\n" +
             std::string(fields) + "\r\n");
        return answer(method == "HEAD");
    }

private:
    int socket_;
    std::string read_;
    bool ended_ = false;
};

std::string story() {
    std::string text = "<!doctype html>";
    for (int i = 0; text.size() < 24'000; ++i) text += "<p>Paragraph " + std::to_string(i * 7919) + ".</p>\n";
    return text;
}

std::string gunzip(const std::string& bytes) {
    std::string out(1 << 20, '\0');
    z_stream stream{};
    REQUIRE(inflateInit2(&stream, 15 + 16) == Z_OK);
    stream.next_in = reinterpret_cast<Bytef*>(const_cast<char*>(bytes.data()));
    stream.avail_in = static_cast<uInt>(bytes.size());
    stream.next_out = reinterpret_cast<Bytef*>(out.data());
    stream.avail_out = static_cast<uInt>(out.size());
    CHECK(inflate(&stream, Z_FINISH) == Z_STREAM_END);
    out.resize(out.size() - stream.avail_out);
    inflateEnd(&stream);
    return out;
}

/// A small paper: what its handlers did is counted.
struct Paper {
    explicit Paper(bool check_version = true) : cache({64u << 20, check_version}) {
        options.port = 0;
        options.io_threads = 2;
        options.session_cookie = "desk";
        options.security_headers = {{"X-Content-Type-Options", "nosniff"}};
        options.html_headers = {{"Content-Security-Policy", "default-src 'none'"}};
        options.log_error = [this](const std::string& line) {
            const std::lock_guard guard(lock);
            errors.push_back(line);
        };
    }
    Route& add(Method method, std::string pattern, Handler handler, Caching caching = Caching::Never) {
        routes.push_back({method, std::move(pattern), Pool::Reader, caching, 0, {}, std::move(handler)});
        return routes.back();
    }
    Server& start() {
        for (auto& route : routes) router.add(std::move(route));
        routes.clear();
        server = std::make_unique<Server>(options, router, cache, clock);
        server->start();
        return *server;
    }
    static Response kept(std::string body, std::vector<std::string> tags, std::int64_t version) {
        Response response;
        response.body = std::move(body);
        response.ticket = CacheTicket{std::move(tags), version, {}};
        return response;
    }

    std::mutex lock;
    std::vector<std::string> errors;
    SystemClock clock;
    pagecache::PageCache cache;
    Router router;
    std::vector<Route> routes;
    ServerOptions options;
    std::unique_ptr<Server> server;
};

int count(std::string_view text, std::string_view what) {
    int found = 0;
    for (auto at = text.find(what); at != std::string_view::npos; at = text.find(what, at + 1)) ++found;
    return found;
}

}  // namespace

TEST_CASE("server: every request of tests/requests/framing.txt is refused on a live socket, alone and pipelined") {
    Paper paper;
    std::atomic<int> second{0};
    std::atomic<int> taken{0};
    paper.add(Method::Get, "/", [&](const Request&) { return text(200, std::to_string(++taken)); });
    paper.add(Method::Post, "/", [&](const Request&) { return text(200, std::to_string(++taken)); }).body_limit = 1000;
    paper.add(Method::Get, "/second", [&](const Request&) { return text(200, std::to_string(++second)); });
    paper.add(Method::Get, "/{rest...}", [&](const Request&) { return text(200, std::to_string(++taken)); });
    const auto port = paper.start().port();

    for (const auto& one : framing_cases()) {
        CAPTURE(one.name);
        for (const bool pipelined : {false, true}) {
            CAPTURE(pipelined);
            Client client(port);
            client.send(one.bytes);
            if (pipelined) client.send("GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n");
            const auto bytes = client.to_the_end();
            CHECK(bytes.substr(0, 13) == "HTTP/1.1 " + std::to_string(one.status) + " ");
            CHECK(count(bytes, "HTTP/1.1 ") == 1);
            CHECK(bytes.find("Connection: close\r\n") != std::string::npos);
            CHECK(client.ended());
        }
    }
    CHECK(second == 0);
    CHECK(taken == 0);
    Client good(port);  // the twin: the same second request, behind a good one, is answered
    good.send("GET / HTTP/1.1\r\nHost: localhost\r\n\r\nGET /second HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(good.answer().body == "1");
    CHECK(good.answer().body == "1");
}

TEST_CASE("server: answers, kept alive and in order") {
    Paper paper;
    const auto body = story();
    std::atomic<int> renders{0};
    paper.add(
        Method::Get, "/story",
        [&](const Request&) {
            ++renders;
            return Paper::kept(body, {"story:a"}, 1);
        },
        Caching::Cached);
    paper.add(Method::Get, "/slow", [](const Request&) {
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
        return text(200, "slow");
    });
    paper
        .add(Method::Post, "/echo",
             [](const Request& request) { return text(200, request.body + " from " + request.remote); })
        .body_limit = 3'000'000;
    const auto port = paper.start().port();
    Client client(port);

    auto answer = client.ask("/story");
    CHECK(answer.status == 200);
    CHECK(answer.body == body);
    CHECK(answer.has("\r\nCache-Control: public, max-age=0, must-revalidate\r\n"));
    CHECK(answer.has("\r\nVary: Accept-Encoding\r\n"));
    CHECK(answer.has("\r\nX-Content-Type-Options: nosniff\r\n"));
    CHECK(answer.has("\r\nContent-Security-Policy: default-src 'none'\r\n"));
    CHECK(answer.has("\r\nDate: "));
    CHECK(answer.has(" GMT\r\n"));
    CHECK_FALSE(answer.has("Connection:"));

    SUBCASE("the second time from the cache, in every form") {
        CHECK(client.ask("/story").body == body);
        auto head = client.ask("/story", {}, "HEAD");
        CHECK(head.status == 200);
        CHECK(head.has("Content-Length: " + std::to_string(body.size())));
        auto zipped = client.ask("/story", "Accept-Encoding: br;q=0, gzip\r\n");
        CHECK(zipped.has("\r\nContent-Encoding: gzip\r\n"));
        CHECK(gunzip(zipped.body) == body);
        CHECK(client.ask("/story", "Accept-Encoding: gzip;q=0\r\n").body == body);
        const auto tag = [](const Client::Answer& from) {
            const auto at = from.head.find("ETag: ") + 6;
            return from.head.substr(at, from.head.find("\r\n", at) - at);
        };
        CHECK(tag(zipped) != tag(answer));
        auto same = client.ask("/story", "If-None-Match: \"other\", W/" + tag(answer) + "\r\n");
        CHECK(same.status == 304);
        CHECK(same.has("ETag: " + tag(answer)));
        CHECK(client.ask("/story", "If-None-Match: " + tag(zipped) + "\r\nAccept-Encoding: gzip\r\n").status == 304);
        CHECK(client.ask("/story", "If-None-Match: \"other\"\r\n").status == 200);
        CHECK(client.ask("/story", "If-None-Match: *\r\n").status == 304);
        CHECK(client.ask("/story?utm_source=x&y").body == body);
        CHECK(client.ask("/%73tory").body == body);
        CHECK(renders == 1);
    }
    SUBCASE("pipelined: kept and not kept, in the order asked") {
        std::string requests;
        for (int i = 0; i < 30; ++i) {
            requests += "GET /story HTTP/1.1\r\nHost: localhost\r\n\r\nGET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n";
            requests +=
                "POST /echo HTTP/1.1\r\nHost: localhost\r\nTransfer-Encoding: chunked\r\n\r\n2\r\nab\r\n0\r\n\r\n";
        }
        client.send(requests);
        for (int i = 0; i < 30; ++i) {
            CHECK(client.answer().body == body);
            CHECK(client.answer().body == "slow");
            CHECK(client.answer().body == "ab from 127.0.0.1");
        }
    }
    SUBCASE("pipelined: a thousand that a small socket cannot take at once") {
        Client small(port, 4096);
        std::thread sender([&] {
            std::string requests;
            for (int i = 0; i < 1000; ++i) requests += "GET /story HTTP/1.1\r\nHost: localhost\r\n\r\n";
            small.send(requests);
            small.finish_sending();
        });
        int good = 0;
        for (int i = 0; i < 1000; ++i) good += small.answer().body == body ? 1 : 0;
        CHECK(good == 1000);
        CHECK_FALSE(small.more());
        CHECK(small.ended());
        sender.join();
    }
    SUBCASE("a request in single bytes, a body in pieces, and 100 Continue") {
        for (char c : std::string("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n")) client.send(std::string(1, c));
        CHECK(client.answer().body == "slow");
        client.send(
            "POST /echo HTTP/1.1\r\nHost: localhost\r\nContent-Length: 2000000\r\nExpect: 100-continue\r\n\r\n");
        CHECK(client.answer().status == 100);
        const std::string half(1'000'000, 'x');
        client.send(half);
        client.send(half);
        CHECK(client.answer().body.size() == 2'000'000 + 15);
        CHECK(client.ask("/slow").body == "slow");
    }
    SUBCASE("closing when asked, and HTTP/1.0 always") {
        auto last = client.ask("/story", "Connection: close\r\n");
        CHECK(last.body == body);
        CHECK(last.has("\r\nConnection: close\r\n"));
        CHECK_FALSE(client.more());
        CHECK(client.ended());
        Client old(port);
        old.send("POST /echo HTTP/1.0\r\nHost: localhost\r\nContent-Length: 2\r\n\r\nab");
        CHECK(old.answer().body == "ab from 127.0.0.1");
        CHECK_FALSE(old.more());
        CHECK(old.ended());
        Client half(port);
        half.send("GET /slow HTTP/1.1\r\nHost: localhost\r\n\r\n");
        half.finish_sending();
        CHECK(half.answer().body == "slow");
        CHECK_FALSE(half.more());
    }
    CHECK(renders == 1);
}

TEST_CASE("server: refusals that are not about framing") {
    Paper paper;
    paper.add(Method::Get, "/a", [](const Request&) { return text(200, "a"); });
    paper.add(Method::Post, "/a", [](const Request&) { return text(200, "b"); }).body_limit = 10;
    paper.add(Method::Get, "/throws", [](const Request&) -> Response { throw std::runtime_error("disk on fire"); });
    paper.add(Method::Get, "/splits", [](const Request&) { return see_other("/\r\nSet-Cookie: a=b"); });
    paper.add(Method::Get, "/length", [](const Request&) {
        Response response = text(200, "x");
        response.headers.emplace_back("content-length", "5");
        return response;
    });
    paper.options.hosts = {"paper.example", "other.example:8443"};
    paper.options.any_loopback_host = false;
    const auto port = paper.start().port();
    const auto ask = [&](std::string_view line, std::string_view host, std::string_view rest = {}) {
        Client client(port);
        client.send(std::string(line) + " HTTP/1.1\r\nHost: " + std::string(host) + "\r\n" + std::string(rest) +
                    "\r\n");
        return client.answer();
    };
    CHECK(ask("GET /a", "paper.example").status == 200);
    CHECK(ask("GET /a", "PAPER.example:80").status == 200);
    CHECK(ask("GET /a", "other.example:8443").status == 200);
    CHECK(ask("GET /a", "other.example").status == 421);
    CHECK(ask("GET /a", "other.example:8444").status == 421);
    CHECK(ask("GET /a", "localhost").status == 421);
    CHECK(ask("GET /nowhere", "paper.example").status == 404);
    const auto not_allowed = ask("DELETE /a", "paper.example");
    CHECK(not_allowed.status == 405);
    CHECK(not_allowed.has("\r\nAllow: GET, HEAD, POST\r\n"));
    const auto large = ask("POST /a", "paper.example", "Content-Length: 11\r\nExpect: 100-continue\r\n");
    CHECK(large.status == 413);
    CHECK(large.has("Connection: close"));
    CHECK(ask("OPTIONS *", "paper.example").status == 204);
    CHECK(paper.errors.empty());
    CHECK(ask("GET /throws", "paper.example").status == 500);
    CHECK(ask("GET /splits", "paper.example").status == 500);
    CHECK(ask("GET /length", "paper.example").status == 500);
    REQUIRE(paper.errors.size() == 3);
    CHECK(paper.errors[0] == "GET /throws: disk on fire");
}

TEST_CASE("server: who is signed in never meets the page cache, and what is not keyed never reaches a page") {
    Paper paper;
    std::atomic<int> renders{0};
    auto& route = paper.add(
        Method::Get, "/page",
        [&](const Request& request) {
            ++renders;
            std::string seen =
                "page " + request.query("month").value_or("-") + " " + request.target + " " + request.remote;
            for (const auto& [name, value] : request.headers) seen += " " + name + "=" + value;
            return Paper::kept(seen, {"story:a"}, 1);
        },
        Caching::Cached);
    route.query_names = {"month", "year"};
    paper.add(
        Method::Get, "/sets",
        [&](const Request&) {
            ++renders;
            auto response = Paper::kept("x", {"story:a"}, 1);
            response.headers.emplace_back("set-cookie", "a=b");
            return response;
        },
        Caching::Cached);
    paper.add(
        Method::Get, "/gone",
        [&](const Request&) {
            ++renders;
            auto response = Paper::kept("nothing here", {"path:/gone"}, 1);
            response.status = 404;
            return response;
        },
        Caching::Cached);
    const auto port = paper.start().port();
    Client client(port);

    const std::string clean = client.ask("/page").body;
    CHECK(clean == "page - /page ");
    CHECK(renders == 1);
    CHECK(client.ask("/page", "X-Forwarded-Host: evil\r\nCookie: other=1; deskx=2; xdesk=3\r\n").body == clean);
    CHECK(client.ask("/page?evil=1").body == clean);
    CHECK(renders == 1);
    CHECK(client.ask("/page?evil=1&year=2024&month=a%2Fb").body == "page a/b /page?month=a%2Fb&year=2024 ");
    CHECK(client.ask("/page?month=a%2fb&year=2024").body == "page a/b /page?month=a%2Fb&year=2024 ");
    CHECK(renders == 2);

    const auto signed_in = client.ask("/page", "Cookie: a=b; desk=secret\r\n");
    CHECK(signed_in.body.find("cookie=a=b; desk=secret") != std::string::npos);
    CHECK(signed_in.has("Cache-Control: private, no-store"));
    CHECK(renders == 3);
    CHECK(client.ask("/page", "Authorization: Bearer x\r\n").body.find("authorization") != std::string::npos);
    CHECK(renders == 4);
    CHECK(client.ask("/page").body == clean);
    CHECK(renders == 4);

    client.ask("/sets");
    client.ask("/sets");
    CHECK(renders == 6);
    CHECK(client.ask("/gone").status == 404);
    CHECK(client.ask("/gone").status == 404);
    CHECK(renders == 7);
    CHECK(paper.cache.changed(2, {"path:/gone"}) == 1);
    CHECK(client.ask("/gone").body == "nothing here");
    CHECK(renders == 8);
}

TEST_CASE("server: ranges of files that never change") {
    Paper paper;
    for (const auto caching : {Caching::Cached, Caching::Never}) {
        paper.add(
            Method::Get, caching == Caching::Cached ? "/kept" : "/file",
            [](const Request&) {
                Response response = text(200, std::string(2000, 'a') + "0123456789");
                response.immutable = true;
                response.etag = "v1";
                response.ticket = CacheTicket{};
                return response;
            },
            caching);
    }
    paper.add(Method::Get, "/page", [](const Request&) { return text(200, "0123456789"); });
    const auto port = paper.start().port();
    Client client(port);
    struct Case {
        const char* fields;
        int status;
        const char* range;
        const char* body;
    };
    const Case cases[] = {
        {"Range: bytes=2000-2002\r\n", 206, "bytes 2000-2002/2010", "012"},
        {"Range: bytes=2007-\r\n", 206, "bytes 2007-2009/2010", "789"},
        {"Range: bytes=-2\r\nAccept-Encoding: gzip\r\n", 206, "bytes 2008-2009/2010", "89"},
        {"Range: bytes=2009-99999\r\n", 206, "bytes 2009-2009/2010", "9"},
        {"Range: bytes=-0\r\n", 416, "bytes */2010", ""},
        {"Range: bytes=2010-\r\n", 416, "bytes */2010", ""},
        {"Range: bytes=2000-2002\r\nIf-Range: \"v1\"\r\n", 206, "bytes 2000-2002/2010", "012"},
        {"Range: bytes=2000-2002\r\nIf-Range: \"v2\"\r\n", 200, nullptr, nullptr},
        {"Range: bytes=0-,0-,0-,0-\r\n", 200, nullptr, nullptr},
        {"Range: bytes=5-4\r\n", 200, nullptr, nullptr},
        {"Range: bytes=99999999999999999999-\r\n", 200, nullptr, nullptr},
        {"Range: lines=1-2\r\n", 200, nullptr, nullptr},
    };
    for (const char* target : {"/kept", "/kept", "/file"}) {
        for (const auto& one : cases) {
            CAPTURE(target);
            CAPTURE(one.fields);
            const auto answer = client.ask(target, one.fields);
            CHECK(answer.status == one.status);
            if (one.range != nullptr) CHECK(answer.has(std::string("Content-Range: ") + one.range + "\r\n"));
            if (one.body != nullptr) CHECK(answer.body == one.body);
            if (one.body == nullptr) CHECK(answer.body.size() == 2010);
        }
    }
    CHECK(client.ask("/kept").has("Cache-Control: public, max-age=31536000, immutable"));
    CHECK(client.ask("/page", "Range: bytes=0-1\r\n").status == 200);
    const auto zipped = client.ask("/file", "Accept-Encoding: gzip\r\n");
    CHECK(gunzip(zipped.body).size() == 2010);
}

TEST_CASE("server: one render for many who ask at once") {
    Paper paper;
    Turnstile turnstile;
    std::atomic<int> renders{0};
    std::atomic<int> private_renders{0};
    paper.add(
        Method::Get, "/story",
        [&](const Request&) {
            ++renders;
            turnstile.wait();
            return Paper::kept("story", {"story:a"}, 1);
        },
        Caching::Cached);
    paper.add(
        Method::Get, "/unkept",
        [&](const Request&) {
            ++private_renders;
            turnstile.wait();
            return text(200, "each its own");
        },
        Caching::Cached);
    Server& server = paper.start();
    std::vector<std::unique_ptr<Client>> clients;
    for (int i = 0; i < 50; ++i) {
        clients.push_back(std::make_unique<Client>(server.port()));
        clients.back()->send(i < 40 ? "GET /story HTTP/1.1\r\nHost: localhost\r\n\r\n"
                                    : "GET /unkept HTTP/1.1\r\nHost: localhost\r\n\r\n");
    }
    turnstile.await(2);
    std::this_thread::sleep_for(std::chrono::milliseconds(100));
    CHECK(renders == 1);
    CHECK(private_renders == 1);
    turnstile.open();
    for (int i = 0; i < 50; ++i) CHECK(clients[static_cast<std::size_t>(i)]->answer().status == 200);
    CHECK(renders == 1);
    CHECK(private_renders == 10);
}

TEST_CASE("server: a full pool says so at once, and other pools go on") {
    Paper paper;
    Turnstile turnstile;
    paper.options.desk_workers = 1;
    paper.options.queue = 2;
    paper
        .add(Method::Get, "/busy",
             [&](const Request&) {
                 turnstile.wait();
                 return text(200, "done");
             })
        .pool = Pool::Desk;
    paper.add(Method::Get, "/free", [](const Request&) { return text(200, "free"); });
    const auto port = paper.start().port();
    std::vector<std::unique_ptr<Client>> clients;
    const auto join = [&] {
        clients.push_back(std::make_unique<Client>(port));
        clients.back()->send("GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    };
    join();
    turnstile.await(1);
    for (int i = 0; i < 2; ++i) join();
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    Client late(port);
    const auto refused = late.ask("/busy");
    CHECK(refused.status == 503);
    CHECK(refused.has("\r\nRetry-After: 1\r\n"));
    CHECK(late.ask("/free").body == "free");
    turnstile.open();
    for (auto& client : clients) CHECK(client->answer().body == "done");
    CHECK(late.ask("/busy").body == "done");
}

TEST_CASE("server: time runs out for the slow") {
    Paper paper;
    paper.options.head_timeout_s = 1;
    paper.options.body_timeout_s = 1;
    paper.options.idle_timeout_s = 1;
    paper.options.write_timeout_s = 1;
    paper.add(Method::Post, "/", [](const Request& request) { return text(200, request.body); }).body_limit = 100;
    paper.add(Method::Get, "/", [](const Request&) { return text(200, "x"); });
    paper.add(Method::Get, "/large", [](const Request&) { return text(200, std::string(1 << 24, 'x')); });
    const auto port = paper.start().port();
    Client silent(port);
    Client idle(port);
    Client head(port);
    Client body(port);
    Client deaf(port, 4096);
    CHECK(idle.ask("/").body == "x");
    head.send("GET / HTTP/1.1\r\nHost: local");
    body.send("POST / HTTP/1.1\r\nHost: localhost\r\nContent-Length: 10\r\n\r\nabc");
    deaf.send("GET /large HTTP/1.1\r\nHost: localhost\r\n\r\n");
    CHECK(silent.to_the_end().empty());
    CHECK(idle.to_the_end().empty());
    CHECK(head.to_the_end().substr(0, 12) == "HTTP/1.1 408");
    CHECK(body.to_the_end().substr(0, 12) == "HTTP/1.1 408");
    CHECK(head.ended());
    CHECK(idle.ended());
}

TEST_CASE("server: connections are bounded; who is idle makes room") {
    Paper paper;
    Turnstile turnstile;
    paper.options.io_threads = 1;
    paper.options.max_connections = 2;
    paper.add(Method::Get, "/", [](const Request&) { return text(200, "x"); });
    paper.add(Method::Get, "/busy", [&](const Request&) {
        turnstile.wait();
        return text(200, "x");
    });
    const auto port = paper.start().port();
    Client first(port);
    CHECK(first.ask("/").status == 200);
    Client second(port);
    second.send("GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    turnstile.await(1);
    Client third(port);
    third.send("GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    turnstile.await(2);
    CHECK_FALSE(first.more());
    Client fourth(port);
    CHECK(fourth.answer().status == 503);
    turnstile.open();
    CHECK(second.answer().status == 200);
    CHECK(third.answer().status == 200);
}

TEST_CASE("server: stopping lets what runs end") {
    Paper paper;
    Turnstile turnstile;
    paper.add(Method::Get, "/busy", [&](const Request&) {
        turnstile.wait();
        return text(200, "done");
    });
    paper.add(Method::Get, "/", [](const Request&) { return text(200, "x"); });
    Server& server = paper.start();
    Client busy(server.port());
    Client idle(server.port());
    CHECK(idle.ask("/").status == 200);
    busy.send("GET /busy HTTP/1.1\r\nHost: localhost\r\n\r\n");
    turnstile.await(1);
    auto stopped = std::async(std::launch::async, [&] { server.stop(); });
    CHECK_FALSE(idle.more());
    CHECK(idle.ended());
    turnstile.open();
    CHECK(busy.answer().body == "done");
    CHECK_FALSE(busy.more());
    stopped.get();
}

TEST_CASE("server: an address in use is an error, not a second server") {
    Paper paper;
    const auto port = paper.start().port();
    Paper other;
    other.options.port = port;
    CHECK_THROWS_AS(other.start(), std::system_error);
    paper.server->stop();
    CHECK_NOTHROW(other.start());
}

TEST_CASE("server: one line a request for the log") {
    Paper paper;
    std::vector<std::string> lines;
    paper.options.access_log = [&](const std::string& method, const std::string& target, int status, std::int64_t us,
                                   bool cached) {
        const std::lock_guard guard(paper.lock);
        lines.push_back(method + " " + target + " " + std::to_string(status) + (us >= 0 ? "" : " negative") +
                        (cached ? " cached" : ""));
    };
    paper.add(Method::Get, "/a", [](const Request&) { return Paper::kept("a", {}, 1); }, Caching::Cached);
    const auto port = paper.start().port();
    Client client(port);
    client.ask("/a?x=1");
    client.ask("/a");
    client.ask("/a", {}, "HEAD");
    client.ask("/b");
    client.send("nonsense\r\n");
    client.to_the_end();
    paper.server->stop();
    CHECK(lines == std::vector<std::string>{"GET /a?x=1 200", "GET /a 200 cached", "HEAD /a 200 cached", "GET /b 404",
                                            "- - 400"});
}

TEST_CASE("handle: the same way without a socket") {
    Paper paper;
    std::atomic<int> renders{0};
    paper.add(
        Method::Get, "/{ed}/{slug}",
        [&](const Request& request) {
            ++renders;
            return Paper::kept("story " + std::string(request.parameter("slug")), {"story:a"}, 1);
        },
        Caching::Cached);
    paper
        .add(Method::Post, "/post",
             [](const Request& request) { return see_other("/" + std::string(request.field("a"))); })
        .body_limit = 10;
    for (auto& route : paper.routes) paper.router.add(std::move(route));
    Server server(paper.options, paper.router, paper.cache, paper.clock);
    const auto ask = [&](Method method, std::string target, Fields headers = {}, std::string body = {}) {
        Request request;
        request.method = method;
        request.target = std::move(target);
        request.headers = std::move(headers);
        request.body = std::move(body);
        return server.handle(std::move(request));
    };
    CHECK(ask(Method::Get, "/en/a%C3%B1o").body == "story año");
    const auto again = ask(Method::Get, "/en/a%c3%b1o?x=y");
    CHECK(again.body == "story año");
    CHECK(again.content_type == "text/html; charset=utf-8");
    CHECK(again.cache_control == "public, max-age=0, must-revalidate");
    CHECK(renders == 1);
    CHECK(ask(Method::Get, "/en/a%C3%B1o", {{"if-none-match", again.etag}}).status == 304);
    CHECK(ask(Method::Head, "/en/a%C3%B1o").body.empty());
    CHECK(ask(Method::Get, "/en//x").status == 400);
    CHECK(ask(Method::Get, "/x").status == 404);
    CHECK(ask(Method::Put, "/post").status == 405);
    CHECK(ask(Method::Get, "/en/x", {{"host", "evil.example"}}).status == 421);
    const Fields form{{"content-type", "application/x-www-form-urlencoded"}};
    const auto seen = ask(Method::Post, "/post", form, "a=b");
    CHECK(seen.status == 303);
    CHECK(std::find(seen.headers.begin(), seen.headers.end(), std::pair<std::string, std::string>("Location", "/b")) !=
          seen.headers.end());
    CHECK(ask(Method::Post, "/post", form, "a=0123456789").status == 413);
    Request by_path;
    by_path.path = "/en/año";
    CHECK(server.handle(by_path).body == "story año");
    CHECK(renders == 1);
}

TEST_CASE("handle: dates of kept pages answer If-Modified-Since, and never for another version") {
    FakeClock clock{Instant{1'700'000'000'500'000}};
    pagecache::PageCache cache{{1u << 20, true}};
    Router router;
    std::int64_t version = 1;
    std::optional<Instant> until;
    const auto add = [&](const char* pattern, std::vector<std::string> tags) {
        Route route;
        route.pattern = pattern;
        route.caching = Caching::Cached;
        route.handler = [&, tags](const Request&) {
            auto out = Paper::kept("version " + std::to_string(version), tags, version);
            out.ticket->valid_until = until;
            return out;
        };
        router.add(std::move(route));
    };
    add("/a", {"story:a"});
    add("/b", {"story:b"});
    add("/style", {});
    Server server(ServerOptions{}, router, cache, clock);
    const auto ask = [&](std::string target, Fields headers = {}) {
        Request request;
        request.target = std::move(target);
        request.headers = std::move(headers);
        return server.handle(std::move(request));
    };
    const auto date = [](const Response& from) {
        for (const auto& [name, value] : from.headers) {
            if (name == "Last-Modified") return value;
        }
        return std::string();
    };
    const auto commit = [&](const char* tag) { cache.changed(++version, {tag}); };

    // Another process may have had pages of another version in the second this one began in.
    CHECK(date(ask("/b")).empty());
    clock.advance(kSecond);
    const std::string first = date(ask("/a"));
    CHECK(first == "Tue, 14 Nov 2023 22:13:21 GMT");
    CHECK(date(ask("/style")).empty());
    const auto same = ask("/a", {{"if-modified-since", first}});
    CHECK(same.status == 304);
    CHECK(date(same) == first);
    CHECK(ask("/a", {{"if-modified-since", first}, {"if-none-match", "\"other\""}}).status == 200);
    CHECK(ask("/a", {{"if-modified-since", "Wed, 15 Nov 2023 00:00:00 GMT"}}).status == 200);
    CHECK(ask("/a", {{"if-modified-since", "yesterday"}}).status == 200);

    // Another version in the same second has no date: whoever holds the first is given the second.
    commit("story:a");
    const auto second = ask("/a", {{"if-modified-since", first}});
    CHECK(second.status == 200);
    CHECK(second.body == "version 2");
    CHECK(date(second).empty());
    clock.advance(kSecond);
    commit("story:a");
    const auto third = ask("/a", {{"if-modified-since", first}});
    CHECK(third.body == "version 3");
    CHECK(date(third) == "Tue, 14 Nov 2023 22:13:22 GMT");

    // One that ends within its second has none either.
    clock.advance(kSecond);
    commit("story:a");
    until = clock.now() + 100'000;
    CHECK(date(ask("/a")).empty());
    until.reset();
    clock.advance(200'000);
    CHECK_FALSE(date(ask("/a")).empty());
}

TEST_CASE("handle: what is not found may be kept for a minute, what was asked for with a session may not") {
    Paper paper;
    paper.add(
        Method::Get, "/gone/{x}",
        [](const Request&) {
            auto out = Paper::kept("none", {"story:a"}, 1);
            out.status = 404;
            return out;
        },
        Caching::Cached);
    paper.add(Method::Get, "/desk/{x}", [](const Request&) { return text(404, "none"); });
    for (auto& route : paper.routes) paper.router.add(std::move(route));
    paper.options.session_cookie = "session";
    Server server(paper.options, paper.router, paper.cache, paper.clock);
    const auto ask = [&](std::string target, Fields headers = {}) {
        Request request;
        request.target = std::move(target);
        request.headers = std::move(headers);
        const auto out = server.handle(std::move(request));
        CHECK(out.status == 404);
        return out.cache_control;
    };
    CHECK(ask("/gone/x") == "public, max-age=60");
    CHECK(ask("/gone/x") == "public, max-age=60");
    CHECK(ask("/nowhere") == "public, max-age=60");
    CHECK(ask("/gone/x", {{"cookie", "session=x"}}) == "private, no-store");
    CHECK(ask("/nowhere", {{"cookie", "session=x"}}) == "private, no-store");
    CHECK(ask("/desk/x") == "private, no-store");
}

TEST_CASE("server: behind a trusted proxy the address is the client's, and one that is none is refused") {
    Paper paper;
    paper.add(Method::Get, "/who", [](const Request& request) { return text(200, request.remote); });
    SUBCASE("trusted") {
        paper.options.trusted_proxies = {"127.0.0.1"};
        const auto port = paper.start().port();
        CHECK(Client(port).ask("/who", "X-Forwarded-For: 10.0.0.1, 192.0.2.7\r\n").body == "192.0.2.7");
        CHECK(Client(port).ask("/who", "X-Forwarded-For: 10.0.0.1\r\nX-Forwarded-For: 192.0.2.7\r\n").body ==
              "192.0.2.7");
        CHECK(Client(port).ask("/who").body == "127.0.0.1");
        CHECK(Client(port).ask("/who", "X-Forwarded-For: unknown\r\n").status == 400);
    }
    SUBCASE("not trusted") {
        const auto port = paper.start().port();
        CHECK(Client(port).ask("/who", "X-Forwarded-For: 192.0.2.7\r\n").body == "127.0.0.1");
        CHECK(Client(port).ask("/who", "X-Forwarded-For: unknown\r\n").body == "127.0.0.1");
    }
}

namespace {

/// A toy paper of one story, whose page prints the version it was made from.
struct Toy {
    explicit Toy(bool check_version) : cache({1u << 20, check_version}) {
        Route route;
        route.pattern = "/";
        route.caching = Caching::Cached;
        route.handler = [this](const Request&) {
            const auto snapshot = version.load();
            if (hold.exchange(false)) turnstile.wait();
            return Paper::kept(std::to_string(snapshot), {"story:a"}, snapshot);
        };
        router.add(std::move(route));
        server = std::make_unique<Server>(ServerOptions{}, router, cache, clock);
    }
    std::int64_t read() {
        Request request;
        request.target = "/";
        return std::stoll(server->handle(std::move(request)).body);
    }
    /// Commit, listeners, acknowledgement: in that order.
    void publish() {
        const auto next = ++version;
        cache.changed(next, {"story:a"});
        acknowledged = next;
    }

    std::atomic<std::int64_t> version{1};
    std::atomic<std::int64_t> acknowledged{1};
    std::atomic<bool> hold{false};
    Turnstile turnstile;
    SystemClock clock;
    pagecache::PageCache cache;
    Router router;
    std::unique_ptr<Server> server;
};

/// A render begins, a publish is acknowledged meanwhile, somebody asks after that and waits for the render, which ends.
/// What do that reader, and one who comes later, see?
std::pair<std::int64_t, std::int64_t> overtaken(bool check_version) {
    Toy toy(check_version);
    toy.hold = true;
    auto slow = std::async(std::launch::async, [&] { return toy.read(); });
    toy.turnstile.await(1);
    toy.publish();
    auto waiting = std::async(std::launch::async, [&] { return toy.read(); });
    std::this_thread::sleep_for(std::chrono::milliseconds(50));
    toy.turnstile.open();
    slow.get();
    const auto who_waited = waiting.get();
    return {who_waited, toy.read()};
}

}  // namespace

TEST_CASE("exact: after the acknowledgement nobody is shown the page from before it") {
    CHECK(overtaken(true) == std::pair<std::int64_t, std::int64_t>{2, 2});
    CHECK(overtaken(false) == std::pair<std::int64_t, std::int64_t>{1, 1});  // the twin: this test can fail
}

TEST_CASE("exact: eight readers race one writer") {
    Toy toy(true);
    std::atomic<bool> done{false};
    std::atomic<int> older{0};
    std::atomic<int> reads{0};
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i) {
        readers.emplace_back([&] {
            while (!done) {
                const auto at_least = toy.acknowledged.load();
                if (toy.read() < at_least) ++older;
                ++reads;
            }
        });
    }
    for (int i = 0; i < 2000; ++i) {
        toy.publish();
        if (i % 8 == 0) std::this_thread::sleep_for(std::chrono::microseconds(200));
    }
    done = true;
    for (auto& reader : readers) reader.join();
    CHECK(reads > 1000);
    CHECK(older == 0);
    CHECK(toy.read() == 2001);
}
