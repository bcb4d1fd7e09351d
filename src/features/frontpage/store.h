// Every SQL statement about the front page's slots.
#pragma once

#include <string>
#include <vector>

#include "features/frontpage/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class FrontPageStore {
public:
    /// Reads `front:EDITION`.
    [[nodiscard]] std::vector<Slot> slots(db::ReadTx& tx, const std::string& edition) const;
    /// Replaces all slots of an edition; changes `front:EDITION`.
    void put(db::Tx& tx, const std::string& edition, const std::vector<Slot>& slots, Instant now) const;
};

}  // namespace broadsheet
