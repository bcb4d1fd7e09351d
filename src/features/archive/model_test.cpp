#include "features/archive/model.h"

#include <doctest/doctest.h>

#include <string>

using namespace broadsheet;

TEST_CASE("archive: only days that exist, written in the one way") {
    struct Case {
        const char *year, *month, *day;
        bool exists;
    };
    const Case cases[] = {
        {"2022", "01", "13", true},      {"2024", "02", "29", true},  {"2023", "02", "29", false},
        {"2022", "00", "13", false},     {"2022", "13", "01", false}, {"2022", "04", "31", false},
        {"2022", "1", "13", false},      {"2022", "01", "3", false},  {"2022", "001", "03", false},
        {"22", "01", "03", false},       {"+022", "01", "03", false}, {"2022", " 1", "03", false},
        {"2022", "-1", "03", false},     {"", "", "", false},         {"2022", "01", "00", false},
        {"２０２２", "01", "03", false}, {"20x2", "01", "03", false}, {"2022", "01", "0a", false},
    };
    for (const auto& given : cases) {
        CAPTURE(std::string(given.year) + "/" + given.month + "/" + given.day);
        CHECK(day_of_parts(given.year, given.month, given.day).has_value() == given.exists);
    }
    CHECK(month_of_parts("2022", "12") == std::pair(2022, 12));
    CHECK_FALSE(month_of_parts("2022", "13"));
    CHECK(year_of_part("1999") == 1999);
    CHECK_FALSE(year_of_part("199"));
    CHECK_FALSE(year_of_part("19999"));
}

TEST_CASE("archive: weeks begin on Monday and hold every day once") {
    struct Case {
        int year, month;
        std::size_t weeks;
        int first;  // weekday of the 1st, 0 = Monday
        int last;   // weekday of the last day
    };
    const Case cases[] = {
        {2022, 1, 6, 5, 0},  // Saturday 1 to Monday 31
        {2021, 2, 4, 0, 6},  // four whole weeks
        {2024, 2, 5, 3, 3},  // leap year
        {2022, 5, 6, 6, 1},  // begins on a Sunday
        {2023, 12, 5, 4, 6},
    };
    for (const auto& given : cases) {
        CAPTURE(given.year * 100 + given.month);
        const auto weeks = weeks_of(given.year, given.month);
        CHECK(weeks.size() == given.weeks);
        CHECK(weeks.front()[static_cast<std::size_t>(given.first)] == 1);
        CHECK(weeks.back()[static_cast<std::size_t>(given.last)] == text::days_in_month(given.year, given.month));
        int expected = 0;
        for (const auto& week : weeks) {
            for (const int day : week) {
                if (day != 0) CHECK(day == ++expected);
            }
        }
        CHECK(expected == text::days_in_month(given.year, given.month));
    }
}

TEST_CASE("archive: the day after, across months, years and leap days") {
    CHECK(day_after({2022, 1, 13}) == text::Day{2022, 1, 14});
    CHECK(day_after({2022, 1, 31}) == text::Day{2022, 2, 1});
    CHECK(day_after({2022, 12, 31}) == text::Day{2023, 1, 1});
    CHECK(day_after({2024, 2, 28}) == text::Day{2024, 2, 29});
    CHECK(day_after({2023, 2, 28}) == text::Day{2023, 3, 1});
}

TEST_CASE("archive: years, newest first, with the one that is shown") {
    const auto years = years_of({2023, 2022, 1999}, {{202201, 5}, {202212, 1}, {202301, 2}}, 2022);
    REQUIRE(years.size() == 3);
    CHECK(years[0].year == 2023);
    CHECK(years[1].year == 2022);
    CHECK(years[1].stories[0] == 5);
    CHECK(years[1].stories[11] == 1);
    CHECK(years[1].stories[5] == 0);
    CHECK(years[0].stories == std::array<std::int64_t, 12>{});  // not shown, so not counted
    CHECK(years[2].year == 1999);
    CHECK(years_of({2023, 1999}, {}, 2026).front().year == 2026);
    CHECK(years_of({}, {}, 2022).size() == 1);
    CHECK(years_of({2022}, {{202201, 1}}, 2022).size() == 1);
    CHECK(years_of({2022}, {{202213, 1}, {202200, 1}}, 2022).front().stories == std::array<std::int64_t, 12>{});
}
