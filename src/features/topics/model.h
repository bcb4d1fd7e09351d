// A subject that stories share across sections. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

struct TopicText {
    std::string slug;
    std::string name;
    std::string description;
    std::int64_t number = 0;  // integer id for clients that need one
    bool operator==(const TopicText&) const = default;
};

struct Topic {
    std::string id;
    std::map<std::string, TopicText> texts;  // one per edition, always all of them
};

/// Cleaned and checked: a name in every edition, a description in all or in none; or all field problems at once
/// (`en.name`, `es.slug` …).
Result<Topic> check(Topic topic, const Editions& editions);

}  // namespace broadsheet
