// A section of the paper: two levels, a name and a slug in every edition. No I/O.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

/// Words of a section in one edition.
struct SectionText {
    std::string slug;
    std::string name;
    std::string description;
    std::int64_t number = 0;   // integer id for clients that need one
    std::int64_t stories = 0;  // published here or below
};

struct Section {
    std::string id;
    std::string parent;  // id, or empty for a top-level section
    std::int64_t position = 0;
    std::map<std::string, SectionText> texts;  // one per edition, always all of them
};

/// Cleaned and checked: name and slug in every edition (1–60 characters; slug made from the name when empty), no
/// reserved slug, a description in all editions or in none. All field problems at once, fields `en.name`, `es.slug` …
Result<Section> check(Section section, const Editions& editions);

}  // namespace broadsheet
