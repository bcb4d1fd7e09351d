// Every SQL statement about corrections, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/corrections/model.h"
#include "platform/db/db.h"

namespace broadsheet {

class CorrectionStore {
public:
    /// Changes `story:ID:ED` and `list:corrections:ED` of every edition it has words for.
    void insert(db::Tx& tx, const Correction& correction) const;

    /// Oldest first: the order in which a reader has to know them. Reads `story:ID:ED`, which the story's page carries
    /// anyway.
    [[nodiscard]] std::vector<CorrectionNote> of_story(db::ReadTx& tx, const std::string& story,
                                                       const std::string& edition) const;
    /// Of many stories in one statement, oldest first. Reads `story:ID:ED` of each.
    [[nodiscard]] std::vector<CorrectionNote> of_stories(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                         const std::string& edition) const;
    /// Newest first. These and the months below read `list:corrections:ED`.
    [[nodiscard]] std::vector<CorrectionNote> newest(db::ReadTx& tx, const std::string& edition, int limit) const;
    [[nodiscard]] std::vector<CorrectionNote> between(db::ReadTx& tx, const std::string& edition, Instant from,
                                                      Instant to) const;
    /// The last one before an instant, and the first one at or after it.
    [[nodiscard]] std::optional<Instant> last_before(db::ReadTx& tx, const std::string& edition, Instant at) const;
    [[nodiscard]] std::optional<Instant> first_from(db::ReadTx& tx, const std::string& edition, Instant at) const;
};

}  // namespace broadsheet
