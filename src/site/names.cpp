#include "site/names.h"

#include "platform/text/text.h"

namespace broadsheet {

void check_name(const Edition& edition, std::string& name, std::string& slug, std::size_t max_name,
                std::vector<FieldProblem>& faults) {
    name = text::clean_line(name);
    slug = text::slug(slug.empty() ? name : slug);
    if (name.empty()) {
        faults.push_back({edition.id + ".name", "problem.missing_in", {{"edition", edition.id}}});
    } else if (text::length(name) > max_name) {
        faults.push_back({edition.id + ".name", "problem.too_long", {{"max", std::to_string(max_name)}}});
    }
    if (slug.empty() && !name.empty()) faults.push_back({edition.id + ".slug", "problem.slug_empty", {}});
}

void check_line(const Edition& edition, const std::string& field, std::string& words, std::size_t max,
                std::vector<FieldProblem>& faults) {
    words = text::clean_line(words);
    if (text::length(words) > max)
        faults.push_back({edition.id + "." + field, "problem.too_long", {{"max", std::to_string(max)}}});
}

void check_words(const Edition& edition, const std::string& field, std::string& words, std::size_t max,
                 std::vector<FieldProblem>& faults) {
    words = text::clean(words);
    if (text::clean_line(words).empty()) words.clear();
    if (text::length(words) > max)
        faults.push_back({edition.id + "." + field, "problem.too_long", {{"max", std::to_string(max)}}});
}

}  // namespace broadsheet
