#include "features/organisations/model.h"

#include <doctest/doctest.h>

#include "platform/db/empty_database_test.h"
#include "site/paper.h"

using namespace broadsheet;

namespace {

/// Editions need rows: an empty database with two of them, and no words at all.
struct TwoEditions {
    db::EmptyDatabase folder{db::EngineKind::Sqlite};
    db::Database database{folder.options()};
    Editions editions = make();

    Editions make() {
        REQUIRE(database.transact([](db::Tx& tx) -> Result<Nothing> {
            add_edition(tx, "en", "en", "ltr", 1, {{"archive", "archive"}, {"search", "search"}});
            add_edition(tx, "es", "es", "ltr", 2, {{"archive", "archivo"}, {"search", "buscar"}});
            return Nothing{};
        }));
        const std::shared_ptr<const text::Catalogue> words = *text::Catalogue::parse("{}", "en");
        return database.read([&](db::ReadTx& tx) { return Editions(tx, {{"en", words}, {"es", words}}); });
    }
};

std::string long_text(std::size_t characters) {
    std::string out;
    for (std::size_t i = 0; i < characters; ++i) out += "ñ";
    return out;
}

/// "field message" of each fault.
std::vector<std::string> faults_of(const Result<Organisation>& result) {
    std::vector<std::string> out;
    if (result) return out;
    for (const auto& fault : result.error().fields) out.push_back(fault.field + " " + fault.message);
    return out;
}

}  // namespace

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
        {"all too long",
         {"x", long_text(201), long_text(41), long_text(2001)},
         {"en.name problem.too_long", "en.short_name problem.too_long", "en.description problem.too_long"},
         ""},
        {"all at their longest", {"x", long_text(200), long_text(40), long_text(2000)}, {}, "x"},
    };
    for (const auto& each : cases) {
        CAPTURE(each.what);
        Organisation organisation;
        organisation.texts = {{"en", each.en}, {"es", {"", "Naciones Unidas", "", ""}}};
        const auto checked = check(organisation, two.editions);
        CHECK(faults_of(checked) == each.faults);
        if (checked) CHECK(checked->texts.at("en").slug == each.slug);
    }
}
