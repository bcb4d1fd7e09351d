// Every SQL statement about topics, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/topics/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class TopicStore {
public:
    /// All, in the collation order of an edition. Reads `list:topics`.
    [[nodiscard]] std::vector<Topic> all(db::ReadTx& tx, const std::string& edition) const;
    /// Those with the given ids, in no order. Leaves no tags: NamedThings knows what of them is
    /// shown.
    [[nodiscard]] std::vector<Topic> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    void insert(db::Tx& tx, const Topic& topic, const Editions& editions) const;
    void update(db::Tx& tx, const Topic& before, const Topic& topic, const Editions& editions) const;
};

}  // namespace broadsheet
