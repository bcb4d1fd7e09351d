#include "features/topics/model.h"

#include "site/names.h"

namespace broadsheet {

Result<Topic> check(Topic topic, const Editions& editions) {
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions.all()) {
        TopicText& words = topic.texts[edition.id];
        check_name(edition, words.name, words.slug, 120, faults);
        check_words(edition, "description", words.description, 2000, faults);
    }
    check_all_or_none(editions, topic.texts, "description", &TopicText::description, faults);
    if (!faults.empty()) return invalid(std::move(faults));
    return topic;
}

}  // namespace broadsheet
