#include "features/frontpage/model.h"

#include <doctest/doctest.h>

#include <random>
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

TEST_CASE("front page: what is asked for is enough, however it is cut") {
    std::mt19937 random(11);
    const auto pick = [&](int below) { return std::uniform_int_distribution<int>(0, below - 1)(random); };
    for (int round = 0; round < 300; ++round) {
        const int sections = 1 + pick(6);
        std::vector<Teaser> all;
        std::vector<std::pair<std::string, std::vector<Teaser>>> whole;
        for (int i = 0; i < sections; ++i) whole.push_back({"section" + std::to_string(i), {}});
        const int count = pick(90);
        for (int i = 0; i < count; ++i) {
            Teaser teaser = story("s" + std::to_string(i));
            const auto section = static_cast<std::size_t>(std::min(pick(sections), pick(sections)));
            teaser.top_section = whole[section].first;
            all.push_back(teaser);
            whole[section].second.push_back(teaser);
        }
        std::vector<std::pair<int, Teaser>> slots;
        for (int at = 0; at < kSlots && !all.empty(); ++at) {
            if (pick(2) == 0) slots.emplace_back(at, all[static_cast<std::size_t>(pick(count))]);
        }
        const auto first = [](std::vector<Teaser> list, int wanted) {
            if (list.size() > static_cast<std::size_t>(wanted)) list.resize(static_cast<std::size_t>(wanted));
            return list;
        };
        const auto newest = first(all, newest_wanted(slots.size()));
        auto cut = whole;
        for (auto& [section, list] : cut) list = first(list, row_wanted(section, slots, newest));
        const auto ids = [](const FrontPlan& made) {
            std::string out;
            for (const auto& teaser : made.chosen) out += teaser.story + ' ';
            for (const auto& teaser : made.briefs) out += teaser.story + ' ';
            for (const auto& row : made.rows) {
                out += row.section + ": ";
                for (const auto& teaser : row.stories) out += teaser.story + ' ';
            }
            return out;
        };
        CHECK(ids(plan(slots, newest, cut)) == ids(plan(slots, all, whole)));
    }
}

TEST_CASE("front page: a paper with two stories has a lead and one slot") {
    const FrontPlan made = plan({}, stories({"a", "b"}), {{"news", stories({"a", "b"})}});
    CHECK(made.chosen.size() == 2);
    CHECK(made.briefs.empty());
    CHECK(made.rows.empty());
    CHECK(plan({}, {}, {}).chosen.empty());
}
