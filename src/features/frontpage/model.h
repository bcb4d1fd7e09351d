// The front page of an edition: a lead and five chosen slots over automatic lists. Which story stands where is worked
// out here, without I/O, so that "no story twice" is a rule and not a query.
#pragma once

#include <string>
#include <vector>

#include "features/sections/model.h"
#include "features/stories/published_store.h"

namespace broadsheet {

inline constexpr int kSlots = 6;  // position 0 is the lead

/// What an editor chose: position → story.
struct Slot {
    int position = 0;
    std::string story;
    bool operator==(const Slot&) const = default;
};

/// A section's row of the front page.
struct FrontRow {
    std::string section;
    std::vector<Teaser> stories;
};

struct FrontPlan {
    std::vector<Teaser> chosen;  // lead first, then the slots; as many as there are, at most kSlots
    std::vector<Teaser> briefs;  // the newest others
    std::vector<FrontRow> rows;  // per top-level section, the newest not shown above
};

/// How many of the newest stories `plan` can need when `placed` slots are taken.
int newest_wanted(std::size_t placed);
/// How many of a section's newest `plan` can need: a row, and those that stand higher up on the page. Fewer would
/// leave a gap; more would tie the page to stories that it does not show.
int row_wanted(const std::string& section, const std::vector<std::pair<int, Teaser>>& slots,
               const std::vector<Teaser>& newest);

/// Fills empty slots from the newest, takes chosen stories out of the lists, and shows no story twice. `by_section`:
/// top-level section → its newest, in menu order. A row with fewer than two stories left is not shown.
FrontPlan plan(const std::vector<std::pair<int, Teaser>>& slots, const std::vector<Teaser>& newest,
               const std::vector<std::pair<std::string, std::vector<Teaser>>>& by_section);

}  // namespace broadsheet
