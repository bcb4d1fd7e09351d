#include "features/frontpage/store.h"

namespace broadsheet {

namespace {

constexpr db::Sql kSelect{"frontpage.slots",
                          "SELECT position, story_id FROM front_slot WHERE edition = $1 ORDER BY position"};
constexpr db::Sql kClear{"frontpage.clear", "DELETE FROM front_slot WHERE edition = $1"};
constexpr db::Sql kPut{"frontpage.put",
                       "INSERT INTO front_slot (edition, position, story_id, placed_at) VALUES ($1, $2, $3, $4)"};

}  // namespace

std::vector<Slot> FrontPageStore::slots(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("front:" + edition);
    std::vector<Slot> out;
    for (const auto& row : tx.query(kSelect, {edition})) out.push_back({static_cast<int>(row.integer(0)), row.text(1)});
    return out;
}

void FrontPageStore::put(db::Tx& tx, const std::string& edition, const std::vector<Slot>& slots, Instant now) const {
    tx.run(kClear, {edition});
    for (const auto& slot : slots) tx.run(kPut, {edition, slot.position, slot.story, now});
    tx.changes("front:" + edition);
}

}  // namespace broadsheet
