#include "features/organisations/model.h"

#include <doctest/doctest.h>

#include "site/two_editions_test.h"

using namespace broadsheet;
using namespace broadsheet::testing;

TEST_CASE("organisations: a name in every edition, or all faults at once") {
    TwoEditions two;
    struct Case {
        const char* what;
        OrganisationText en;
        std::vector<std::string> faults;
        const char* slug;
    };
    const Case cases[] = {
        {"good", {"", "United Nations", "UN", "Since 1945."}, {}, "united-nations"},
        {"nothing", {}, {"en.name problem.missing_in"}, ""},
        {"a wished address", {"UN", "United Nations", "", ""}, {}, "un"},
        {"words of blanks",
         {"", "United Nations", " ", "\n"},
         {"en.short_name problem.missing_beside", "en.description problem.missing_beside"},
         ""},
        {"all too long",
         {"x", long_text(201), long_text(41), long_text(2001)},
         {"en.name problem.too_long", "en.short_name problem.too_long", "en.description problem.too_long"},
         ""},
        {"all at their longest", {"x", long_text(200), long_text(40), long_text(2000)}, {}, "x"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        Organisation organisation;
        const auto beside = [](const std::string& words) { return words.empty() ? "" : "ONU"; };
        organisation.texts = {{"en", each.en},
                              {"es", {"", "Naciones Unidas", beside(each.en.short_name), beside(each.en.description)}}};
        const auto checked = check(organisation, two.editions);
        CHECK(faults_of(checked) == each.faults);
        if (checked) CHECK(checked->texts.at("en").slug == each.slug);
    }
}
