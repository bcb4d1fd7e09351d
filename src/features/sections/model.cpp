#include "features/sections/model.h"

#include "platform/text/text.h"
#include "site/names.h"

namespace broadsheet {

Result<Section> check(Section section, const Editions& editions) {
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions.all()) {
        SectionText& words = section.texts[edition.id];
        words.name = text::clean_line(words.name);
        words.description = text::clean_line(words.description);
        if (words.name.empty()) {
            faults.push_back({edition.id + ".name", "problem.missing_in", {{"edition", edition.id}}});
        } else if (text::length(words.name) > 60) {
            faults.push_back({edition.id + ".name", "problem.too_long", {{"max", "60"}}});
        }
        if (text::length(words.description) > 400)
            faults.push_back({edition.id + ".description", "problem.too_long", {{"max", "400"}}});
        words.slug = text::slug(words.slug.empty() ? words.name : words.slug, 60);
        if (words.slug.empty() && !words.name.empty()) {
            faults.push_back({edition.id + ".slug", "problem.slug_empty", {}});
        } else if (section.parent.empty() && editions.reserved(edition.id, words.slug)) {
            faults.push_back({edition.id + ".slug", "problem.slug_reserved", {{"slug", words.slug}}});
        } else if (words.slug.size() == 4 && words.slug.find_first_not_of("0123456789") == std::string::npos) {
            // A sub-section named like a year would stand where the months of its parent stand.
            faults.push_back({edition.id + ".slug", "problem.slug_reserved", {{"slug", words.slug}}});
        }
    }
    check_all_or_none(editions, section.texts, "description", &SectionText::description, faults);
    if (!faults.empty()) return invalid(std::move(faults));
    return section;
}

}  // namespace broadsheet
