#include "features/organisations/model.h"

#include "site/names.h"

namespace broadsheet {

Result<Organisation> check(Organisation organisation, const Editions& editions) {
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions.all()) {
        OrganisationText& words = organisation.texts[edition.id];
        check_name(edition, words.name, words.slug, 200, faults);
        check_line(edition, "short_name", words.short_name, 40, faults);
        check_words(edition, "description", words.description, 2000, faults);
    }
    check_all_or_none(editions, organisation.texts, "short_name", &OrganisationText::short_name, faults);
    check_all_or_none(editions, organisation.texts, "description", &OrganisationText::description, faults);
    if (!faults.empty()) return invalid(std::move(faults));
    return organisation;
}

}  // namespace broadsheet
