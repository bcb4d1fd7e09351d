// What answers tell browsers, feed readers and crawlers to keep, and what they are asked again with.
#include <doctest/doctest.h>

#include <algorithm>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using namespace broadsheet::testing;

namespace {

std::string header_of(const http::Response& from, const std::string& name) {
    for (const auto& [other, value] : from.headers) {
        if (other == name) return value;
    }
    return {};
}

http::Response ask(SampleNewsroom& newsroom, const std::string& target, http::Fields headers) {
    http::Request request;
    request.target = target;
    request.headers = std::move(headers);
    request.headers.emplace_back("host", "localhost:8080");
    return newsroom->ask(std::move(request));
}

}  // namespace

TEST_CASE("reader headers: pages and feeds answer If-Modified-Since until something on them changes") {
    for (const auto& engine : engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        newsroom.clock().advance(kMinute);
        for (const std::string path : {"/en/", "/en/feed.xml", "/en/atom.xml", "/en/feed.json"}) {
            CAPTURE(path);
            const auto page = newsroom.get(path);
            CHECK(page.status == 200);
            CHECK(page.cache_control ==
                  (path == "/en/" ? "public, max-age=0, must-revalidate" : "public, max-age=300"));
            const std::string date = header_of(page, "Last-Modified");
            REQUIRE_FALSE(date.empty());
            CHECK(std::count_if(page.headers.begin(), page.headers.end(),
                                [](const auto& field) { return field.first == "Last-Modified"; }) == 1);
            CHECK(ask(newsroom, path, {{"if-modified-since", date}}).status == 304);
        }
        const std::string date = header_of(newsroom.get("/en/feed.xml"), "Last-Modified");
        // Withdrawn, not the newest: no date within the feed tells of it.
        const auto feed = newsroom.get("/en/feed.xml").body;
        const auto stories = newsroom->database.read([&](db::ReadTx& tx) {
            std::vector<std::string> out;
            for (const auto& story : newsroom->stories.published().newest(tx, "all", "en", 3))
                out.push_back(story.story);
            return out;
        });
        REQUIRE(stories.size() == 3);
        CHECK(newsroom.post("/desk/stories/" + stories[1] + "/withdraw", {{"edition", "en"}}, "editor").status == 303);
        const auto after = ask(newsroom, "/en/feed.xml", {{"if-modified-since", date}});
        CHECK(after.status == 200);
        CHECK(after.body != feed);
        CHECK(header_of(newsroom.get("/desk", "editor"), "Last-Modified").empty());
    }
}

TEST_CASE("reader headers: an address in capitals leads to the one in small letters, in one step") {
    SampleNewsroom newsroom("sqlite");
    for (const auto& [from, to] :
         std::map<std::string, std::string>{{"/en/News", "/en/news"},
                                            {"/en/NEWS/feed.xml", "/en/news/feed.xml"},
                                            {"/EN/", "/en/"},
                                            {"/ES/Actualidad", "/es/actualidad"},
                                            {"/en/Search", "/en/search"},
                                            {"/en/ARCHIVE/2022", "/en/archive/2022"},
                                            {"/en/2026/10/Letters-of-Credence-what-is-in-the-envelope",
                                             "/en/2026/10/letters-of-credence-what-is-in-the-envelope"}}) {
        CAPTURE(from);
        const auto moved = newsroom.get(from);
        CHECK(moved.status == 301);
        CHECK(header_of(moved, "Location") == to);
        CHECK(newsroom.get(to).status == 200);
    }
    for (const char* path : {"/en/No-such-thing", "/en/archive/ABCD", "/assets/Nothing.css", "/XX/", "/NOTHING"}) {
        CAPTURE(path);
        CHECK(newsroom.get(path).status == 404);
    }
}

TEST_CASE("reader headers: what is not found, and what went, is kept for a minute") {
    SampleNewsroom newsroom("sqlite");
    REQUIRE(newsroom->stories.withdraw(Editor::program("test"), "letters-of-credence", {"en"}));
    const auto gone = newsroom.get("/en/2026/10/letters-of-credence-what-is-in-the-envelope");
    CHECK(gone.status == 410);
    CHECK(gone.cache_control == "public, max-age=60");
    for (const char* path : {"/en/2024/12/no-such-story", "/en/nothing/here", "/nothing", "/api/v1/stories/no-such"}) {
        CAPTURE(path);
        const auto answer = newsroom.get(path);
        CHECK(answer.status == 404);
        CHECK(answer.cache_control == "public, max-age=60");
        CHECK(newsroom.get(path, "editor").cache_control == "private, no-store");
    }
}

TEST_CASE("reader headers: the root follows the browser's languages, and no cookie") {
    SampleNewsroom newsroom("sqlite");
    const auto english = ask(newsroom, "/", {{"accept-language", "en"}, {"cookie", "edition=es"}});
    CHECK(english.status == 302);
    CHECK(header_of(english, "Location") == "/en/");
    CHECK(header_of(english, "Vary") == "Accept-Language");
    CHECK(english.cache_control == "no-store");
    CHECK(header_of(ask(newsroom, "/", {}), "Location") == "/es/");
}
