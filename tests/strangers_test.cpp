// What strangers can do to the newsroom by asking often: who runs what they ask for, and whose tries to sign in count.
#include <doctest/doctest.h>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using namespace broadsheet::testing;

TEST_CASE("strangers: what they may read never runs where editors work") {
    SampleNewsroom newsroom("sqlite");
    int checked = 0;
    for (const char* path :
         {"/", "/en/", "/desk/sign-in", "/preview/not-a-link", "/robots.txt", "/api/v1/stories", "/en/search"}) {
        CAPTURE(path);
        const auto match = newsroom->router.match(http::Method::Get, path);
        REQUIRE(match.route != nullptr);
        CHECK(match.route->pool == http::Pool::Reader);
        ++checked;
    }
    CHECK(checked == 7);
    CHECK(newsroom->router.match(http::Method::Post, "/desk/sign-in").route->pool == http::Pool::Password);
    CHECK(newsroom->router.match(http::Method::Get, "/desk").route->pool == http::Pool::Desk);
}

TEST_CASE("strangers: behind a trusted proxy wrong passwords count for who sent them") {
    for (const bool trusted : {true, false}) {
        CAPTURE(trusted);
        SampleOptions options;
        if (trusted) options.trusted_proxies = {"127.0.0.1"};
        SampleNewsroom newsroom("sqlite", options);
        const auto sign_in = [&](const std::string& email, const std::string& password, const std::string& from) {
            http::Request request;
            request.method = http::Method::Post;
            request.target = "/desk/sign-in";
            request.remote = "127.0.0.1";
            request.headers = {{"host", "localhost:8080"},
                               {"origin", "http://localhost:8080"},
                               {"content-type", "application/x-www-form-urlencoded"},
                               {"x-forwarded-for", from}};
            request.body = "email=" + email + "&password=" + password;
            return newsroom->ask(std::move(request)).status;
        };
        for (int i = 0; i < 20; ++i)
            CHECK(sign_in("guess" + std::to_string(i) + "%40paper.example", "wrong+wrong+wrong", "192.0.2.66") == 401);
        CHECK(sign_in("editor%40paper.example", "correct+horse+battery", "192.0.2.66") == 429);
        CHECK(sign_in("editor%40paper.example", "correct+horse+battery", "198.51.100.7") == (trusted ? 303 : 429));
        // What the client sends itself stands before the proxy's word and changes nothing.
        CHECK(sign_in("editor%40paper.example", "correct+horse+battery", "198.51.100.8, 192.0.2.66") == 429);
        if (trusted) CHECK(sign_in("editor%40paper.example", "correct+horse+battery", "nobody") == 400);
    }
}
