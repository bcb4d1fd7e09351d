// The paper's own words as one form sets them: in every edition or in none. No I/O. The rows themselves are
// site/paper's, which every page reads.
#pragma once

#include <string>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

struct PaperSettings {
    std::map<std::string, Texts> words;  // name as in `paper_words()` → edition → words
    std::string contact_email;           // may be empty
    std::string zone;                    // IANA name
};

/// Characters that one of the paper's words may have.
std::size_t longest_paper_word(std::string_view name);

/// Cleaned and checked: every word in every edition, or all field problems at once (`en.name`, `es.tagline` …,
/// `contact_email`, `zone`).
Result<PaperSettings> check(PaperSettings settings, const Editions& editions);

}  // namespace broadsheet
