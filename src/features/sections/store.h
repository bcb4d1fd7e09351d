// Every SQL statement about sections, and the tags they read and change.
#pragma once

#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/sections/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class SectionStore {
public:
    /// All sections in menu order, parents before their children. With an edition the answer may print the names there
    /// of sections that have stories there, and every section's address in any edition: reads `sections:ED` and
    /// `section_paths:`. Without: everything, reads `sections:`.
    [[nodiscard]] std::vector<Section> all(db::ReadTx& tx, const std::string& edition = {}) const;
    /// Names in an edition of the sections with the given ids, for who shows no menu. Reads `section_name:ID:ED` of
    /// each.
    [[nodiscard]] std::map<std::string, std::string> names(db::ReadTx& tx, const std::set<std::string>& ids,
                                                           const std::string& edition) const;
    /// One with all its words, description and stories or not. Reads `section:ID`.
    [[nodiscard]] std::optional<Section> find(db::ReadTx& tx, const std::string& id) const;
    void insert(db::Tx& tx, const Section& section) const;
    /// Changes the tags of what really differs: `sections:ED` when a name shown there did, or its place.
    void update(db::Tx& tx, const Section& section) const;
    /// Adds to the count of published stories; changes `sections:EDITION` only when it becomes or stops being nothing.
    void count(db::Tx& tx, const std::string& id, const std::string& edition, std::int64_t by) const;
    /// A new integer id of a kind.
    [[nodiscard]] std::int64_t next_number(db::Tx& tx, const std::string& kind) const;
    /// Stories whose home it is, published or not.
    [[nodiscard]] std::int64_t stories_in(db::ReadTx& tx, const std::string& id) const;
    void remove(db::Tx& tx, const std::string& id) const;
};

}  // namespace broadsheet
