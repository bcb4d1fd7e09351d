// A body that stories are about or that people belong to. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

struct OrganisationText {
    std::string slug;
    std::string name;
    std::string short_name;
    std::string description;
    bool operator==(const OrganisationText&) const = default;
};

struct Organisation {
    std::string id;
    std::int64_t number = 0;                        // integer id for clients that need one
    std::map<std::string, OrganisationText> texts;  // one per edition, always all of them
};

/// Cleaned and checked: a name in every edition, short name and description in all or in none; or all field problems at
/// once (`en.name`, `es.slug` …).
Result<Organisation> check(Organisation organisation, const Editions& editions);

}  // namespace broadsheet
