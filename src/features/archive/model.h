// The calendar of the archive: which days a month shows, and which months a year has. No I/O.
#pragma once

#include <array>
#include <cstdint>
#include <optional>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/text/text.h"

namespace broadsheet {

/// Address parts as they are printed, "2022" and "01" and "13": four digits and two, of a year, month or day that
/// exists. Anything else is nothing: one day has one address.
std::optional<int> year_of_part(std::string_view year);
std::optional<std::pair<int, int>> month_of_parts(std::string_view year, std::string_view month);
std::optional<text::Day> day_of_parts(std::string_view year, std::string_view month, std::string_view day);

/// Seven days from Monday to Sunday, 0 where the week reaches into another month.
using Week = std::array<int, 7>;
std::vector<Week> weeks_of(int year, int month);

text::Day day_after(text::Day day);

/// A year of the archive: stories of each month, January first.
struct ArchiveYear {
    int year = 0;
    std::array<std::int64_t, 12> stories{};
};
/// The years given and `shown`, newest first; of `shown` the months (yyyymm, how many), which no page prints of the
/// others.
std::vector<ArchiveYear> years_of(const std::vector<int>& years,
                                  const std::vector<std::pair<int, std::int64_t>>& months, int shown);

}  // namespace broadsheet
