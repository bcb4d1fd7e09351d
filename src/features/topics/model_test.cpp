#include "features/topics/model.h"

#include <doctest/doctest.h>

#include "site/two_editions_test.h"

using namespace broadsheet;
using namespace broadsheet::testing;

TEST_CASE("topics: a name in every edition, or all faults at once") {
    TwoEditions two;
    struct Case {
        const char* what;
        TopicText en;
        std::vector<std::string> faults;
        const char* slug;
    };
    const Case cases[] = {
        {"good", {"", "Kazakhstan", "A country.", 0}, {}, "kazakhstan"},
        {"nothing", {}, {"en.name problem.missing_in"}, ""},
        {"a name of two lines", {"", "Treaties\nand borders", "", 0}, {}, "treaties-and-borders"},
        {"only signs", {"", "—", "", 0}, {"en.slug problem.slug_empty"}, ""},
        {"markup", {"", "<b>Oil</b>", "", 0}, {}, "b-oil-b"},
        {"a description of blanks", {"", "Oil", " \n", 0}, {"en.description problem.missing_beside"}, ""},
        {"both too long",
         {"x", long_text(121), long_text(2001), 0},
         {"en.name problem.too_long", "en.description problem.too_long"},
         ""},
        {"both at their longest", {"x", long_text(120), long_text(2000), 0}, {}, "x"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        Topic topic;
        topic.texts = {{"en", each.en}, {"es", {"", "Kazajistán", each.en.description.empty() ? "" : "Un país.", 0}}};
        const auto checked = check(topic, two.editions);
        CHECK(faults_of(checked) == each.faults);
        if (!checked) continue;
        CHECK(checked->texts.at("en").slug == each.slug);
        CHECK(checked->texts.at("es").slug == "kazajistan");
    }
    CHECK(faults_of(check(Topic{}, two.editions)) ==
          std::vector<std::string>{"en.name problem.missing_in", "es.name problem.missing_in"});
}
