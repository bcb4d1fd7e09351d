#include "features/frontpage/model.h"

#include <doctest/doctest.h>

#include <set>

using namespace broadsheet;

namespace {

Teaser story(const std::string& id) {
    Teaser out;
    out.story = id;
    return out;
}

std::vector<Teaser> stories(const std::vector<std::string>& ids) {
    std::vector<Teaser> out;
    for (const auto& id : ids) out.push_back(story(id));
    return out;
}

}  // namespace

TEST_CASE("front page: slots are filled from the newest and nothing is shown twice") {
    const auto newest = stories({"a", "b", "c", "d", "e", "f", "g", "h", "i", "j", "k", "l", "m", "n", "o", "p"});
    const FrontPlan made =
        plan({{0, story("d")}, {2, story("z")}, {3, story("d")}}, newest,
             {{"news", stories({"a", "z", "q", "r", "s", "t", "u", "v"})}, {"few", stories({"a", "w"})}});
    REQUIRE(made.chosen.size() == 6);
    CHECK(made.chosen[0].story == "d");
    CHECK(made.chosen[1].story == "a");
    CHECK(made.chosen[2].story == "z");
    CHECK(made.chosen[3].story == "b");
    CHECK(made.briefs.size() == 6);
    CHECK(made.briefs.front().story == "f");
    REQUIRE(made.rows.size() == 1);
    CHECK(made.rows[0].stories.size() == 5);
    std::set<std::string> seen;
    std::size_t count = 0;
    for (const auto* list : {&made.chosen, &made.briefs, &made.rows[0].stories}) {
        for (const auto& teaser : *list) {
            seen.insert(teaser.story);
            ++count;
        }
    }
    CHECK(seen.size() == count);
}

TEST_CASE("front page: a paper with two stories has a lead and one slot") {
    const FrontPlan made = plan({}, stories({"a", "b"}), {{"news", stories({"a", "b"})}});
    CHECK(made.chosen.size() == 2);
    CHECK(made.briefs.empty());
    CHECK(made.rows.empty());
    CHECK(plan({}, {}, {}).chosen.empty());
}
