// The archive: what was published on which day. It stores nothing of its own: the stories' derived days and months are
// its data, and the clock says which month is the current one.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

#include "features/archive/model.h"
#include "features/stories/stories.h"
#include "platform/db/db.h"
#include "site/editions.h"

namespace broadsheet {

class Archive {
public:
    Archive(const Stories& stories, const Editions& editions, const Clock& clock);

    struct Month {
        int year = 0, month = 0;
        std::map<int, std::int64_t> stories;  // day of month → how many; days without are left out
        int today = 0;                        // day of month when this is the current one, else 0
        int older = 0, newer = 0;             // yyyymm of the months with stories around it, 0: none
    };
    /// Nothing for a month without stories, unless it is the current one. What the clock decides holds until it
    /// changes: the mark of today until midnight, the absence of a month to come until it begins.
    [[nodiscard]] std::optional<Month> month(db::ReadTx& tx, const std::string& edition, int year, int month) const;
    /// The month that the archive opens with, (year, month): the newest with stories, else the current one.
    [[nodiscard]] std::pair<int, int> opening_month(db::ReadTx& tx, const std::string& edition) const;
    /// True when `month` would give one.
    [[nodiscard]] bool has_month(db::ReadTx& tx, const std::string& edition, int year, int month) const;
    /// Years with stories, newest first, and `shown`.
    [[nodiscard]] std::vector<ArchiveYear> years(db::ReadTx& tx, const std::string& edition, int shown) const;
    /// One year with its months. Unlike `years` it does not change when another year begins: two hundred pages of months
    /// would be dropped by the first story of January.
    [[nodiscard]] ArchiveYear months_of(db::ReadTx& tx, const std::string& edition, int year) const;
    /// True for a year with stories and for the current one; see `month` for how long that holds.
    [[nodiscard]] bool has_year(db::ReadTx& tx, const std::string& edition, int year) const;
    [[nodiscard]] bool has_day(db::ReadTx& tx, const std::string& edition, text::Day day) const;

private:
    [[nodiscard]] text::Day today() const;
    const Stories& stories_;
    const Editions& editions_;
    const Clock& clock_;
};

}  // namespace broadsheet
