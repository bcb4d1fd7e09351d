// The front page: what an editor chose for the lead and the slots, per edition.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/frontpage/model.h"
#include "features/frontpage/store.h"
#include "features/stories/stories.h"

namespace broadsheet {

class FrontPage {
public:
    FrontPage(db::Database& database, const Editions& editions, const Stories& stories, const Clock& clock);

    [[nodiscard]] std::vector<Slot> slots(db::ReadTx& tx, const std::string& edition) const;
    /// Replaces the slots of every edition given, all or none: a story must be published there and stand once. An empty
    /// list gives the edition back to the newest stories. Rights: FrontPage.
    Result<Durable<Nothing>> arrange(const Editor& who, const std::map<std::string, std::vector<Slot>>& slots);
    Result<Nothing> arrange(db::Tx& tx, const Editor& who, const std::map<std::string, std::vector<Slot>>& slots);
    /// What an edition's front page shows now.
    [[nodiscard]] FrontPlan plan_of(db::ReadTx& tx, const std::string& edition,
                                    const std::vector<Section>& sections) const;

private:
    db::Database& database_;
    const Editions& editions_;
    const Stories& stories_;
    const Clock& clock_;
};

}  // namespace broadsheet
