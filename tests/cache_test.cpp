// The page cache on the whole newsroom: (a) after each of a long random series of edits every page, fresh and from the
// cache, is the same bytes; (b) what is dropped really differs; (c) eight readers race one writer and never see what is
// older than an acknowledged edit. The control of (c) runs without the version check and must be able to fail.
#include <doctest/doctest.h>

#include <algorithm>
#include <atomic>
#include <random>
#include <thread>

#include "tests/draft_like.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

std::vector<std::string> every_page(SampleNewsroom& newsroom) {
    std::set<std::string> seen;
    std::vector<std::string> waiting = {"/en/", "/es/"};
    for (const auto& declared : newsroom->routes.declared()) {
        if (!declared.sample.empty() && declared.cached) waiting.push_back(declared.sample);
    }
    std::vector<std::string> out;
    while (!waiting.empty()) {
        const std::string path = waiting.back();
        waiting.pop_back();
        if (!seen.insert(path).second) continue;
        const auto answer = newsroom.get(path);
        if (answer.status != 200 || path.rfind("/media/", 0) == 0 || path.rfind("/assets/", 0) == 0) continue;
        out.push_back(path);
        if (answer.content_type.rfind("text/html", 0) != 0) continue;
        for (std::size_t at = answer.body.find("href=\"/"); at != std::string::npos;
             at = answer.body.find("href=\"/", at + 1)) {
            const std::string link = answer.body.substr(at + 6, answer.body.find_first_of("\"#", at + 6) - at - 6);
            if (link.rfind("/desk", 0) != 0 && link.find('?') == std::string::npos) waiting.push_back(link);
        }
    }
    return out;
}

struct Edits {
    SampleNewsroom& newsroom;
    std::mt19937 random{42};
    Editor who = Editor::program("test");
    std::vector<std::string> stories = {};
    int number = 0;

    std::string some_story() { return stories[random() % stories.size()]; }

    std::string edit() {
        ++number;
        newsroom.clock().advance(kMinute);
        const std::string id = some_story();
        const auto story = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, id); });
        const Version& version = story->versions[random() % story->versions.size()];
        const auto revision = newsroom->database.read(
            [&](db::ReadTx& tx) { return newsroom->stories.revision(tx, version.current_revision); });
        switch (random() % 10) {
            case 0: {
                if (version.state == State::Published) {
                    (void)newsroom->stories.withdraw(who, id, {version.edition});
                    return "withdraw";
                }
                (void)newsroom->stories.publish(who, id, {version.edition});
                return "publish";
            }
            case 1: {
                VersionText text = revision->text;
                text.headline = "Headline number " + std::to_string(number);
                (void)newsroom->stories.save_version(who, id, version.edition, text, version.current_revision);
                (void)newsroom->stories.publish(who, id, {version.edition});
                return "headline";
            }
            case 2:
            case 3:
            case 4: {
                VersionText text = revision->text;
                document::Block block;
                block.id = document::new_block_id();
                block.text.push_back({});
                block.text.back().text = "A new paragraph, number " + std::to_string(number) + ".";
                text.body.blocks.push_back(block);
                (void)newsroom->stories.save_version(who, id, version.edition, text, version.current_revision);
                if (version.state == State::Published) (void)newsroom->stories.publish(who, id, {version.edition});
                return "body";
            }
            case 5: {
                auto sections = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->sections.all(tx); });
                Section section = sections[random() % sections.size()];
                section.texts["en"].name = "Section " + std::to_string(number);
                (void)newsroom->sections.save(who, section);
                return "section";
            }
            case 6: {
                auto people = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->people.all(tx, "en"); });
                Person person = people[random() % people.size()];
                person.texts["es"].bio = "Biografía número " + std::to_string(number);
                (void)newsroom->people.save(who, person);
                return "person";
            }
            case 7: {
                StoryFields fields = story->fields;
                fields.section = random() % 2 == 0 ? "world" : "trends";
                (void)newsroom->stories.save_fields(who, id, fields, story->edit);
                return "move";
            }
            case 8: {
                Texts texts;
                for (const auto& edition : newsroom->database.read(
                         [&](db::ReadTx& tx) { return newsroom->stories.published_editions(tx, id); })) {
                    texts[edition] = "A correction with enough words, number " + std::to_string(number);
                }
                (void)newsroom->corrections.publish(who, id, CorrectionKind::Clarification, texts);
                return "correction";
            }
            default: {
                (void)newsroom->frontpage.arrange(who, {{"en", {{0, some_story()}}}});
                return "front";
            }
        }
    }
};

}  // namespace

TEST_CASE("page cache (a), (b): exact after every edit, and what is dropped really differs") {
    SampleNewsroom newsroom("sqlite");
    const auto all = every_page(newsroom);
    REQUIRE(all.size() > 250);
    // One in twenty-four is compared after every edit, and always the front pages and the sections.
    std::vector<std::string> pages;
    for (std::size_t i = 0; i < all.size(); ++i) {
        if (i % 24 == 0 || std::count(all[i].begin(), all[i].end(), '/') == 2) pages.push_back(all[i]);
    }
    Edits edits{newsroom};
    for (const auto& [story, edition] : newsroom->database.read(
             [&](db::ReadTx& tx) { return newsroom->stories.published().all_after(tx, "", "", 1000); })) {
        if (edits.stories.empty() || edits.stories.back() != story) edits.stories.push_back(story);
    }
    std::map<std::string, std::pair<int, int>> dropped_and_differing;
    std::map<std::string, std::map<std::string, std::set<std::string>>> same;  // dropped without need: edit, tag, pages
    std::set<std::string> changed;
    newsroom->database.on_commit(
        [&](std::int64_t, const std::vector<std::string>& tags) { changed.insert(tags.begin(), tags.end()); });
    for (int round = 0; round < 14; ++round) {
        for (const auto& page : pages) (void)newsroom.get(page);
        std::map<std::string, std::string> before;
        std::map<std::string, std::vector<std::string>> tags;
        for (const auto& key : newsroom->cache.keys()) {
            before[key] = newsroom->cache.peek(key).value_or("");
            tags[key] = newsroom->cache.tags_of(key);
        }
        changed.clear();
        const std::string what = edits.edit();
        const std::set<std::string> cause = changed;
        int dropped = 0;
        int differing = 0;
        for (const auto& [key, body] : before) {
            if (key.rfind("/assets/", 0) == 0 || key.rfind("/media/", 0) == 0 || key == "/favicon.ico") continue;
            const std::string now = newsroom.fresh(key);
            if (const auto kept = newsroom->cache.peek(key)) {
                CHECK_MESSAGE(*kept == now, "after " << what << " the cache is wrong at " << key);
            } else {
                ++dropped;
                differing += now == body ? 0 : 1;
                if (now == body) {
                    std::string why;
                    for (const auto& tag : tags[key]) {
                        if (cause.count(tag) != 0) why += (why.empty() ? "" : " + ") + tag.substr(0, tag.find(':'));
                    }
                    same[what][why].insert(key);
                }
            }
        }
        // What follows a publication (what to read next) is a change of its own, where there is one.
        const std::int64_t version = newsroom->database.version();
        newsroom->jobs.run_due(newsroom.clock());
        if (newsroom->database.version() == version) before.clear();  // nothing followed: all of it has been compared
        for (const auto& [key, body] : before) {
            const auto kept = newsroom->cache.peek(key);
            if (kept && key.rfind("/assets/", 0) != 0 && key.rfind("/media/", 0) != 0 && key != "/favicon.ico") {
                CHECK_MESSAGE(*kept == newsroom.fresh(key),
                              "after what followed " << what << " the cache is wrong at " << key);
            }
        }
        dropped_and_differing[what].first += dropped;
        dropped_and_differing[what].second += differing;
    }
    int dropped = 0;
    int differing = 0;
    for (const auto& [what, counts] : dropped_and_differing) {
        MESSAGE(what << ": " << counts.first << " pages dropped, " << counts.second << " really differ");
        for (const auto& [why, keys] : same[what]) {
            MESSAGE("  without need, by " << why << ": " << keys.size() << ", one of them " << *keys.begin());
        }
        dropped += counts.first;
        differing += counts.second;
    }
    CHECK(dropped > 0);
    CHECK(differing * 10 >= dropped * 9);
    MESSAGE(differing << " of " << dropped << " dropped pages really differ");
}

TEST_CASE("page cache (b): a body edit of a live story drops at most twelve pages of the whole paper") {
    SampleNewsroom newsroom("sqlite");
    const auto all = every_page(newsroom);
    const std::string id = "embassy-how-it-works";
    const auto story = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, id); });
    const Version* version = story->version("es");
    const auto revision = newsroom->database.read(
        [&](db::ReadTx& tx) { return newsroom->stories.revision(tx, version->current_revision); });
    VersionText text = revision->text;
    document::Block block;
    block.id = document::new_block_id();
    block.text.push_back({});
    block.text.back().text = "Un párrafo nuevo.";
    text.body.blocks.push_back(block);
    const Editor who = Editor::program("test");
    newsroom.clock().advance(kHour);
    REQUIRE(newsroom->stories.save_version(who, id, "es", text, version->current_revision));
    REQUIRE(newsroom->stories.publish(who, id, {"es"}));
    newsroom->jobs.run_due(newsroom.clock());
    int pages = 0;
    int feeds = 0;
    for (const auto& path : all) {
        if (newsroom->cache.peek(path)) continue;
        // Feeds carry the whole text, so every one that holds the story really changes: they are counted apart.
        const bool feed = path.find("feed.") != std::string::npos || path.find("atom.xml") != std::string::npos ||
                          path.find("sitemap") != std::string::npos;
        (feed ? feeds : pages) += 1;
    }
    MESSAGE("a body edit dropped " << pages << " pages and " << feeds << " feeds and sitemaps of " << all.size());
    CHECK(pages >= 1);
    CHECK(pages <= 12);
}

TEST_CASE("page cache (b): publishing a new story drops at most a hundred pages of the whole paper") {
    SampleNewsroom newsroom("sqlite");
    const Editor who = Editor::program("test");
    const std::string like = "embassy-how-it-works";
    const auto id = broadsheet::testing::draft_like(*newsroom, like, " (2)");
    REQUIRE(id);
    // Which pages these are does not depend on how many stories there are: lists, their feeds, the archive of the day,
    // the neighbours in the section, the stories that recommend it.
    for (const std::string edition : {"en", "es"}) {
        const auto all = every_page(newsroom);
        newsroom.clock().advance(kHour);
        REQUIRE(newsroom->stories.publish(who, **id, {edition}));
        newsroom->jobs.run_due(newsroom.clock());
        const auto dropped = std::count_if(all.begin(), all.end(),
                                           [&](const auto& path) { return !newsroom->cache.peek(path).has_value(); });
        MESSAGE("publishing a story in " << edition << " dropped " << dropped << " of " << all.size() << " pages");
        CHECK(dropped >= 4);
        CHECK(dropped <= 100);
    }
}

namespace {

/// Eight readers race one writer of 60 headlines: how many answers were older than what had been acknowledged before
/// they were asked for.
int stale_answers(const broadsheet::testing::SampleOptions& options) {
    SampleNewsroom newsroom("sqlite", options);
    const std::string id = "embassy-how-it-works";
    const Editor who = Editor::program("test");
    const auto teaser =
        newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.published().find(tx, id, "en"); });
    REQUIRE(teaser);
    const std::string path = teaser->teaser.path;
    std::atomic<int> acknowledged{0};
    std::atomic<bool> done{false};
    std::atomic<int> stale{0};
    std::atomic<int> reads{0};
    const auto headline_of = [](const std::string& body) {
        const auto at = body.find("Race number ");
        return at == std::string::npos ? 0 : std::atoi(body.c_str() + at + 12);
    };
    std::vector<std::thread> readers;
    for (int i = 0; i < 8; ++i) {
        readers.emplace_back([&, i] {
            while (!done) {
                const int least = acknowledged;
                const auto answer = newsroom.get(i % 2 == 0 ? path : "/en/");
                ++reads;
                if (headline_of(answer.body) < least) ++stale;
            }
        });
    }
    const auto publish = [&](int n) {
        return newsroom->database.transact([&](db::Tx& tx) -> Result<Nothing> {
            const auto story = newsroom->stories.find(tx, id);
            const Version* version = story->version("en");
            VersionText text = newsroom->stories.revision(tx, version->current_revision)->text;
            text.headline = "Race number " + std::to_string(n);
            text.front_headline.clear();
            auto saved = newsroom->stories.save_version(tx, who, id, "en", text, version->current_revision);
            if (!saved) return tl::unexpected(saved.error());
            auto out = newsroom->stories.publish(tx, who, id, {"en"});
            if (!out) return tl::unexpected(out.error());
            return Nothing{};
        });
    };
    // With eight readers and sanitizers a write can take longer than the second it is given, and is refused: then it is
    // sent again, as somebody would. What is asked here is what was acknowledged.
    constexpr int kTries = 5;
    int refused = 0;
    for (int n = 1; n <= 60 && refused < kTries; ++n) {
        for (refused = 0; refused < kTries && !publish(n); ++refused) {
        }
        if (refused < kTries) acknowledged = n;
    }
    done = true;
    for (auto& reader : readers) reader.join();
    REQUIRE(acknowledged == 60);
    CHECK(reads > 100);
    return stale;
}

}  // namespace

TEST_CASE("page cache (c): after an acknowledgement no answer is older; without the version check some are") {
    CHECK(stale_answers({}) == 0);
    // The control: a page rendered before a commit and offered after it would stay. It depends on the scheduler, so it
    // has several tries.
    broadsheet::testing::SampleOptions blind;
    blind.cache_checks_version = false;
    int stale = 0;
    for (int round = 0; round < 6 && stale == 0; ++round) stale = stale_answers(blind);
    MESSAGE("without the version check " << stale << " answers were older than what had been acknowledged");
    CHECK(stale > 0);
}
