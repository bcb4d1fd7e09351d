#include "features/archive/model.h"

#include <functional>
#include <set>
#include <string>

namespace broadsheet {

std::optional<text::Day> day_of_parts(std::string_view year, std::string_view month, std::string_view day) {
    if (year.size() != 4 || month.size() != 2 || day.size() != 2) return std::nullopt;
    std::string iso(year);
    iso.append("-").append(month).append("-").append(day);
    return text::parse_day(iso);
}

std::optional<std::pair<int, int>> month_of_parts(std::string_view year, std::string_view month) {
    const auto day = day_of_parts(year, month, "01");
    if (!day) return std::nullopt;
    return std::pair(day->year, day->month);
}

std::optional<int> year_of_part(std::string_view year) {
    const auto day = day_of_parts(year, "01", "01");
    if (!day) return std::nullopt;
    return day->year;
}

std::vector<Week> weeks_of(int year, int month) {
    std::vector<Week> out(1);
    int weekday = text::weekday({year, month, 1});
    for (int day = 1; day <= text::days_in_month(year, month); ++day) {
        if (weekday > 7) {
            out.emplace_back();
            weekday = 1;
        }
        out.back()[static_cast<std::size_t>(weekday++ - 1)] = day;
    }
    return out;
}

text::Day day_after(text::Day day) {
    if (day.day < text::days_in_month(day.year, day.month)) return {day.year, day.month, day.day + 1};
    return day.month == 12 ? text::Day{day.year + 1, 1, 1} : text::Day{day.year, day.month + 1, 1};
}

std::vector<ArchiveYear> years_of(const std::vector<int>& years,
                                  const std::vector<std::pair<int, std::int64_t>>& months, int shown) {
    std::set<int, std::greater<>> all(years.begin(), years.end());
    all.insert(shown);
    std::vector<ArchiveYear> out;
    for (const int year : all) out.push_back({year, {}});
    for (auto& year : out) {
        if (year.year != shown) continue;
        for (const auto& [month, stories] : months) {
            const int number = month % 100;
            if (month / 100 == shown && number >= 1 && number <= 12)
                year.stories[static_cast<std::size_t>(number - 1)] += stories;
        }
    }
    return out;
}

}  // namespace broadsheet
