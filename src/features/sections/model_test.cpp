#include "features/sections/model.h"

#include <doctest/doctest.h>

#include "site/two_editions_test.h"

using namespace broadsheet;
using namespace broadsheet::testing;

TEST_CASE("sections: a name and an address in every edition, or all faults at once") {
    TwoEditions two;
    struct Case {
        const char* what;
        const char* parent;
        SectionText en;
        std::vector<std::string> faults;
    };
    const Case cases[] = {
        {"good", "", {"", "News", "", 0, 0}, {}},
        {"nothing", "", {}, {"en.name problem.missing_in"}},
        {"a name of spaces", "", {"", " \t\n ", "", 0, 0}, {"en.name problem.missing_in"}},
        {"sixty characters", "", {"long", long_text(60), "", 0, 0}, {}},
        {"sixty-one", "", {"long", long_text(61), "", 0, 0}, {"en.name problem.too_long"}},
        {"a description too long", "", {"", "News", long_text(401), 0, 0}, {"en.description problem.too_long"}},
        {"a description of blanks", "", {"", "News", " ", 0, 0}, {"en.description problem.missing_beside"}},
        {"a name without a letter", "", {"", "!!!", "", 0, 0}, {"en.slug problem.slug_empty"}},
        {"an address of the paper's own", "", {"", "Archive", "", 0, 0}, {"en.slug problem.slug_reserved"}},
        {"the same below a section", "news", {"", "Archive", "", 0, 0}, {}},
        {"the other language's word", "", {"", "Archivo", "", 0, 0}, {}},
        {"where feeds are looked for", "", {"rss", "Feed", "", 0, 0}, {"en.slug problem.slug_reserved"}},
        {"a year", "", {"2024", "The year", "", 0, 0}, {"en.slug problem.slug_reserved"}},
        {"a year below a section", "news", {"2024", "The year", "", 0, 0}, {"en.slug problem.slug_reserved"}},
        {"no year", "", {"20240", "A number", "", 0, 0}, {}},
        {"a way out", "", {"../desk", "News", "", 0, 0}, {}},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        Section section;
        section.id = "news";
        section.parent = each.parent;
        const char* beside = each.en.description.empty() ? "" : "Lo que pasa.";
        section.texts = {{"en", each.en}, {"es", {"", "Actualidad", beside, 0, 0}}};
        const auto checked = check(section, two.editions);
        CHECK(faults_of(checked) == each.faults);
        if (checked) {
            CHECK(checked->texts.at("es").slug == "actualidad");
            CHECK(checked->texts.at("en").slug.find_first_of("./ ") == std::string::npos);
        }
    }
    CHECK(faults_of(check(Section{}, two.editions)) ==
          std::vector<std::string>{"en.name problem.missing_in", "es.name problem.missing_in"});
}
