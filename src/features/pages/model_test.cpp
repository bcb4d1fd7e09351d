#include "features/pages/model.h"

#include <doctest/doctest.h>

#include "site/two_editions_test.h"

using namespace broadsheet;
using broadsheet::testing::TwoEditions;

namespace {

document::Document words(const std::string& text) { return document::from_plain(text, {}); }

Page page_of(PageText en, PageText es) {
    Page out;
    out.id = "about";
    out.texts = {{"en", std::move(en)}, {"es", std::move(es)}};
    return out;
}

}  // namespace

TEST_CASE("pages: every edition or none") {
    TwoEditions two;
    const PageText es{"", "Quiénes somos", "", {}, words("Un periódico.")};
    struct Case {
        const char* what;
        PageText en;
        std::vector<std::pair<std::string, std::string>> faults;
    };
    const Case cases[] = {
        {"good", {"", "About us", "", {}, words("A paper.")}, {}},
        {"empty", {}, {{"en.title", "problem.missing_in"}, {"en.body", "problem.missing_in"}}},
        {"no body", {"", "About us", "", {}, {}}, {{"en.body", "problem.missing_in"}}},
        {"a title of spaces", {"", " \t ", "", {}, words("A paper.")}, {{"en.title", "problem.missing_in"}}},
        {"a title too long",
         {"about", std::string(121, 'a'), "", {}, words("A paper.")},
         {{"en.title", "problem.too_long"}}},
        {"a description too long",
         {"", "About", std::string(301, 'a'), {}, words("A paper.")},
         {{"en.description", "problem.too_long"}}},
        {"a description of blanks",
         {"", "About", " ", {}, words("A paper.")},
         {{"en.description", "problem.missing_beside"}}},
        {"a word of the system",
         {"archive", "About", "", {}, words("A paper.")},
         {{"en.slug", "problem.slug_reserved"}}},
        {"a year", {"2024", "About", "", {}, words("A paper.")}, {{"en.slug", "problem.slug_reserved"}}},
        {"where feed readers knock",
         {"feed", "About", "", {}, words("A paper.")},
         {{"en.slug", "problem.slug_reserved"}}},
        {"nothing left for a slug", {"", "🙂", "", {}, words("A paper.")}, {{"en.slug", "problem.slug_empty"}}},
        {"a slug that climbs", {"../../desk", "About", "", {}, words("A paper.")}, {}},
    };
    for (const auto& given : cases) {
        CAPTURE(given.what);
        PageText beside = es;
        if (!given.en.description.empty()) beside.description = "Quién hace esto.";
        const auto checked = check(page_of(given.en, beside), two.editions);
        CHECK(checked.has_value() == given.faults.empty());
        if (checked) {
            CHECK(checked->texts.at("es").slug == "quienes-somos");
            CHECK(checked->texts.at("en").slug.find_first_of("/.") == std::string::npos);
            continue;
        }
        std::vector<std::pair<std::string, std::string>> faults;
        for (const auto& fault : checked.error().fields) faults.emplace_back(fault.field, fault.message);
        CHECK(faults == given.faults);
    }
    // The word of another edition is free here.
    CHECK(check(page_of({"archivo", "About", "", {}, words("A paper.")}, es), two.editions));
    Page extra = page_of({"", "About", "", {}, words("A paper.")}, es);
    extra.texts["xx"] = es;
    CHECK(check(extra, two.editions)->texts.size() == 2);
}

TEST_CASE("pages: only changed words get a new date") {
    const Instant then{1'000'000};
    const Instant now{9'000'000};
    const Page before =
        page_of({"about", "About", "", then, words("A paper.")}, {"sobre", "Sobre", "", then, words("Un periódico.")});
    Page same = before;
    same.texts["en"].updated_at = {};
    date_words(same, before, now);
    CHECK(same.texts["en"].updated_at == then);
    Page edited = before;
    edited.texts["en"].title = "About us";
    date_words(edited, before, now);
    CHECK(edited.texts["en"].updated_at == now);
    CHECK(edited.texts["es"].updated_at == then);
    Page imported = before;
    imported.texts["en"].title = "About us";
    imported.texts["en"].updated_at = Instant{5'000'000};
    date_words(imported, before, now);
    CHECK(imported.texts["en"].updated_at == Instant{5'000'000});
    Page fresh =
        page_of({"about", "About", "", {}, words("A paper.")}, {"sobre", "Sobre", "", then, words("Un periódico.")});
    date_words(fresh, std::nullopt, now);
    CHECK(fresh.texts["en"].updated_at == now);
    CHECK(fresh.texts["es"].updated_at == then);
}
