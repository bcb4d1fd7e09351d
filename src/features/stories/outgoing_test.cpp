// What goes out is what somebody who may publish has read: over the sample newsroom, on both engines.
#include <doctest/doctest.h>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

constexpr const char* kStory = "letters-of-credence";
constexpr const char* kDesk = "/desk/stories/letters-of-credence";
constexpr const char* kPath = "/en/2026/10/letters-of-credence-what-is-in-the-envelope";
constexpr db::Sql kLoseSection{"test.lose_section", "UPDATE story SET section_id = NULL WHERE id = $1"};
constexpr db::Sql kGiveSection{"test.give_section", "UPDATE story SET section_id = $2 WHERE id = $1"};

const Editor kWriter{"w", "A writer", Role::Writer, "en"};
const Editor kEditor{"e", "An editor", Role::Editor, "en"};

Story story_of(SampleNewsroom& newsroom) {
    return *newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.find(tx, kStory); });
}

std::string current(SampleNewsroom& newsroom, const std::string& edition) {
    return story_of(newsroom).version(edition)->current_revision;
}

/// A new revision with another headline, as a writer saves it.
std::string rewrite(SampleNewsroom& newsroom, const std::string& headline) {
    const std::string before = current(newsroom, "en");
    auto text = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.revision(tx, before)->text; });
    text.headline = headline;
    text.slug = "another-address";
    const auto saved = newsroom->stories.save_version(kWriter, kStory, "en", text, before);
    REQUIRE(saved);
    return (*saved)->id;
}

/// The story's form as the page sends it, with the fields that are stored.
http::Fields form_of(const Story& story) {
    http::Fields out{{"edit", std::to_string(story.edit)},
                     {"kind", std::string(name_of(story.fields.kind))},
                     {"section", story.fields.section},
                     {"source", story.fields.source_edition},
                     {"picture", story.fields.picture},
                     {"edition", "en"},
                     {"revision.en", story.version("en")->current_revision}};
    for (std::size_t i = 0; i < story.fields.byline.size(); ++i) {
        const std::string row = "byline." + std::to_string(i + 1);
        out.emplace_back(row + ".person", story.fields.byline[i].person);
        out.emplace_back(row + ".role", std::string(name_of(story.fields.byline[i].role)));
    }
    for (const auto& topic : story.fields.topics) out.emplace_back("topics", topic);
    for (const auto& organisation : story.fields.organisations) out.emplace_back("organisations", organisation);
    return out;
}

void set(http::Fields& form, const std::string& name, const std::string& value) {
    for (auto& [there, held] : form) {
        if (there == name) held = value;
    }
}

}  // namespace

TEST_CASE("stories: a schedule sends what was scheduled, whatever is saved until then") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en"}));
        const Instant at = newsroom.clock().now() + kHour;
        REQUIRE(newsroom->stories.schedule(kEditor, kStory, {"en"}, at));
        rewrite(newsroom, "What nobody has read");
        CHECK(newsroom.get(kDesk, "editor").body.find("Schedule it again to send the newest") != std::string::npos);
        // The shared fields go out with it, so they are as protected as those of a live story, and stay complete.
        const Story story = story_of(newsroom);
        StoryFields fields = story.fields;
        fields.byline.clear();
        fields.kind = Kind::Opinion;
        const auto refused = newsroom->stories.save_fields(kWriter, kStory, fields, story.edit);
        // The Spanish version is live: only the schedule must protect, so it is withdrawn for the second try.
        CHECK(refused.error().kind == ProblemKind::Forbidden);
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"es"}));
        CHECK(newsroom->stories.save_fields(kWriter, kStory, fields, story.edit).error().kind ==
              ProblemKind::Forbidden);
        fields.section.clear();
        CHECK(newsroom->stories.save_fields(kEditor, kStory, fields, story.edit).error().kind == ProblemKind::Invalid);

        newsroom.clock().set(at);
        newsroom->jobs.run_due(newsroom.clock());
        const auto page = newsroom.get(kPath);
        CHECK(page.status == 200);
        CHECK(page.body.find("What nobody has read") == std::string::npos);
        CHECK(story_of(newsroom).version("en")->published_revision != current(newsroom, "en"));
        CHECK_FALSE(story_of(newsroom).version("en")->scheduled_at.is_set());
    }
}

TEST_CASE("stories: a schedule that is stopped says so, and goes out when it is mended") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        const std::string section = story_of(newsroom).fields.section;
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en", "es"}));
        const Instant at = newsroom.clock().now() + kHour;
        REQUIRE(newsroom->stories.schedule(kEditor, kStory, {"en", "es"}, at));
        CHECK(newsroom.get("/desk", "writer").body.find("Did not go out") == std::string::npos);
        REQUIRE(newsroom->database.transact([&](db::Tx& tx) {
            tx.run(kLoseSection, {kStory});
            return Result<Nothing>(Nothing{});
        }));
        newsroom.clock().set(at);
        newsroom->jobs.run_due(newsroom.clock());
        CHECK(newsroom.get(kPath).status == 410);
        const auto page = newsroom.get(kDesk, "editor");
        CHECK(page.body.find("Should have gone out") != std::string::npos);
        CHECK(page.body.find("This stopped it.") != std::string::npos);
        CHECK(page.body.find("href=\"#section\"") != std::string::npos);
        CHECK(newsroom.get("/desk", "writer").body.find("Did not go out") != std::string::npos);

        REQUIRE(newsroom->database.transact([&](db::Tx& tx) {
            tx.run(kGiveSection, {kStory, section});
            return Result<Nothing>(Nothing{});
        }));
        newsroom.clock().advance(kHour);
        newsroom->jobs.run_due(newsroom.clock());
        CHECK(newsroom.get(kPath).status == 200);
        CHECK(newsroom.get(kDesk, "editor").body.find("Should have gone out") == std::string::npos);
    }
}

TEST_CASE("stories: withdrawing stops what is on its way out, and says where there is nothing to withdraw") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        // One language out and the other scheduled: both are taken back.
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"es"}));
        const Instant at = newsroom.clock().now() + kHour;
        REQUIRE(newsroom->stories.schedule(kEditor, kStory, {"es"}, at));
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en", "es"}));
        CHECK(story_of(newsroom).version("en")->state == State::Withdrawn);
        CHECK(story_of(newsroom).version("es")->state == State::Withdrawn);
        CHECK_FALSE(story_of(newsroom).version("es")->scheduled_at.is_set());
        newsroom.clock().advance(2 * kHour);
        newsroom->jobs.run_due(newsroom.clock());
        CHECK(story_of(newsroom).version("es")->state == State::Withdrawn);

        // Neither out nor on its way: nothing is done, in no language, and it says for which.
        REQUIRE(newsroom->stories.publish(kEditor, kStory, {"en"}));
        const auto refused = newsroom->stories.withdraw(kEditor, kStory, {"en", "es"});
        REQUIRE_FALSE(refused);
        REQUIRE(refused.error().fields.size() == 1);
        CHECK(refused.error().fields[0].message == "problem.not_out");
        CHECK(refused.error().fields[0].args == MessageArgs{{"edition", "es"}});
        CHECK(story_of(newsroom).version("en")->state == State::Published);
        const auto page =
            newsroom.post(std::string(kDesk) + "/withdraw", {{"edition", "en"}, {"edition", "es"}}, "editor");
        CHECK(page.status == 422);
        CHECK(page.body.find("The Spanish version is neither published nor scheduled") != std::string::npos);
        const auto idle = newsroom->stories.unschedule(kEditor, kStory, {"en"});
        REQUIRE_FALSE(idle);
        CHECK(idle.error().fields[0].message == "problem.not_scheduled");
    }
}

TEST_CASE("stories: a withdrawn text leads to what there is in the other language, for a minute at most") {
    SampleNewsroom newsroom("sqlite");
    const std::string there = "href=\"/es/2026/10/";
    REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en"}));
    const auto gone = newsroom.get(kPath);
    CHECK(gone.status == 410);
    CHECK(gone.body.find(there) != std::string::npos);
    CHECK(gone.body.find("This text is not available in Spanish") == std::string::npos);
    REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"es"}));
    const auto both = newsroom.get(kPath);
    CHECK(both.status == 410);
    CHECK(both.body.find(there) == std::string::npos);
    CHECK(both.body.find("This text is not available in Spanish") != std::string::npos);
    // It is kept: what the desk goes on to do with the story changes nothing on it.
    const Story story = story_of(newsroom);
    StoryFields fields = story.fields;
    fields.section = "history";
    REQUIRE(newsroom->stories.save_fields(kEditor, kStory, fields, story.edit));
    CHECK(newsroom->cache.peek(kPath).value_or("") == newsroom.fresh(kPath));
    REQUIRE(newsroom->stories.publish(kEditor, kStory, {"en"}));
    CHECK(newsroom.get(kPath).status == 200);
}

TEST_CASE("stories: a picture that nobody put in does not go out") {
    SampleNewsroom newsroom("sqlite");
    const std::string before = current(newsroom, "en");
    auto text = newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.revision(tx, before)->text; });
    document::Block block;
    block.id = document::new_block_id();
    block.type = document::BlockType::Picture;
    block.pictures.push_back({"no-such-picture", {}, ""});
    text.body.blocks.push_back(block);
    REQUIRE(newsroom->stories.save_version(kWriter, kStory, "en", text, before));
    const auto refused = newsroom->stories.publish(kEditor, kStory, {"en"});
    REQUIRE_FALSE(refused);
    REQUIRE(refused.error().fields.size() == 1);
    CHECK(refused.error().fields[0].field == "en.body");
    CHECK(refused.error().fields[0].message == "problem.document.bad_media");
}

TEST_CASE("stories: a schedule nobody came to is shown as late") {
    SampleNewsroom newsroom("sqlite");
    REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en"}));
    const Instant at = newsroom.clock().now() + kHour;
    REQUIRE(newsroom->stories.schedule(kEditor, kStory, {"en"}, at));
    newsroom.clock().set(at + 2 * kMinute);
    const auto page = newsroom.get(kDesk, "editor");
    CHECK(page.body.find("Should have gone out") != std::string::npos);
    CHECK(page.body.find("Nothing stands in its way.") != std::string::npos);
}

TEST_CASE("stories: publishing publishes what was read, and the fields typed beside it") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        http::Fields form = form_of(story_of(newsroom));
        const std::string newest = rewrite(newsroom, "Saved while the editor was reading");
        set(form, "kind", "opinion");
        const auto version = newsroom->database.version();
        const auto moved = newsroom.post(std::string(kDesk) + "/publish", form, "editor");
        CHECK(moved.status == 409);
        CHECK(moved.body.find("A text was saved again while you were reading.") != std::string::npos);
        CHECK(moved.body.find("The English text is no longer the one you read.") != std::string::npos);
        // The page holds what was typed, and the revision that is newest now.
        CHECK(moved.body.find("<option value=\"opinion\" selected>") != std::string::npos);
        CHECK(moved.body.find("name=\"revision.en\" value=\"" + newest + "\"") != std::string::npos);
        CHECK(newsroom->database.version() == version);
        CHECK(story_of(newsroom).fields.kind != Kind::Opinion);

        set(form, "revision.en", newest);
        CHECK(newsroom.post(std::string(kDesk) + "/publish", form, "editor").status == 303);
        CHECK(story_of(newsroom).fields.kind == Kind::Opinion);
        CHECK(newsroom.get(kPath).body.find("Saved while the editor was reading") != std::string::npos);

        // Fields that somebody else saved meanwhile stop the publication, as they stop a save.
        CHECK(newsroom.post(std::string(kDesk) + "/publish", form, "editor").status == 409);
        // A schedule does the same.
        form = form_of(story_of(newsroom));
        form.emplace_back("at", "2031-05-09T07:00");
        set(form, "kind", "analysis");
        set(form, "revision.en", "another");
        CHECK(newsroom.post(std::string(kDesk) + "/schedule", form, "editor").status == 409);
        set(form, "revision.en", newest);
        CHECK(newsroom.post(std::string(kDesk) + "/schedule", form, "editor").status == 303);
        CHECK(story_of(newsroom).fields.kind == Kind::Analysis);
        CHECK(story_of(newsroom).version("en")->scheduled_revision == newest);
    }
}

TEST_CASE("stories: the API publishes what the client read") {
    SampleNewsroom newsroom("sqlite");
    const std::string read = current(newsroom, "en");
    rewrite(newsroom, "Saved meanwhile");
    const auto ask = [&](const std::string& revision) {
        http::Request request;
        request.method = http::Method::Post;
        request.target = "/api/v1/stories/" + std::string(kStory) + "/publish";
        request.headers = {{"host", "localhost:8080"},
                           {"content-type", "application/json"},
                           {"authorization", "Bearer " + newsroom.token("editor")}};
        request.body = R"({"editions": ["en"], "revisions": {"en": ")" + revision + R"("}})";
        return newsroom->ask(std::move(request)).status;
    };
    CHECK(ask(read) == 409);
    CHECK(ask(current(newsroom, "en")) == 200);
}

TEST_CASE("stories: private links are listed, taken back, and end with a withdrawal") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        const auto links = [&] {
            return newsroom->database.read([&](db::ReadTx& tx) { return newsroom->stories.previews(tx, kStory); });
        };
        CHECK(links().empty());
        const auto first = newsroom->stories.make_preview(kWriter, kStory, "en");
        newsroom.clock().advance(kSecond);
        const auto second = newsroom->stories.make_preview(kWriter, kStory, "en");
        const auto spanish = newsroom->stories.make_preview(kWriter, kStory, "es");
        REQUIRE(first);
        REQUIRE(second);
        REQUIRE(spanish);
        REQUIRE(links().size() == 3);
        const std::string oldest = links().back().token_hash;
        const auto page = newsroom.get(kDesk, "writer");
        CHECK(page.body.find("Private links that work") != std::string::npos);
        CHECK(page.body.find(**first) == std::string::npos);
        CHECK(newsroom.get("/preview/" + **first).status == 200);
        // Only through its own story.
        newsroom.post("/desk/stories/csto-kazakhstan-2022/preview-link/revoke", {{"link", oldest}}, "writer");
        CHECK(newsroom.get("/preview/" + **first).status == 200);
        CHECK(newsroom.post(std::string(kDesk) + "/preview-link/revoke", {{"link", oldest}}, "writer").status == 303);
        CHECK(newsroom.get("/preview/" + **first).status == 404);
        CHECK(newsroom.get("/preview/" + **second).status == 200);
        REQUIRE(newsroom->stories.withdraw(kEditor, kStory, {"en"}));
        CHECK(newsroom.get("/preview/" + **second).status == 404);
        CHECK(newsroom.get("/preview/" + **spanish).status == 200);
        newsroom.clock().advance(14 * kDay);
        CHECK(links().empty());
    }
}

TEST_CASE("stories: the access log never holds the token of a private link") {
    CHECK(logged_target("/en/2026/10/x?y=/") == "/en/2026/10/x?y=/");
    CHECK(logged_target("/preview/secret") == "/preview/…");
    CHECK(logged_target("/preview/secret?x=1") == "/preview/…");
    CHECK(logged_target("/%70review/secret") == "/preview/…");
    CHECK(logged_target("http://localhost:8080/preview/secret") == "/preview/…");
}

TEST_CASE("pictures: what readers see is changed by those who may publish, and never becomes nameless") {
    for (const auto& engine : testing::engines()) {
        CAPTURE(engine);
        SampleNewsroom newsroom(engine);
        // Any picture that leads a live story of the sample.
        std::string id;
        for (const auto& teaser : newsroom->database.read(
                 [&](db::ReadTx& tx) { return newsroom->stories.published().newest(tx, "all", "en", 60); })) {
            if (!id.empty() || teaser.picture.empty()) continue;
            id = teaser.picture;
        }
        REQUIRE(!id.empty());
        const auto find = [&] {
            return *newsroom->database.read([&](db::ReadTx& tx) { return newsroom->media.find(tx, id); });
        };
        const Picture before = find();
        auto texts = before.texts;
        texts["en"].caption = "Another caption";
        const auto save = [&](const Editor& who, std::map<std::string, PictureText> words) {
            return newsroom->media.update(who, id, std::move(words), before.focal_x, before.focal_y);
        };
        CHECK(save(kWriter, before.texts));
        CHECK(save(kWriter, texts).error().kind == ProblemKind::Forbidden);
        CHECK(newsroom->media.update(kWriter, id, before.texts, 1, 1).error().kind == ProblemKind::Forbidden);
        CHECK(find().texts == before.texts);
        auto nameless = texts;
        nameless["en"].alt.clear();
        const auto refused = save(kEditor, nameless);
        REQUIRE_FALSE(refused);
        REQUIRE(refused.error().fields.size() == 1);
        CHECK(refused.error().fields[0].field == "en.alt");
        CHECK(save(kEditor, texts));

        // The form carries what it was made from: the later of two is shown both.
        const http::Fields stale = {{"made_from", Media::stamp_of(before)},
                                    {"en.alt", before.texts.at("en").alt},
                                    {"en.credit", before.texts.at("en").credit},
                                    {"en.caption", "The later caption"},
                                    {"focal_x", "50"},
                                    {"focal_y", "50"}};
        const auto conflict = newsroom.post("/desk/media/" + id, stale, "editor");
        CHECK(conflict.status == 409);
        CHECK(conflict.body.find("The later caption") != std::string::npos);
        CHECK(conflict.body.find("Another caption") != std::string::npos);
        CHECK(conflict.body.find(Media::stamp_of(find())) != std::string::npos);
        CHECK(find().texts.at("en").caption == "Another caption");
    }
}
