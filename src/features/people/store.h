// Every SQL statement about people, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/people/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class PersonStore {
public:
    /// All, in the collation order of an edition. Reads `list:people`.
    [[nodiscard]] std::vector<Person> all(db::ReadTx& tx, const std::string& edition) const;
    /// Those with the given ids, in no order. Leaves no tags: NamedThings knows what of them is
    /// shown.
    [[nodiscard]] std::vector<Person> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    void insert(db::Tx& tx, const Person& person, const Editions& editions) const;
    void update(db::Tx& tx, const Person& before, const Person& person, const Editions& editions) const;
};

}  // namespace broadsheet
