// The rule that people, organisations and topics share: a name and a slug in every edition, or the save is refused.
#pragma once

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
/// The same for words that may have several lines.
void check_words(const Edition& edition, const std::string& field, std::string& words, std::size_t max,
                 std::vector<FieldProblem>& faults);

}  // namespace broadsheet
