#include "features/corrections/store.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/db/empty_database_test.h"
#include "site/audit.h"
#include "site/paper.h"

using namespace broadsheet;

namespace {

constexpr db::Sql kStory{
    "corrections_test.story",
    "INSERT INTO story (id, kind, source_edition, outside_name, outside_url, made_at, made_by, touched_at, edit) "
    "VALUES ($1, 'news', 'en', '', '', 1, 'test', 1, 1)"};

std::vector<std::string> ids(const std::vector<CorrectionNote>& notes) {
    std::vector<std::string> out;
    for (const auto& note : notes) out.push_back(note.id);
    return out;
}

}  // namespace

TEST_CASE("corrections: what is stored is what is read, and it changes the story and the lists alone") {
    for (const auto engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase folder(engine);
        db::Database database(folder.options());
        const CorrectionStore store;
        const auto made = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            add_edition(tx, "en", "en", "ltr", {});
            add_edition(tx, "es", "es", "ltr", {});
            for (const char* story : {"budget", "border"}) tx.run(kStory, {story});
            return Nothing{};
        });
        REQUIRE(made);
        const auto insert = [&](Correction correction) {
            std::vector<std::string> changed;
            const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
                store.insert(tx, correction);
                note_audit(tx, correction.at, "ada", "corrections.publish", "story:" + correction.story, correction.id);
                changed = tx.changed();
                return Nothing{};
            });
            REQUIRE(done);
            std::sort(changed.begin(), changed.end());
            return changed;
        };
        CHECK(insert({"c1",
                      "budget",
                      CorrectionKind::Correction,
                      Instant{100},
                      {{"en", "The vote was 12 to 9."}, {"es", "La votación fue de 12 a 9."}}}) ==
              std::vector<std::string>{"list:corrections:en", "list:corrections:es", "story:budget:en",
                                       "story:budget:es"});
        CHECK(insert({"c2", "border", CorrectionKind::Update, Instant{200}, {{"en", "The border is open again."}}}) ==
              std::vector<std::string>{"list:corrections:en", "story:border:en"});
        insert({"c3", "budget", CorrectionKind::Clarification, Instant{300}, {{"en", "Nine members voted against."}}});

        database.read([&](db::ReadTx& tx) {
            const auto of_story = store.of_story(tx, "budget", "en");
            CHECK(ids(of_story) == std::vector<std::string>{"c1", "c3"});
            CHECK(of_story.front().text == "The vote was 12 to 9.");
            CHECK(of_story.front().kind == CorrectionKind::Correction);
            CHECK(of_story.back().kind == CorrectionKind::Clarification);
            CHECK(ids(store.of_story(tx, "budget", "es")) == std::vector<std::string>{"c1"});
            CHECK(store.of_story(tx, "border", "es").empty());
            CHECK(ids(store.newest(tx, "en", 2)) == std::vector<std::string>{"c3", "c2"});
            CHECK(ids(store.between(tx, "en", Instant{100}, Instant{300})) == std::vector<std::string>{"c2", "c1"});
            CHECK(ids(store.between(tx, "es", Instant{101}, Instant{999})).empty());
            CHECK(store.last_before(tx, "en", Instant{200}) == Instant{100});
            CHECK_FALSE(store.last_before(tx, "en", Instant{100}));
            CHECK(store.first_from(tx, "en", Instant{200}) == Instant{200});
            CHECK_FALSE(store.first_from(tx, "es", Instant{101}));
            CHECK(tx.tags() == std::vector<std::string>{"story:budget:en", "story:budget:es", "story:border:es",
                                                        "list:corrections:en", "list:corrections:es"});
            return 0;
        });
    }
}
