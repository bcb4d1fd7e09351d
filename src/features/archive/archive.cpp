#include "features/archive/archive.h"

#include <algorithm>

namespace broadsheet {

Archive::Archive(const Stories& stories, const Editions& editions, const Clock& clock)
    : stories_(stories), editions_(editions), clock_(clock) {}

text::Day Archive::today() const { return editions_.zone().day(clock_.now()); }

std::optional<Archive::Month> Archive::month(db::ReadTx& tx, const std::string& edition, int year, int month) const {
    Month out;
    out.year = year;
    out.month = month;
    const text::Day day = today();
    const text::Zone& zone = editions_.zone();
    if (year == day.year && month == day.month) {
        out.today = day.day;
        tx.until(zone.start_of(day_after(day)));
    } else if (text::Day{year, month, 1} > day) {
        tx.until(zone.start_of({year, month, 1}));
    }
    for (const auto& [number, count] : stories_.published().days(tx, edition, year, month))
        out.stories.emplace(number, count);
    if (out.stories.empty() && out.today == 0) return std::nullopt;
    const auto [before, after] = stories_.published().months_around(tx, "all", edition, year * 100 + month);
    out.older = before;
    out.newer = after;
    return out;
}

std::pair<int, int> Archive::opening_month(db::ReadTx& tx, const std::string& edition) const {
    if (const auto years = stories_.published().years(tx, edition); !years.empty()) {
        const auto months = stories_.published().months_of_year(tx, edition, years.front());
        if (!months.empty()) return {months.front().first / 100, months.front().first % 100};
    }
    const text::Day day = today();
    return {day.year, day.month};
}

bool Archive::has_month(db::ReadTx& tx, const std::string& edition, int year, int month) const {
    const text::Day day = today();
    return (year == day.year && month == day.month) || !stories_.published().days(tx, edition, year, month).empty();
}

std::vector<ArchiveYear> Archive::years(db::ReadTx& tx, const std::string& edition, int shown) const {
    return years_of(stories_.published().years(tx, edition), stories_.published().months_of_year(tx, edition, shown),
                    shown);
}

ArchiveYear Archive::months_of(db::ReadTx& tx, const std::string& edition, int year) const {
    return years_of({}, stories_.published().months_of_year(tx, edition, year), year).front();
}

bool Archive::has_year(db::ReadTx& tx, const std::string& edition, int year) const {
    const text::Day day = today();
    if (year > day.year) tx.until(editions_.zone().start_of({year, 1, 1}));
    if (year == day.year) return true;
    const auto years = stories_.published().years(tx, edition);
    return std::find(years.begin(), years.end(), year) != years.end();
}

bool Archive::has_day(db::ReadTx& tx, const std::string& edition, text::Day day) const {
    const auto days = stories_.published().days(tx, edition, day.year, day.month);
    return std::any_of(days.begin(), days.end(), [&](const auto& known) { return known.first == day.day; });
}

}  // namespace broadsheet
