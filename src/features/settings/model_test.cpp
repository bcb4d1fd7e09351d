#include "features/settings/model.h"

#include <doctest/doctest.h>

#include <algorithm>
#include <functional>

#include "features/settings/sheet.h"
#include "site/two_editions_test.h"

using namespace broadsheet;
using broadsheet::testing::TwoEditions;

namespace {

PaperSettings whole() {
    PaperSettings out;
    for (const auto& name : paper_words()) out.words[name] = {{"en", "Words"}, {"es", "Palabras"}};
    out.contact_email = "Newsroom@Paper.example ";
    out.zone = "America/New_York";
    return out;
}

}  // namespace

TEST_CASE("settings: the paper's words are there in every edition or refused") {
    const TwoEditions two;
    const auto good = check(whole(), two.editions);
    REQUIRE(good);
    CHECK(good->contact_email == "newsroom@paper.example");
    CHECK(good->words.at("name").at("es") == "Palabras");

    struct Case {
        const char* field;
        const char* message;
        std::function<void(PaperSettings&)> spoil;
    };
    const std::vector<Case> cases = {
        {"es.tagline", "problem.missing_in", [](auto& one) { one.words["tagline"]["es"] = " \t\r\n"; }},
        {"es.name", "problem.missing_in", [](auto& one) { one.words["name"].erase("es"); }},
        {"en.name", "problem.too_long", [](auto& one) { one.words["name"]["en"] = std::string(61, 'a'); }},
        {"en.house_byline", "problem.too_long",
         [](auto& one) { one.words["house_byline"]["en"] = std::string(81, 'a'); }},
        {"es.description", "problem.too_long",
         [](auto& one) { one.words["description"]["es"] = std::string(401, 'a'); }},
        {"zone", "problem.unknown_zone", [](auto& one) { one.zone = "Mars/Olympus"; }},
        {"zone", "problem.unknown_zone", [](auto& one) { one.zone.clear(); }},
        {"contact_email", "problem.not_an_email", [](auto& one) { one.contact_email = "newsroom"; }},
        {"contact_email", "problem.not_an_email", [](auto& one) { one.contact_email = "a@b.c\nBcc: x@y.z"; }},
    };
    for (const auto& one : cases) {
        CAPTURE(one.field);
        PaperSettings spoilt = whole();
        one.spoil(spoilt);
        const auto refused = check(spoilt, two.editions);
        REQUIRE_FALSE(refused);
        REQUIRE(refused.error().fields.size() == 1);
        CHECK(refused.error().fields[0].field == one.field);
        CHECK(refused.error().fields[0].message == one.message);
    }

    PaperSettings nothing;
    const auto refused = check(nothing, two.editions);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().fields.size() == 2 * paper_words().size() + 1);  // all at once; no contact address is allowed
}

TEST_CASE("settings: a sheet takes what it asked for and nothing else") {
    Sheet sheet;
    sheet.ask("", "position", "1", Asked::Kind::Number);
    sheet.ask("en", "body", "", Asked::Kind::Area);
    http::Request request;
    request.method = http::Method::Post;
    request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
    request.body = "position=7&en.body=one%0D%0A%0D%0Atwo%0Dthree&es.body=never&id=x";
    sheet.take(request);
    CHECK(sheet.value("", "position") == "7");
    CHECK(sheet.value("en", "body") == "one\n\ntwo\rthree");
    CHECK(sheet.value("es", "body").empty());
    CHECK(sheet.fields.size() == 2);
}

TEST_CASE("settings: a stamp changes with every value and with what lies beneath") {
    const auto made = [](const std::string& first, const std::string& second, const std::string& beneath) {
        Sheet sheet;
        sheet.ask("en", "name", first);
        sheet.ask("en", "slug", second);
        sheet.beneath = beneath;
        return sheet.stamp();
    };
    CHECK(made("a", "b", "c") == made("a", "b", "c"));
    std::vector<std::string> stamps = {made("a", "b", "c"),  made("x", "b", "c"),          made("a", "x", "c"),
                                       made("a", "b", "x"),  made("ab", "", "c"),          made("", "ab", "c"),
                                       made("a", "b c", ""), made("aen.slug 1 b", "", "c")};
    std::sort(stamps.begin(), stamps.end());
    CHECK(std::unique(stamps.begin(), stamps.end()) == stamps.end());
}

TEST_CASE("settings: positions are small whole numbers") {
    for (const auto& [typed, value] :
         std::vector<std::pair<std::string, std::int64_t>>{{"0", 0}, {" 12 ", 12}, {"007", 7}, {"1000000", 1000000}}) {
        CAPTURE(typed);
        CHECK(small_number(typed) == value);
    }
    for (const char* typed : {"", " ", "-1", "+1", "1.5", "1e3", "1000001", "99999999999999999999", "٣", "1 2"}) {
        CAPTURE(typed);
        CHECK_FALSE(small_number(typed).has_value());
    }
}
