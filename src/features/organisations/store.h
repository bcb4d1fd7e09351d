// Every SQL statement about organisations, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/organisations/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class OrganisationStore {
public:
    /// All, in the collation order of an edition. Reads `list:organisations`.
    [[nodiscard]] std::vector<Organisation> all(db::ReadTx& tx, const std::string& edition) const;
    /// Those with the given ids, in no order. Leaves no tags: NamedThings knows what of them is
    /// shown.
    [[nodiscard]] std::vector<Organisation> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    void insert(db::Tx& tx, const Organisation& organisation, const Editions& editions) const;
    void update(db::Tx& tx, const Organisation& before, const Organisation& organisation,
                const Editions& editions) const;
};

}  // namespace broadsheet
