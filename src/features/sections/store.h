// Every SQL statement about sections, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/sections/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class SectionStore {
public:
    /// All sections in menu order, parents before their children. Reads `sections:ED` of the edition whose words the
    /// answer may print; empty: of all editions.
    [[nodiscard]] std::vector<Section> all(db::ReadTx& tx, const std::string& edition = {}) const;
    [[nodiscard]] std::optional<Section> find(db::ReadTx& tx, const std::string& id) const;
    void insert(db::Tx& tx, const Section& section) const;
    /// Changes `sections:ED` of the editions whose words differ; of all when its place did.
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
