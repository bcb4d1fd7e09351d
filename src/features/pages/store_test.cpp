#include "features/pages/store.h"

#include <doctest/doctest.h>

#include <algorithm>

#include "platform/db/empty_database_test.h"
#include "site/paper.h"

using namespace broadsheet;

TEST_CASE("pages: the words of one page do not drop the footer of all") {
    for (const auto engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase folder(engine);
        db::Database database(folder.options());
        const PageStore store;
        const auto made = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            add_edition(tx, "en", "en", "ltr", {});
            add_edition(tx, "es", "es", "ltr", {});
            return Nothing{};
        });
        REQUIRE(made);
        const auto put = [&](const Page& page) {
            std::vector<std::string> changed;
            const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
                const auto before = store.find(tx, page.id);
                store.put(tx, page, before);
                changed = tx.changed();
                return Nothing{};
            });
            REQUIRE(done);
            std::sort(changed.begin(), changed.end());
            return changed;
        };
        const std::vector<std::string> both = {"list:pages", "page:about"};
        const std::vector<std::string> page_only = {"page:about"};
        Page page;
        page.id = "about";
        page.position = 2;
        page.texts["en"] = {"about", "About us", "Who we are", Instant{5}, document::from_plain("A paper.", {})};
        page.texts["es"] = {"quienes-somos", "Quiénes somos", "", Instant{6},
                            document::from_plain("Un periódico.", {})};
        CHECK(put(page) == both);
        page.texts["en"].body = document::from_plain("A newspaper.", page.texts["en"].body);
        page.texts["en"].updated_at = Instant{7};
        page.texts["en"].description = "Who writes this";
        CHECK(put(page) == page_only);
        page.texts["es"].title = "Quién escribe";
        CHECK(put(page) == both);
        page.position = 3;
        CHECK(put(page) == both);

        Page first;
        first.id = "contact";
        first.position = 1;
        first.texts["en"] = {"contact", "Contact", "", Instant{8}, document::from_plain("Write to us.", {})};
        first.texts["es"] = {"contacto", "Contacto", "", Instant{9}, document::from_plain("Escríbanos.", {})};
        put(first);

        database.read([&](db::ReadTx& tx) {
            const auto lines = store.lines(tx, "es");
            REQUIRE(lines.size() == 2);
            CHECK(lines[0].id == "contact");
            CHECK(lines[1].title == "Quién escribe");
            CHECK_FALSE(lines[1].updated_at.is_set());
            CHECK(tx.tags() == std::vector<std::string>{"list:pages"});
            CHECK(store.dated_lines(tx, "en")[1].updated_at == Instant{7});
            CHECK(tx.tags() == std::vector<std::string>{"list:pages", "page:contact", "page:about"});
            const auto found = store.find(tx, "about");
            REQUIRE(found);
            CHECK(found->position == 3);
            CHECK(found->texts.at("en").says_the_same(page.texts.at("en")));
            CHECK_FALSE(store.find(tx, "nobody"));
            return 0;
        });
        const auto removed = database.transact([&](db::Tx& tx) -> Result<Nothing> {
            store.remove(tx, "about");
            CHECK(tx.changed().size() == 2);
            return Nothing{};
        });
        REQUIRE(removed);
        CHECK_FALSE(database.read([&](db::ReadTx& tx) { return store.find(tx, "about"); }));
    }
}
