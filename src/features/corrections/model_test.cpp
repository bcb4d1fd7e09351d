#include "features/corrections/model.h"

#include <doctest/doctest.h>

using namespace broadsheet;

namespace {

std::string repeated(std::size_t times, const std::string& what) {
    std::string out;
    for (std::size_t i = 0; i < times; ++i) out += what;
    return out;
}

}  // namespace

TEST_CASE("corrections: what a draft accepts and refuses") {
    struct Case {
        const char* what;
        Texts texts;
        std::vector<std::string> published;
        std::vector<std::pair<std::string, std::string>> faults;  // field, message
    };
    const std::string good = "The vote was 12 to 9.";
    const std::vector<std::string> both = {"en", "es"};
    const Case cases[] = {
        {"both editions", {{"en", good}, {"es", "La votación fue de 12 a 9."}}, both, {}},
        {"one edition published, one given", {{"es", good}}, {"es"}, {}},
        {"a published edition is missing", {{"en", good}}, both, {{"text.es", "problem.missing_in"}}},
        {"white space is nothing", {{"en", good}, {"es", " \t\n\xC2\xA0 "}}, both, {{"text.es", "problem.missing_in"}}},
        {"an unpublished edition left empty", {{"en", good}, {"es", ""}}, {"en"}, {}},
        {"words for an unpublished edition",
         {{"en", good}, {"es", good}},
         {"en"},
         {{"text.es", "problem.not_published_there"}}},
        {"words for an edition nobody knows",
         {{"en", good}, {"xx", good}},
         {"en"},
         {{"text.xx", "problem.not_published_there"}}},
        {"nine characters", {{"en", "ñandú ñan"}}, {"en"}, {{"text.en", "problem.too_short"}}},
        {"ten characters", {{"en", "ñandú ñand"}}, {"en"}, {}},
        {"six hundred", {{"en", repeated(600, "é")}}, {"en"}, {}},
        {"six hundred and one", {{"en", repeated(601, "é")}}, {"en"}, {{"text.en", "problem.too_long"}}},
        {"all faults at once",
         {{"en", "short"}},
         both,
         {{"text.en", "problem.too_short"}, {"text.es", "problem.missing_in"}}},
    };
    for (const auto& given : cases) {
        CAPTURE(given.what);
        const auto made = draft("budget", CorrectionKind::Update, given.texts, given.published, Instant{7});
        CHECK(made.has_value() == given.faults.empty());
        if (made) {
            CHECK(made->story == "budget");
            CHECK(made->kind == CorrectionKind::Update);
            CHECK(made->at == Instant{7});
            CHECK(made->texts.size() == given.published.size());
            continue;
        }
        std::vector<std::pair<std::string, std::string>> faults;
        for (const auto& fault : made.error().fields) faults.emplace_back(fault.field, fault.message);
        CHECK(faults == given.faults);
    }
}

TEST_CASE("corrections: words are cleaned to one line") {
    const auto made = draft("s", CorrectionKind::Correction, {{"en", "  The vote\x01\n\nwas  12\tto 9. "}}, {"en"}, {});
    REQUIRE(made);
    CHECK(made->texts.at("en") == "The vote was 12 to 9.");
}

TEST_CASE("corrections: kinds keep their names") {
    for (const auto kind : all_correction_kinds()) CHECK(correction_kind_named(name_of(kind)) == kind);
    for (const char* other : {"", "Correction", "retraction", "correction "}) CHECK_FALSE(correction_kind_named(other));
}
