#include "features/frontpage/frontpage.h"

#include <algorithm>
#include <set>

#include "site/audit.h"

namespace broadsheet {

namespace {

/// Which place had which story, and which it has now: ids, so that a later headline changes no history.
std::vector<AuditChange> changes_between(const std::string& edition, const std::vector<Slot>& before,
                                         const std::vector<Slot>& after) {
    const auto story_at = [](const std::vector<Slot>& slots, int position) {
        const auto found =
            std::find_if(slots.begin(), slots.end(), [&](const Slot& slot) { return slot.position == position; });
        return found == slots.end() ? std::string() : found->story;
    };
    std::vector<AuditChange> out;
    for (int position = 0; position < kSlots; ++position) {
        std::string from = story_at(before, position);
        std::string to = story_at(after, position);
        if (from != to) out.push_back({edition + ".slot" + std::to_string(position), std::move(from), std::move(to)});
    }
    return out;
}

}  // namespace

FrontPage::FrontPage(db::Database& database, const Editions& editions, const Stories& stories, const Clock& clock)
    : database_(database), editions_(editions), stories_(stories), clock_(clock) {}

std::vector<Slot> FrontPage::slots(db::ReadTx& tx, const std::string& edition) const {
    return FrontPageStore().slots(tx, edition);
}

Result<Durable<Nothing>> FrontPage::arrange(const Editor& who, const std::map<std::string, std::vector<Slot>>& slots) {
    return database_.transact([&](db::Tx& tx) { return arrange(tx, who, slots); });
}

Result<Nothing> FrontPage::arrange(db::Tx& tx, const Editor& who,
                                   const std::map<std::string, std::vector<Slot>>& slots) {
    if (!who.may(Right::FrontPage)) return forbidden();
    std::vector<FieldProblem> faults;
    for (const auto& [edition, chosen] : slots) {
        if (editions_.find(edition) == nullptr) return not_found("edition");
        std::set<std::string> stories;
        std::vector<std::string> ids;
        for (const auto& slot : chosen) {
            const std::string field = edition + ".slot" + std::to_string(slot.position);
            if (slot.position < 0 || slot.position >= kSlots) faults.push_back({field, "problem.unknown_slot", {}});
            if (!stories.insert(slot.story).second) faults.push_back({field, "problem.story_twice", {}});
            ids.push_back(slot.story);
        }
        std::set<std::string> live;
        for (const auto& teaser : stories_.published().some(tx, ids, edition)) live.insert(teaser.story);
        for (const auto& slot : chosen) {
            if (live.count(slot.story) == 0) {
                faults.push_back({edition + ".slot" + std::to_string(slot.position),
                                  "problem.not_published_there",
                                  {{"edition", edition}}});
            }
        }
    }
    if (!faults.empty()) return invalid(std::move(faults));
    for (const auto& [edition, chosen] : slots) {
        const auto before = FrontPageStore().slots(tx, edition);
        if (before == chosen) continue;
        FrontPageStore().put(tx, edition, chosen, clock_.now());
        write_audit(tx, clock_.now(), who, "front.arrange", "front:" + edition,
                    changes_between(edition, before, chosen));
    }
    return Nothing{};
}

FrontPlan FrontPage::plan_of(db::ReadTx& tx, const std::string& edition, const std::vector<Section>& sections) const {
    std::vector<std::string> ids;
    const auto chosen = slots(tx, edition);
    for (const auto& slot : chosen) ids.push_back(slot.story);
    std::vector<std::pair<int, Teaser>> placed;
    for (const auto& teaser : stories_.published().some(tx, ids, edition)) {
        for (const auto& slot : chosen) {
            if (slot.story == teaser.story) placed.emplace_back(slot.position, teaser);
        }
    }
    const auto newest = stories_.published().newest(tx, "all", edition, newest_wanted(placed.size()));
    std::vector<std::pair<std::string, std::vector<Teaser>>> by_section;
    for (const auto& section : sections) {
        if (!section.parent.empty() || section.texts.at(edition).stories == 0) continue;
        by_section.emplace_back(section.id, stories_.published().newest(tx, "top:" + section.id, edition,
                                                                        row_wanted(section.id, placed, newest)));
    }
    return plan(placed, newest, by_section);
}

}  // namespace broadsheet
