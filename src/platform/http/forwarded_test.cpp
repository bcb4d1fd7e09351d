#include "platform/http/forwarded.h"

#include <doctest/doctest.h>

using namespace broadsheet::http;

TEST_CASE("forwarded: who is asking, table") {
    struct Case {
        std::string peer;
        std::vector<std::string> lines;
        std::vector<std::string> trusted;
        std::string client;  // empty: refused
    };
    const std::string long_line(4000, '1');
    const std::vector<Case> cases = {
        // Nobody is trusted: the header is a stranger's word, whatever it says.
        {"127.0.0.1", {"192.0.2.7"}, {}, "127.0.0.1"},
        {"198.51.100.1", {"192.0.2.7"}, {}, "198.51.100.1"},
        {"127.0.0.1", {"rubbish"}, {}, "127.0.0.1"},
        // A proxy on this machine.
        {"127.0.0.1", {"192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        {"::1", {"192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        {"127.0.0.1", {}, {"127.0.0.1"}, "127.0.0.1"},
        {"::ffff:127.0.0.1", {" 2001:DB8::0:7\t"}, {"127.0.0.1"}, "2001:db8::7"},
        // Trust in the proxy is no trust in who asks past it.
        {"198.51.100.1", {"192.0.2.7"}, {"127.0.0.1"}, "198.51.100.1"},
        {"198.51.100.1", {"rubbish"}, {"127.0.0.1"}, "198.51.100.1"},
        // What the client wrote before the proxy added its word is not believed, and not even read.
        {"127.0.0.1", {"10.0.0.1, 192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        {"127.0.0.1", {"' OR 1=1, 192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        {"127.0.0.1", {long_line + ", 192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        {"127.0.0.1", {"10.0.0.1", "192.0.2.7"}, {"127.0.0.1"}, "192.0.2.7"},
        // Two proxies, both named.
        {"127.0.0.1", {"192.0.2.7, 203.0.113.5"}, {"203.0.113.5"}, "192.0.2.7"},
        {"203.0.113.5", {"10.0.0.1, 192.0.2.7, 127.0.0.1"}, {"203.0.113.5"}, "192.0.2.7"},
        {"127.0.0.1", {"127.0.0.1, 203.0.113.5"}, {"203.0.113.5"}, "127.0.0.1"},
        // What has to be read and is no address.
        {"127.0.0.1", {"unknown"}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {""}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {"192.0.2.7,"}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {"192.0.2.7:4711"}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {"[2001:db8::7]"}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {"192.0.2.007x"}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {std::string("192.0.2.7\0", 10)}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {long_line}, {"127.0.0.1"}, ""},
        {"127.0.0.1", {"rubbish, 203.0.113.5"}, {"203.0.113.5"}, ""},
    };
    for (const auto& [peer, lines, trusted, client] : cases) {
        Fields headers = {{"host", "localhost"}};
        for (const auto& line : lines) headers.emplace_back("x-forwarded-for", line);
        CAPTURE(peer);
        CAPTURE(headers.back().second.substr(0, 60));
        CHECK(client_of(peer, headers, trusted).value_or("") == client);
    }
}
