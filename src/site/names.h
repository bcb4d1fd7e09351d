// The rules for things that have words in every edition: a name and a slug in each, and every other text in all of them
// or in none (DK-11), or the save is refused.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

/// Cleans `name` and makes or cleans `slug`; adds field problems `ED.name`, `ED.slug`. `max_name` in characters.
void check_name(const Edition& edition, std::string& name, std::string& slug, std::size_t max_name,
                std::vector<FieldProblem>& faults);
/// Cleans one optional line of words and checks its length.
void check_line(const Edition& edition, const std::string& field, std::string& words, std::size_t max,
                std::vector<FieldProblem>& faults);
/// The same for words that may have several lines; blanks alone are none.
void check_words(const Edition& edition, const std::string& field, std::string& words, std::size_t max,
                 std::vector<FieldProblem>& faults);
/// Words that a thing may do without, but not in one edition alone (DK-11): where one has them, each edition that lacks
/// them gets the field problem `ED.FIELD`. For words that are cleaned, so that blanks count as none. Editions without
/// an entry in `texts` are not asked, and entries of editions that readers do not see do not count.
template <class Text>
void check_all_or_none(const Editions& editions, const std::map<std::string, Text>& texts, const std::string& field,
                       std::string Text::* words, std::vector<FieldProblem>& faults) {
    bool somewhere = false;
    std::vector<std::string> lacking;
    for (const auto& edition : editions.all()) {
        const auto found = texts.find(edition.id);
        if (found == texts.end()) continue;
        if ((found->second.*words).empty()) {
            lacking.push_back(edition.id);
        } else {
            somewhere = true;
        }
    }
    if (!somewhere) return;
    for (const auto& id : lacking) faults.push_back({id + "." + field, "problem.missing_beside", {{"edition", id}}});
}

}  // namespace broadsheet
