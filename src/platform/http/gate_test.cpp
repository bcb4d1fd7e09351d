#include "platform/http/gate.h"

#include <doctest/doctest.h>

#include <set>

#include "platform/http/framing_cases.h"
#include "platform/http/message.h"

using namespace broadsheet::http;

namespace {

/// What the gate, the decoder of chunks and the reading of the path say together: 0 is "taken".
int verdict_of(std::string_view bytes) {
    const GateAnswer answer = read_head(bytes);
    if (answer.verdict == GateVerdict::Refused) return answer.status;
    if (answer.verdict == GateVerdict::Incomplete) return -1;
    if (answer.head.chunked) {
        const ChunkAnswer chunks = read_chunked(bytes.substr(answer.head.bytes), 1000);
        if (chunks.verdict == GateVerdict::Refused) return chunks.too_large ? 413 : 400;
    }
    if (answer.head.content_length.value_or(0) > 1000) return 413;
    if (answer.head.target == "*") return 0;
    return canonical_path(answer.head.target.substr(0, answer.head.target.find('?'))) ? 0 : 400;
}

}  // namespace

TEST_CASE("gate: every request of tests/requests/framing.txt gets its status") {
    const auto cases = framing_cases();
    CHECK(cases.size() >= 60);
    std::set<std::string> names;
    for (const auto& one : cases) {
        CAPTURE(one.name);
        CHECK(names.insert(one.name).second);
        // Hosts, methods and bodies without a route are the server's to refuse: server_test.cpp.
        if (one.status == 421 || one.status == 405 || one.name == "body where none is taken") continue;
        CHECK(verdict_of(one.bytes) == one.status);
        CHECK(verdict_of(one.bytes + "GET /second HTTP/1.1\r\nHost: localhost\r\n\r\n") == one.status);
    }
}

TEST_CASE("gate: a refusal does not depend on how the bytes arrive") {
    for (const auto& one : framing_cases()) {
        if (one.bytes.size() > 600 || read_head(one.bytes).verdict != GateVerdict::Refused) continue;
        CAPTURE(one.name);
        int status = 0;
        for (std::size_t size = 1; size <= one.bytes.size() && status == 0; ++size) {
            const auto answer = read_head(std::string_view(one.bytes).substr(0, size));
            CHECK(answer.verdict != GateVerdict::Accepted);
            if (answer.verdict == GateVerdict::Refused) status = answer.status;
        }
        CHECK(status == one.status);
    }
}

TEST_CASE("gate: two faults at a limit are told by the one that came first") {
    const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\n";
    const std::string full = begin + "X: " + std::string(8'000, 'a') + "\r\nX: " + std::string(1'000, 'a') + "\r\nY: ";
    struct Case {
        std::string bytes;
        int status;
    };
    const Case cases[] = {
        {"GET /\x01 HTTP/2.0\r\nHost: a\r\n\r\n", 400},
        {"GET /\x01" + std::string(kMaxLine + 10, 'a'), 400},
        {"GET /" + std::string(kMaxLine, 'a') + "\x01", 414},
        {begin + "X: \x01" + std::string(kMaxLine + 10, 'a'), 400},
        {begin + "X: " + std::string(kMaxLine + 10, 'a') + "\x01", 431},
        {full + std::string(kMaxHead - full.size() - 10, 'a') + "\x01" + std::string(60, 'a') + "\r\n\r\n", 400},
        {full + std::string(kMaxHead - full.size() + 10, 'a') + "\x01" + std::string(60, 'a') + "\r\n\r\n", 431},
        {full + std::string(kMaxHead - full.size() + 10, 'a') + "\n\r\n", 431},
    };
    for (const auto& one : cases) {
        CAPTURE(one.bytes.substr(0, 60));
        CHECK(read_head(one.bytes).status == one.status);
        int status = 0;
        for (std::size_t size = 1; size <= one.bytes.size() && status == 0; ++size) {
            status = read_head(std::string_view(one.bytes).substr(0, size)).status;
        }
        CHECK(status == one.status);
    }
}

TEST_CASE("gate: what is taken") {
    struct Case {
        const char* bytes;
        Method method;
        const char* target;
        const char* host;
        bool keep_alive;
        bool chunked;
        long length;  // -1: none
    };
    const Case cases[] = {
        {"GET / HTTP/1.1\r\nHost: localhost\r\n\r\n", Method::Get, "/", "localhost", true, false, -1},
        {"\r\nGET / HTTP/1.1\r\nHost: localhost\r\n\r\n", Method::Get, "/", "localhost", true, false, -1},
        {"GET / HTTP/1.0\r\nHost: localhost\r\n\r\n", Method::Get, "/", "localhost", false, false, -1},
        {"GET / HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n", Method::Get, "/", "a", false, false, -1},
        {"GET / HTTP/1.1\r\nHost: a\r\nConnection: Upgrade, CLOSE\r\n\r\n", Method::Get, "/", "a", false, false, -1},
        {"HEAD /a%20b?c=d|e{f} HTTP/1.1\r\nhOsT:\t[::1]:8080 \r\n\r\n", Method::Head, "/a%20b?c=d|e{f}", "[::1]:8080",
         true, false, -1},
        {"OPTIONS * HTTP/1.1\r\nHost: a.b-c_d:65535\r\n\r\n", Method::Options, "*", "a.b-c_d:65535", true, false, -1},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 005\r\n\r\nhello", Method::Post, "/", "a", true, false, 5},
        {"POST / HTTP/1.1\r\nHost: a\r\nContent-Length: 999999999999999999\r\n\r\n", Method::Post, "/", "a", true,
         false, 999999999999999999L},
        {"PUT / HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: \tCHUNKED \r\n\r\n", Method::Put, "/", "a", true, true, -1},
        {"BREW / HTTP/1.1\r\nHost: a\r\nX: caf\xc3\xa9\r\nEmpty:\r\n\r\n", Method::Other, "/", "a", true, false, -1},
    };
    for (const auto& one : cases) {
        CAPTURE(one.bytes);
        const auto answer = read_head(one.bytes);
        REQUIRE(answer.verdict == GateVerdict::Accepted);
        CHECK(answer.head.method == one.method);
        CHECK(answer.head.target == one.target);
        CHECK(answer.head.host == one.host);
        CHECK(answer.head.keep_alive == one.keep_alive);
        CHECK(answer.head.chunked == one.chunked);
        CHECK(static_cast<long>(answer.head.content_length.value_or(-1)) == one.length);
        const std::string_view bytes = one.bytes;
        CHECK(answer.head.bytes == bytes.find("\r\n\r\n", 2) + 4);
        for (std::size_t size = 0; size < answer.head.bytes; ++size) {
            CHECK(read_head(bytes.substr(0, size)).verdict == GateVerdict::Incomplete);
        }
    }
}

TEST_CASE("gate: the limits are met exactly") {
    const std::string begin = "GET / HTTP/1.1\r\nHost: a\r\n";
    std::string fields;
    for (int i = 0; i < 99; ++i) fields += "A: b\r\n";
    CHECK(read_head(begin + fields + "\r\n").verdict == GateVerdict::Accepted);
    CHECK(read_head(begin + fields + "A: b\r\n\r\n").status == 431);
    const std::string longest = "X: " + std::string(kMaxLine - 3, 'a') + "\r\n";
    CHECK(read_head(begin + longest + "\r\n").verdict == GateVerdict::Accepted);
    CHECK(read_head(begin + "a" + longest + "\r\n").status == 431);
    std::string head = begin + longest;
    head += "Y: " + std::string(kMaxHead - head.size() - 7, 'a') + "\r\n\r\n";
    CHECK(head.size() == kMaxHead);
    CHECK(read_head(head).verdict == GateVerdict::Accepted);
    head.insert(head.size() - 4, "a");
    CHECK(read_head(head).status == 431);
}

TEST_CASE("gate: an answer used again holds nothing of the last") {
    GateAnswer answer;
    read_head(
        "POST /a HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\nConnection: close\r\nExpect: "
        "100-continue\r\n\r\n",
        answer);
    CHECK(answer.head.expect_continue);
    read_head("GET /b HTTP/1.1\r\nHost: b\r\n\r\n", answer);
    CHECK(answer.head.fields.size() == 1);
    CHECK_FALSE(answer.head.chunked);
    CHECK_FALSE(answer.head.expect_continue);
    CHECK(answer.head.keep_alive);
    CHECK(answer.head.host == "b");
}

TEST_CASE("chunks: taken whole, byte by byte and with what follows") {
    struct Case {
        const char* bytes;
        const char* body;
    };
    const Case cases[] = {
        {"0\r\n\r\n", ""},
        {"5\r\nhello\r\n0\r\n\r\n", "hello"},
        {"00000005\r\nhello\r\n1\r\n!\r\n000\r\n\r\n", "hello!"},
        {"A;name=\"value\"\r\n0123456789\r\n0;last\r\n\r\n", "0123456789"},
        {"2\r\n\r\n\r\n0\r\nX-Trailer: dropped\r\nContent-Length: 9\r\n\r\n", "\r\n"},
    };
    for (const auto& one : cases) {
        CAPTURE(one.bytes);
        const std::string bytes = one.bytes;
        const auto answer = read_chunked(bytes + "GET / HTTP/1.1", 1000);
        CHECK(answer.verdict == GateVerdict::Accepted);
        CHECK(answer.body == one.body);
        CHECK(answer.consumed == bytes.size());

        ChunkDecoder decoder(1000);
        std::string body;
        std::size_t consumed = 0;
        for (std::size_t i = 0; i < bytes.size(); ++i) {
            const auto verdict = decoder.feed(std::string_view(bytes).substr(i, 1), body, consumed);
            CHECK(verdict == (i + 1 == bytes.size() ? GateVerdict::Accepted : GateVerdict::Incomplete));
            CHECK(consumed == 1);
        }
        CHECK(body == one.body);
    }
}

TEST_CASE("chunks: the limit holds for the sum") {
    CHECK(read_chunked("5\r\nhello\r\n0\r\n\r\n", 5).verdict == GateVerdict::Accepted);
    const auto sum = read_chunked("5\r\nhello\r\n1\r\n!\r\n0\r\n\r\n", 5);
    CHECK(sum.verdict == GateVerdict::Refused);
    CHECK(sum.too_large);
    CHECK(read_chunked("ffffffff\r\n", 5).too_large);
    CHECK_FALSE(read_chunked("g\r\n", 5).too_large);
}
