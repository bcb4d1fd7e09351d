#include "site/api_input.h"

#include <doctest/doctest.h>

namespace broadsheet {

namespace {

http::Request asking(const std::string& target, http::Fields headers = {}) {
    static const std::vector<std::string> kNames = {"limit", "cursor", "edition"};
    http::Request request;
    request.target = target;
    request.path = target.substr(0, target.find('?'));
    request.headers = std::move(headers);
    request.query_names = &kNames;
    return request;
}

/// Reads one body the way an operation would, and says what was wrong: "field code" each.
std::vector<std::string> faults_of(const std::string& body) {
    const auto value = json::parse(body);
    REQUIRE(value);
    ApiInput input(*value);
    input.need("title");
    input.text("title");
    input.number("count", 0);
    input.texts("tags");
    input.instant("at");
    input.texts_by_name("words");
    if (const auto* entries = input.objects("entries")) {
        for (std::size_t i = 0; i < entries->size(); ++i) {
            ApiInput entry((*entries)[i], "entries." + std::to_string(i) + ".");
            entry.text("person");
            input.refuse(entry.faults());
        }
    }
    std::vector<std::string> out;
    for (const auto& fault : input.faults()) out.push_back(fault.field + " " + fault.message);
    return out;
}

}  // namespace

TEST_CASE("api input: every fault of a body is said, each at its member") {
    struct Case {
        const char* body;
        std::vector<std::string> faults;
    };
    std::string many = "{\"title\":\"x\",\"tags\":[\"a\"";
    for (int i = 0; i < 200; ++i) many += ",\"a\"";
    many += "]}";
    const Case cases[] = {
        {R"({"title":"x"})", {}},
        {R"({"title":null})", {}},
        {R"({})", {"title problem.missing"}},
        {R"({"title":1})", {"title problem.wrong_form"}},
        {R"({"title":"x","count":1.5})", {"count problem.wrong_form"}},
        {R"({"title":"x","count":"1"})", {"count problem.wrong_form"}},
        {R"({"title":"x","tags":"a"})", {"tags problem.wrong_form"}},
        {R"({"title":"x","tags":["a",1]})", {"tags problem.wrong_form"}},
        {R"({"title":"x","at":"2026-11-24T09:00:00+01:00"})", {}},
        {R"({"title":"x","at":"tomorrow"})", {"at problem.wrong_form"}},
        {R"({"title":"x","at":1795507200})", {"at problem.wrong_form"}},
        {R"({"title":"x","words":{"en":"a","es":2}})", {"words.es problem.wrong_form"}},
        {R"({"title":"x","words":[]})", {"words problem.wrong_form"}},
        {R"({"title":"x","entries":[{"person":"a"},{"person":"b","rol":"c"}]})",
         {"entries.1.rol problem.unknown_member"}},
        {R"({"title":"x","entries":[1]})", {"entries problem.wrong_form"}},
        {R"({"title":"x","role":"chief","id":"1"})", {"role problem.unknown_member", "id problem.unknown_member"}},
        {R"({"Title":"x"})", {"title problem.missing", "Title problem.unknown_member"}},
        {many.c_str(), {"tags problem.wrong_form"}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.body);
        CHECK(faults_of(each.body) == each.faults);
    }
}

TEST_CASE("api input: a cursor is one the paper gave, or refused") {
    const ApiPlace place{{1'795'507'200'000'000}, "m1k2-budget_x"};
    const auto back = place_of(asking("/api/v1/stories?cursor=" + cursor_of(place)));
    REQUIRE(back);
    REQUIRE(*back);
    CHECK((*back)->at == place.at);
    CHECK((*back)->id == place.id);
    CHECK(!*place_of(asking("/api/v1/stories")));
    for (const char* bad : {"", "1", "1.", ".a", "x.a", "1.a%27", "1.a/b", "99999999999999999999.a",
                            "9000000000000000000.a", "-9000000000000000000.a", "1%20.a", "+1.a"}) {
        CAPTURE(bad);
        const auto refused = place_of(asking("/api/v1/stories?cursor=" + std::string(bad)));
        REQUIRE(!refused);
        CHECK(refused.error().kind == ProblemKind::Malformed);
    }
}

TEST_CASE("api input: a limit is 1 to 100") {
    CHECK(page_limit(asking("/x")).value() == 30);
    CHECK(page_limit(asking("/x?limit=1")).value() == 1);
    CHECK(page_limit(asking("/x?limit=100")).value() == 100);
    for (const char* bad : {"", "0", "101", "-1", "1e2", "10;", "99999999999"}) {
        CAPTURE(bad);
        CHECK(!page_limit(asking("/x?limit=" + std::string(bad))));
    }
}

TEST_CASE("api input: If-Match names one state") {
    const auto tag = [](const char* value) { return if_match(asking("/x", {{"if-match", value}})); };
    CHECK(tag("\"12\"") == "12");
    CHECK(!tag("12"));
    CHECK(!tag("*"));
    CHECK(!tag("\"\""));
    CHECK(!tag("\"a\", \"b\""));
    CHECK(!tag("W/\"a\""));
    CHECK(!if_match(asking("/x")));
}

TEST_CASE("api input: the next page is the same request with another cursor") {
    const auto link =
        next_link(asking("/api/v1/stories?edition=es&cursor=1.a&limit=2"), {"edition", "limit", "cursor"}, "2.b");
    CHECK(link == "</api/v1/stories?edition=es&limit=2&cursor=2.b>; rel=\"next\"");
}

}  // namespace broadsheet
