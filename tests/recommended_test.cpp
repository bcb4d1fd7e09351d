// What to read next (AC-23): on the subject where there is one, never empty in a paper of enough stories, nothing
// twice.
#include <doctest/doctest.h>

#include <set>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

/// Ids of what the page of a story recommends, in order.
std::vector<std::string> next_after(SampleNewsroom& newsroom, const std::string& story, const std::string& edition) {
    return newsroom->database.read([&](db::ReadTx& tx) {
        std::vector<std::string> out;
        const auto published = newsroom->stories.published().find(tx, story, edition);
        REQUIRE_MESSAGE(published, story << " " << edition);
        const StoryPage page = story_page(tx, newsroom->world, newsroom->editions.get(edition), *published);
        for (const auto& value : page.recommended)
            out.push_back(newsroom->stories.named(tx, value.find("path")->string()));
        std::set<std::string> once(out.begin(), out.end());
        CHECK_MESSAGE(once.size() == out.size(), story << " recommends something twice");
        CHECK_MESSAGE(once.count(story) == 0, story << " recommends itself");
        for (const auto& linked : document::stories_of(published->text.body))
            CHECK_MESSAGE(once.count(linked) == 0, story << " recommends " << linked << ", which its text links");
        for (const auto* beside : {&page.previous, &page.next}) {
            if (*beside) CHECK_MESSAGE(once.count((*beside)->story) == 0, story << " recommends its neighbour");
        }
        return out;
    });
}

int on_subject(SampleNewsroom& newsroom, const std::vector<std::string>& stories,
               const std::set<std::string>& subject) {
    return newsroom->database.read([&](db::ReadTx& tx) {
        int out = 0;
        for (const auto& id : stories) {
            const auto story = newsroom->stories.find(tx, id);
            bool shares = false;
            for (const auto& topic : story->fields.topics) shares = shares || subject.count(topic) != 0;
            if (shares) ++out;
        }
        return out;
    });
}

}  // namespace

TEST_CASE("read next: at least three of four on the subject of the story") {
    const std::vector<std::pair<std::string, std::set<std::string>>> cases = {
        {"csto-kazakhstan-2022", {"kazakhstan", "post-soviet", "central-asia"}},
        {"undersea-cables-1884", {"sea"}},
        {"letters-of-credence", {"protocol"}},
    };
    for (const auto& engine : broadsheet::testing::engines()) {
        SampleNewsroom newsroom(engine);
        newsroom->jobs.run_due(newsroom.clock());
        for (const auto& [story, subject] : cases) {
            for (const std::string edition : {"en", "es"}) {
                CAPTURE(engine);
                CAPTURE(story);
                const auto next = next_after(newsroom, story, edition);
                CHECK(next.size() == 4);
                CHECK(on_subject(newsroom, next, subject) >= 3);
            }
        }
    }
}

TEST_CASE("read next: three to six on every page of a paper of enough stories") {
    for (const auto& engine : broadsheet::testing::engines()) {
        SampleNewsroom newsroom(engine);
        newsroom->jobs.run_due(newsroom.clock());
        const auto all = newsroom->database.read(
            [&](db::ReadTx& tx) { return newsroom->stories.published().all_after(tx, "", "", 1000); });
        REQUIRE(all.size() > 100);
        for (const auto& [story, edition] : all) {
            CAPTURE(story);
            const auto next = next_after(newsroom, story, edition);
            CHECK(next.size() >= 3);
            CHECK(next.size() <= 6);
        }
    }
}

TEST_CASE("read next: where nothing is near, the newest of the section; also before anything was worked out") {
    for (const auto& engine : broadsheet::testing::engines()) {
        SampleNewsroom newsroom(engine);
        newsroom->jobs.run_due(newsroom.clock());
        const Editor who = Editor::program("test");
        const std::string id = "letters-of-credence";
        const auto story = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, id); });
        StoryFields fields = story->fields;
        fields.topics.clear();
        fields.organisations.clear();
        fields.byline.clear();
        REQUIRE(newsroom->stories.save_fields(who, id, fields, story->edit));
        newsroom->jobs.run_due(newsroom.clock());
        const auto next = next_after(newsroom, id, "en");
        CHECK(next.size() == 4);
        newsroom->database.read([&](db::ReadTx& tx) {
            const auto first = newsroom->stories.find(tx, next.front());
            CHECK(first->fields.section == story->fields.section);
            return 0;
        });
        REQUIRE(newsroom->stories.withdraw(who, id, {"en"}));
        newsroom->jobs.run_due(newsroom.clock());
        REQUIRE(newsroom->stories.publish(who, id, {"en"}));
        CHECK(next_after(newsroom, id, "en").size() >= 3);
    }
}

TEST_CASE("read next: an editor's picks stand first, and only their pages change") {
    for (const auto& engine : broadsheet::testing::engines()) {
        SampleNewsroom newsroom(engine);
        newsroom->jobs.run_due(newsroom.clock());
        const Editor who = Editor::program("test");
        REQUIRE(newsroom->stories.pick(who, "csto-kazakhstan-2022", {"seating-a-dinner", "pamiro-notas"}));
        const auto english = next_after(newsroom, "csto-kazakhstan-2022", "en");
        REQUIRE(english.size() == 4);
        CHECK(english[0] == "seating-a-dinner");
        CHECK(english[1] != "pamiro-notas");  // not published in English
        const auto spanish = next_after(newsroom, "csto-kazakhstan-2022", "es");
        CHECK(spanish[0] == "seating-a-dinner");
        CHECK(spanish[1] == "pamiro-notas");
        const auto refused = newsroom->stories.pick(
            who, "csto-kazakhstan-2022", {"csto-kazakhstan-2022", "no-such", "csto-history", "csto-history"});
        REQUIRE(!refused);
        CHECK(refused.error().fields.size() == 3);
        // The same again changes nothing.
        const auto before = newsroom->database.version();
        REQUIRE(newsroom->stories.pick(who, "csto-kazakhstan-2022", {"seating-a-dinner", "pamiro-notas"}));
        CHECK(newsroom->database.version() == before);
    }
}
