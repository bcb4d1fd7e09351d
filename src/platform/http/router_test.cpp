#include "platform/http/router.h"

#include <doctest/doctest.h>

#include <stdexcept>

using namespace broadsheet::http;

namespace {

Route route(Method method, std::string pattern) {
    Route one;
    one.method = method;
    one.pattern = std::move(pattern);
    one.handler = [](const Request&) { return text(200, ""); };
    return one;
}

}  // namespace

TEST_CASE("router: literal beats {name} beats {name...}, segment by segment") {
    Router router;
    for (const char* pattern :
         {"/", "/{ed}/", "/{ed}/{page}", "/en/search", "/{ed}/{year}/{month}/{slug}", "/en/{year}/01/special",
          "/media/{path...}", "/{ed}/archive/{rest...}", "/{ed}/archive/latest", "/{everything...}"}) {
        router.add(route(Method::Get, pattern));
    }
    struct Case {
        const char* path;
        const char* pattern;
        Fields parameters;
    };
    const Case cases[] = {
        {"/", "/", {}},
        {"/es/", "/{ed}/", {{"ed", "es"}}},
        {"/es", "/{everything...}", {{"everything", "es"}}},
        {"/en/search", "/en/search", {}},
        {"/es/search", "/{ed}/{page}", {{"ed", "es"}, {"page", "search"}}},
        {"/en/about", "/{ed}/{page}", {{"ed", "en"}, {"page", "about"}}},
        {"/en/2024/01/special", "/en/{year}/01/special", {{"year", "2024"}}},
        {"/en/2024/01/other",
         "/{ed}/{year}/{month}/{slug}",
         {{"ed", "en"}, {"year", "2024"}, {"month", "01"}, {"slug", "other"}}},
        {"/media/", "/media/{path...}", {{"path", ""}}},
        {"/media/a/b//c", "/media/{path...}", {{"path", "a/b//c"}}},
        {"/media", "/{everything...}", {{"everything", "media"}}},
        {"/es/archive/latest", "/{ed}/archive/latest", {{"ed", "es"}}},
        {"/es/archive/2024/05", "/{ed}/archive/{rest...}", {{"ed", "es"}, {"rest", "2024/05"}}},
        {"/es/archive/", "/{ed}/archive/{rest...}", {{"ed", "es"}, {"rest", ""}}},
        {"/a/b/c/d/e", "/{everything...}", {{"everything", "a/b/c/d/e"}}},
        {"/es/a/", "/{everything...}", {{"everything", "es/a/"}}},
    };
    for (const auto& one : cases) {
        CAPTURE(one.path);
        const auto match = router.match(Method::Get, one.path);
        REQUIRE(match.route != nullptr);
        CHECK(match.route->pattern == one.pattern);
        CHECK(match.parameters == one.parameters);
    }
}

TEST_CASE("router: methods") {
    Router router;
    router.add(route(Method::Get, "/desk/new"));
    router.add(route(Method::Post, "/desk/{id}"));
    router.add(route(Method::Put, "/desk/{id}"));

    CHECK(router.match(Method::Head, "/desk/new").route->pattern == "/desk/new");
    CHECK(router.match(Method::Post, "/desk/new").route->pattern == "/desk/{id}");
    CHECK(router.match(Method::Delete, "/desk/new").route == nullptr);
    CHECK(router.match(Method::Delete, "/desk/new").allowed ==
          std::vector<Method>{Method::Get, Method::Head, Method::Post, Method::Put});
    CHECK(router.match(Method::Get, "/desk/7").allowed == std::vector<Method>{Method::Post, Method::Put});
    CHECK(router.match(Method::Get, "/nowhere").route == nullptr);
    CHECK(router.match(Method::Get, "/nowhere").allowed.empty());
    CHECK(router.match(Method::Get, "/desk/").allowed.empty());
    CHECK(router.match(Method::Get, "").route == nullptr);
    CHECK(router.match(Method::Get, "desk/new").route == nullptr);

    router.add(route(Method::Head, "/desk/new"));
    CHECK(router.match(Method::Head, "/desk/new").route->method == Method::Head);
    CHECK(router.routes().size() == 4);
}

TEST_CASE("router: a malformed or second pattern is a programmer's mistake") {
    Router router;
    router.add(route(Method::Get, "/a/{b}"));
    for (const char* pattern : {"", "a", "/a//b", "/a/{", "/a/{}", "/a/b{c}", "/a/{b}{c}", "/{a...}/b", "/{a}/{a}",
                                "/{...}", "/{B}", "/a/{other}"}) {
        CAPTURE(pattern);
        CHECK_THROWS_AS(router.add(route(Method::Get, pattern)), std::logic_error);
    }
    Route without = route(Method::Get, "/x");
    without.handler = nullptr;
    CHECK_THROWS_AS(router.add(without), std::logic_error);
}

TEST_CASE("router: a long path of many segments costs its length") {
    Router router;
    std::string pattern;
    for (int i = 0; i < 20; ++i) {
        router.add(route(Method::Get, pattern + "/a/{rest...}"));
        router.add(route(Method::Get, pattern + "/{x" + std::to_string(i) + "}/end"));
        pattern += "/{x" + std::to_string(i) + "}";
    }
    std::string path;
    for (int i = 0; i < 4000; ++i) path += "/a";
    CHECK(router.match(Method::Get, path).route != nullptr);
}

TEST_CASE("router: the error page, and the Allow line it cannot forget") {
    Router router;
    Request request;
    CHECK(router.error(request, 404).status == 404);
    CHECK(router.error(request, 405, "GET, HEAD").headers == Fields{{"Allow", "GET, HEAD"}});
    router.on_error([](const Request&, int status, const std::string&) { return text(status, "ours"); });
    CHECK(router.error(request, 404).body == "ours");
    CHECK(router.error(request, 405, "GET").headers == Fields{{"Allow", "GET"}});
}
