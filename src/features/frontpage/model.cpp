#include "features/frontpage/model.h"

#include <set>

namespace broadsheet {

namespace {

constexpr std::size_t kBriefs = 6;
constexpr std::size_t kRowLength = 5;

}  // namespace

int newest_wanted(std::size_t placed) { return kSlots + static_cast<int>(kBriefs + placed); }

int row_wanted(const std::string& section, const std::vector<std::pair<int, Teaser>>& slots,
               const std::vector<Teaser>& newest) {
    auto wanted = static_cast<int>(kRowLength);
    for (const auto& [position, teaser] : slots) wanted += teaser.top_section == section ? 1 : 0;
    for (const auto& teaser : newest) wanted += teaser.top_section == section ? 1 : 0;
    return wanted;
}

FrontPlan plan(const std::vector<std::pair<int, Teaser>>& slots, const std::vector<Teaser>& newest,
               const std::vector<std::pair<std::string, std::vector<Teaser>>>& by_section) {
    FrontPlan out;
    std::set<std::string> shown;
    for (const auto& [position, teaser] : slots) shown.insert(teaser.story);
    std::size_t next = 0;
    const auto take_newest = [&]() -> const Teaser* {
        while (next < newest.size()) {
            const Teaser& teaser = newest[next++];
            if (shown.insert(teaser.story).second) return &teaser;
        }
        return nullptr;
    };
    std::set<std::string> placed;
    for (int position = 0; position < kSlots; ++position) {
        const Teaser* chosen = nullptr;
        for (const auto& [at, teaser] : slots) {
            if (at == position && placed.insert(teaser.story).second) chosen = &teaser;
        }
        if (chosen == nullptr) chosen = take_newest();
        if (chosen == nullptr) break;
        out.chosen.push_back(*chosen);
    }
    while (out.briefs.size() < kBriefs) {
        const Teaser* teaser = take_newest();
        if (teaser == nullptr) break;
        out.briefs.push_back(*teaser);
    }
    for (const auto& [section, stories] : by_section) {
        FrontRow row{section, {}};
        for (const auto& teaser : stories) {
            if (row.stories.size() == kRowLength) break;
            if (shown.count(teaser.story) == 0) row.stories.push_back(teaser);
        }
        if (row.stories.size() < 2) continue;
        for (const auto& teaser : row.stories) shown.insert(teaser.story);
        out.rows.push_back(std::move(row));
    }
    return out;
}

}  // namespace broadsheet
