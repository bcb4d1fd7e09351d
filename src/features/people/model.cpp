#include "features/people/model.h"

#include "site/names.h"

namespace broadsheet {

Result<Person> check(Person person, const Editions& editions) {
    std::vector<FieldProblem> faults;
    if (person.kind != "staff" && person.kind != "outside") person.kind = "staff";
    for (const auto& edition : editions.all()) {
        PersonText& words = person.texts[edition.id];
        check_name(edition, words.name, words.slug, 120, faults);
        check_line(edition, "title", words.title, 120, faults);
        check_words(edition, "bio", words.bio, 2000, faults);
    }
    check_all_or_none(editions, person.texts, "title", &PersonText::title, faults);
    check_all_or_none(editions, person.texts, "bio", &PersonText::bio, faults);
    if (!faults.empty()) return invalid(std::move(faults));
    return person;
}

}  // namespace broadsheet
