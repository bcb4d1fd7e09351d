// Somebody with a byline: staff or from outside, with or without an account. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <string>

#include "platform/result/result.h"
#include "site/editions.h"

namespace broadsheet {

struct PersonText {
    std::string slug;
    std::string name;
    std::string title;
    std::string bio;
    bool operator==(const PersonText&) const = default;
};

struct Person {
    std::string id;
    std::int64_t number = 0;                  // integer id for clients that need one
    std::string kind;                         // staff or outside
    std::string organisation;                 // id, or empty
    std::map<std::string, PersonText> texts;  // one per edition, always all of them
};

/// Cleaned and checked: a name in every edition, title and bio in all or in none; or all field problems at once
/// (`en.name`, `es.slug` …).
Result<Person> check(Person person, const Editions& editions);

}  // namespace broadsheet
