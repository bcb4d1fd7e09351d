#include "features/stories/model.h"

#include <doctest/doctest.h>

#include <cmath>
#include <functional>

#include "site/two_editions_test.h"

using namespace broadsheet;
using namespace broadsheet::testing;

namespace {

VersionText with(std::string VersionText::* member, std::string words) {
    VersionText out;
    out.*member = std::move(words);
    return out;
}

}  // namespace

TEST_CASE("stories: a draft may be half done, but no line is longer than its place") {
    const std::pair<std::string VersionText::*, std::pair<const char*, int>> limits[] = {
        {&VersionText::kicker, {"kicker", 40}},
        {&VersionText::headline, {"headline", 160}},
        {&VersionText::standfirst, {"standfirst", 500}},
        {&VersionText::front_headline, {"front_headline", 160}},
        {&VersionText::search_headline, {"search_headline", 160}},
        {&VersionText::rights, {"rights", 300}},
        {&VersionText::disclaimer, {"disclaimer", 600}},
    };
    CHECK(faults_of(check(VersionText{}, "en.")).empty());
    for (const auto& [member, limit] : limits) {
        const auto& [name, max] = limit;
        CAPTURE(name);
        // Characters count, not bytes.
        CHECK(faults_of(check(with(member, repeated("ñ", max)), "en.")).empty());
        CHECK(faults_of(check(with(member, repeated("ñ", max + 1)), "en.")) ==
              std::vector<std::string>{std::string("en.") + name + " problem.too_long"});
    }
    VersionText all;
    for (const auto& [member, limit] : limits) all.*member = repeated("x", limit.second + 1);
    CHECK(faults_of(check(all, "es.")).size() == std::size(limits));
}

TEST_CASE("stories: lines are cleaned, and a wished address is one that can stand in a URL") {
    struct Case {
        const char *written, *kept;
    };
    const Case lines[] = {
        {"  A  line \n of words\t", "A line of words"},
        {"\r\n \t", ""},
        {"a\x01\x1B[31mred", "a[31mred"},
        {"broken \xC3", "broken \uFFFD"},
        {"e\xCC\x81l", "\xC3\xA9l"},
    };
    for (const auto& each : lines) {
        CAPTURE(each.kept);
        const auto cleaned = check(with(&VersionText::headline, each.written), "");
        REQUIRE(cleaned);
        CHECK(cleaned->headline == each.kept);
    }
    const Case slugs[] = {
        {"The Treaty of Tordesillas", "the-treaty-of-tordesillas"},
        {"../../desk", "desk"},
        {"¿Qué pasó en Almatý?", "que-paso-en-almaty"},
        {"ONE--two__three", "one-two-three"},
        {"a\"onmouseover=alert(1)", "a-onmouseover-alert-1"},
    };
    for (const auto& each : slugs) {
        CAPTURE(each.written);
        const auto cleaned = check(with(&VersionText::slug, each.written), "");
        REQUIRE(cleaned);
        CHECK(cleaned->slug == each.kept);
    }
    CHECK(faults_of(check(with(&VersionText::slug, "!!!"), "en.")) ==
          std::vector<std::string>{"en.slug problem.slug_empty"});
}

TEST_CASE("stories: the address comes from the wish, else the headline, else there is still one") {
    CHECK(slug_for(with(&VersionText::headline, "Half-mast: how a flag mourns")) == "half-mast-how-a-flag-mourns");
    VersionText both = with(&VersionText::headline, "Half-mast");
    both.slug = "flags";
    CHECK(slug_for(both) == "flags");
    CHECK(slug_for(with(&VersionText::headline, "\xF0\x9F\x8E\x89")) == "story");
    CHECK(slug_for({}) == "story");
    CHECK(slug_for(with(&VersionText::headline, repeated("word ", 100))).size() <= 80);
}

TEST_CASE("stories: shared fields") {
    const TwoEditions two;
    const Editions& editions = two.editions;
    struct Case {
        const char* what;
        std::function<void(StoryFields&)> change;
        std::vector<std::string> faults;
    };
    const auto ids = [](int count) {
        std::vector<std::string> out;
        for (int i = 0; i < count; ++i) out.push_back("id-" + std::to_string(i));
        return out;
    };
    const Case cases[] = {
        {"as they are", [](StoryFields&) {}, {}},
        {"no language", [](StoryFields& f) { f.source_edition.clear(); }, {"source problem.unknown_edition"}},
        {"a language the paper has not",
         [](StoryFields& f) { f.source_edition = "fr"; },
         {"source problem.unknown_edition"}},
        {"from outside",
         [](StoryFields& f) { f.outside_name = "A wire", f.outside_url = "https://wire.example/1"; },
         {}},
        {"an address without a name",
         [](StoryFields& f) { f.outside_url = "https://wire.example/1"; },
         {"outside_name problem.missing"}},
        {"an address that runs",
         [](StoryFields& f) { f.outside_name = "A wire", f.outside_url = "javascript:alert(1)"; },
         {"outside_url problem.not_a_web_address"}},
        {"an address that hides it",
         [](StoryFields& f) { f.outside_name = "A wire", f.outside_url = " \tjavascript:https://x"; },
         {"outside_url problem.not_a_web_address"}},
        {"an address too long",
         [](StoryFields& f) { f.outside_name = "A wire", f.outside_url = "https://" + repeated("x", 2000); },
         {"outside_url problem.not_a_web_address"}},
        {"a name too long",
         [](StoryFields& f) { f.outside_name = repeated("x", 121); },
         {"outside_name problem.too_long"}},
        {"twelve of each", [&](StoryFields& f) { f.topics = ids(12), f.organisations = ids(12); }, {}},
        {"thirteen of each",
         [&](StoryFields& f) {
             f.topics = ids(13), f.organisations = ids(13);
             for (const auto& id : ids(13)) f.byline.push_back({id, BylineRole::Author});
         },
         {"byline problem.too_many", "topics problem.too_many", "organisations problem.too_many"}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        StoryFields fields;
        fields.source_edition = "en";
        each.change(fields);
        CHECK(faults_of(check(fields, editions)) == each.faults);
    }
    StoryFields twice;
    twice.source_edition = "en";
    twice.topics = {"b", "a", "b"};
    twice.byline = {{"zoe", BylineRole::Author}, {"ana", BylineRole::Translator}};
    const auto checked = check(twice, editions);
    REQUIRE(checked);
    CHECK(checked->topics == std::vector<std::string>{"a", "b"});
    // A byline is printed in the order it was given.
    CHECK(checked->byline == twice.byline);
}

TEST_CASE("stories: what stands in the way of publication is said all at once") {
    StoryFields fields;
    fields.section = "world";
    VersionText text;
    text.headline = "H";
    text.standfirst = "S";
    text.body = document::from_plain("One paragraph.", {});
    const auto lacking = [](const StoryFields& f, const VersionText& t) {
        std::vector<std::string> out;
        for (const auto& fault : missing_for_publication(f, t, "es")) {
            CHECK(fault.message == "problem.missing_for_publication");
            out.push_back(fault.field);
        }
        return out;
    };
    CHECK(lacking(fields, text).empty());
    CHECK(lacking({}, {}) == std::vector<std::string>{"section", "es.headline", "es.standfirst", "es.body"});
    StoryFields outside = fields;
    outside.outside_name = "A wire";
    CHECK(lacking(outside, text) == std::vector<std::string>{"es.rights"});
    VersionText with_rights = text;
    with_rights.rights = "By permission";
    CHECK(lacking(outside, with_rights).empty());
}

TEST_CASE("stories: names of kinds, roles and states lead back, and foreign names to nothing") {
    for (const Kind kind : all_kinds()) CHECK(kind_named(name_of(kind)) == kind);
    for (const BylineRole role : all_byline_roles()) CHECK(role_of_byline(name_of(role)) == role);
    for (const State state : {State::Draft, State::Scheduled, State::Published, State::Withdrawn})
        CHECK(state_named(name_of(state)) == state);
    for (const char* foreign : {"", "News", "news ", "gossip", "author\n"}) {
        CHECK_FALSE(kind_named(foreign));
        CHECK_FALSE(role_of_byline(foreign));
        // What cannot be read is never taken for published.
        CHECK(state_named(foreign) == State::Draft);
    }
}

TEST_CASE("stories: what two stories share, from the nearest to the farthest") {
    const auto of = [](double topics, double organisations, int people, bool section, std::int64_t years) {
        return score({topics, organisations, people, section, section, years * 365 * kDay});
    };
    const double rare = 1 / std::log(3.0);
    const double common = 1 / std::log(202.0);
    const double nearer_first[] = {
        of(rare, rare, 1, true, 0), of(0, rare, 1, true, 0), of(rare, 0, 0, false, 20),  of(0, rare, 0, false, 0),
        of(common, 0, 0, true, 0),  of(0, 0, 0, true, 0),    of(0, common, 0, false, 0), of(0, 0, 0, true, 5),
        of(0, 0, 1, false, 0),      of(0, 0, 0, false, 0),
    };
    for (std::size_t i = 1; i < std::size(nearer_first); ++i) {
        CAPTURE(i);
        CHECK(nearer_first[i - 1] > nearer_first[i]);
    }
    // Before or after makes no difference.
    CHECK(of(0, 0, 0, false, 3) == doctest::Approx(of(0, 0, 0, false, -3)));
}
