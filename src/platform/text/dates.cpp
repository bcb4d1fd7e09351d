// Dates, zones, numbers and lists in words.
#include <unicode/calendar.h>
#include <unicode/dtptngen.h>
#include <unicode/gregocal.h>
#include <unicode/listformatter.h>
#include <unicode/numberformatter.h>
#include <unicode/smpdtfmt.h>
#include <unicode/strenum.h>
#include <unicode/timezone.h>
#include <unicode/unistr.h>

#include <algorithm>
#include <array>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <map>
#include <stdexcept>

#include "platform/text/text.h"

namespace broadsheet::text {

namespace {

void require(UErrorCode status, const char* what) {
    if (U_FAILURE(status)) throw std::runtime_error(std::string("ICU: ") + what + ": " + u_errorName(status));
}

std::string utf8(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

Day day_of(std::int64_t local_seconds) {
    using namespace std::chrono;
    const year_month_day date{floor<days>(sys_seconds(seconds(local_seconds)))};
    return {static_cast<int>(date.year()), static_cast<int>(static_cast<unsigned>(date.month())),
            static_cast<int>(static_cast<unsigned>(date.day()))};
}

std::int64_t seconds_of(Day day) {
    using namespace std::chrono;
    const sys_days at =
        year(day.year) / month(static_cast<unsigned>(day.month)) / std::chrono::day(static_cast<unsigned>(day.day));
    return at.time_since_epoch().count() * 86'400;
}

bool exists(Day day) {
    using namespace std::chrono;
    return day.year >= 1 && day.year <= 9999 && day.month >= 1 && day.month <= 12 && day.day >= 1 &&
           day.day <= days_in_month(day.year, day.month);
}

/// Digits at a fixed place; -1 when something else stands there.
int digits(std::string_view text, std::size_t at, std::size_t count) {
    if (at + count > text.size()) return -1;
    int value = 0;
    for (std::size_t i = at; i < at + count; ++i) {
        if (text[i] < '0' || text[i] > '9') return -1;
        value = value * 10 + (text[i] - '0');
    }
    return value;
}

std::string format(const char* pattern, auto... values) {
    char out[80];
    std::snprintf(out, sizeof out, pattern, values...);
    return out;
}

}  // namespace

std::optional<Day> parse_day(std::string_view iso) {
    if (iso.size() != 10 || iso[4] != '-' || iso[7] != '-') return std::nullopt;
    const Day day{digits(iso, 0, 4), digits(iso, 5, 2), digits(iso, 8, 2)};
    if (!exists(day)) return std::nullopt;
    return day;
}

std::string iso(Day day) { return format("%04d-%02d-%02d", day.year, day.month, day.day); }

int days_in_month(int year, int month) {
    static constexpr int kDays[] = {31, 28, 31, 30, 31, 30, 31, 31, 30, 31, 30, 31};
    const bool leap = (year % 4 == 0 && year % 100 != 0) || year % 400 == 0;
    return month == 2 && leap ? 29 : kDays[month - 1];
}

int weekday(Day day) {
    const std::int64_t days = seconds_of(day) / 86'400;
    return static_cast<int>(((days + 3) % 7 + 7) % 7) + 1;  // 1970-01-01 was a Thursday
}

struct Zone::Known {
    std::string name;
    std::unique_ptr<const icu::TimeZone> icu;
};
struct Zone::Current {
    std::atomic<std::shared_ptr<const Known>> known;
};

std::optional<Zone> Zone::find(std::string_view iana) {
    const std::string name(iana);
    std::unique_ptr<icu::TimeZone> zone(icu::TimeZone::createTimeZone(icu::UnicodeString::fromUTF8(name)));
    if (name.empty() || *zone == icu::TimeZone::getUnknown()) return std::nullopt;
    Zone out;
    out.current_ = std::make_shared<Current>();
    out.current_->known.store(std::make_shared<const Known>(Known{name, std::move(zone)}));
    return out;
}

std::vector<std::string> Zone::names() {
    static constexpr std::array<std::string_view, 10> kParts = {"Africa/", "America/",  "Antarctica/", "Arctic/",
                                                                "Asia/",   "Atlantic/", "Australia/",  "Europe/",
                                                                "Indian/", "Pacific/"};
    UErrorCode status = U_ZERO_ERROR;
    const std::unique_ptr<icu::StringEnumeration> all(
        icu::TimeZone::createTimeZoneIDEnumeration(UCAL_ZONE_TYPE_ANY, nullptr, nullptr, status));
    require(status, "zones");
    std::vector<std::string> out = {"UTC"};
    while (const icu::UnicodeString* id = all->snext(status)) {
        std::string name = utf8(*id);
        if (std::any_of(kParts.begin(), kParts.end(), [&](std::string_view part) { return name.starts_with(part); }))
            out.push_back(std::move(name));
    }
    require(status, "zones");
    std::sort(out.begin(), out.end());
    return out;
}

void Zone::become(const Zone& other) { current_->known.store(other.current_->known.load()); }
std::string Zone::name() const { return known()->name; }
std::shared_ptr<const Zone::Known> Zone::known() const { return current_->known.load(); }

namespace {

std::int64_t offset_seconds(const icu::TimeZone& zone, std::int64_t utc_seconds) {
    std::int32_t raw = 0;
    std::int32_t dst = 0;
    UErrorCode status = U_ZERO_ERROR;
    zone.getOffset(static_cast<UDate>(utc_seconds) * 1000.0, 0, raw, dst, status);
    require(status, "offset");
    return (raw + dst) / 1000;
}

/// UTC seconds of a local time; of two, the first; of none (a gap), the moment after the gap.
std::int64_t to_utc(const icu::TimeZone& zone, std::int64_t local_seconds) {
    const std::int64_t before = local_seconds - offset_seconds(zone, local_seconds - 86'400);
    if (before + offset_seconds(zone, before) == local_seconds) return before;
    const std::int64_t after = local_seconds - offset_seconds(zone, local_seconds + 86'400);
    if (after + offset_seconds(zone, after) == local_seconds) return after;
    return before;
}

}  // namespace

Day Zone::day(Instant at) const { return day_of(at.seconds() + offset_seconds(*known()->icu, at.seconds())); }

Instant Zone::start_of(Day day) const { return {to_utc(*known()->icu, seconds_of(day)) * kSecond}; }

Instant Zone::at(Day day, int hour, int minute) const {
    return {to_utc(*known()->icu, seconds_of(day) + hour * 3600 + minute * 60) * kSecond};
}

std::string Zone::iso(Instant at) const {
    const std::int64_t offset = offset_seconds(*known()->icu, at.seconds());
    const std::int64_t local = at.seconds() + offset;
    const Day day = day_of(local);
    const std::int64_t second = local - seconds_of(day);
    const std::int64_t minutes = (offset < 0 ? -offset : offset) / 60;
    return format("%04d-%02d-%02dT%02d:%02d:%02d%c%02d:%02d", day.year, day.month, day.day, int(second / 3600),
                  int(second / 60 % 60), int(second % 60), offset < 0 ? '-' : '+', int(minutes / 60),
                  int(minutes % 60));
}

std::string Zone::iso_utc(Instant at) const {
    const Day day = day_of(at.seconds());
    const std::int64_t second = at.seconds() - seconds_of(day);
    return format("%04d-%02d-%02dT%02d:%02d:%02dZ", day.year, day.month, day.day, int(second / 3600),
                  int(second / 60 % 60), int(second % 60));
}

std::string Zone::local_input(Instant at) const { return iso(at).substr(0, 16); }

std::optional<Instant> Zone::from_local_input(std::string_view value) const {
    if (value.size() != 16 && value.size() != 19) return std::nullopt;
    const auto day = parse_day(value.substr(0, 10));
    if (!day || value[10] != 'T' || value[13] != ':') return std::nullopt;
    const int hour = digits(value, 11, 2);
    const int minute = digits(value, 14, 2);
    if (hour < 0 || hour > 23 || minute < 0 || minute > 59) return std::nullopt;
    return at(*day, hour, minute);
}

std::optional<Instant> parse_iso(std::string_view text) {
    if (text.size() < 20 || text[10] != 'T' || text[13] != ':' || text[16] != ':') return std::nullopt;
    const auto day = parse_day(text.substr(0, 10));
    const int hour = digits(text, 11, 2);
    const int minute = digits(text, 14, 2);
    const int second = digits(text, 17, 2);
    if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 59) return std::nullopt;
    std::size_t at = 19;
    std::int64_t micros = 0;
    if (text[at] == '.') {
        std::int64_t scale = 100'000;
        for (++at; at < text.size() && text[at] >= '0' && text[at] <= '9'; ++at) {
            micros += (text[at] - '0') * scale;
            scale /= 10;
        }
    }
    std::int64_t offset = 0;
    const std::string_view zone = text.substr(at);
    if (zone != "Z") {
        if (zone.size() != 6 || (zone[0] != '+' && zone[0] != '-') || zone[3] != ':') return std::nullopt;
        const int hours = digits(zone, 1, 2);
        const int minutes = digits(zone, 4, 2);
        if (hours < 0 || hours > 18 || minutes < 0 || minutes > 59) return std::nullopt;
        offset = (hours * 60 + minutes) * 60 * (zone[0] == '-' ? -1 : 1);
    }
    return Instant{(seconds_of(*day) + hour * 3600 + minute * 60 + second - offset) * kSecond + micros};
}

std::string http_date(Instant at) {
    static constexpr const char* kWeekdays[] = {"Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"};
    static constexpr const char* kMonths[] = {"Jan", "Feb", "Mar", "Apr", "May", "Jun",
                                              "Jul", "Aug", "Sep", "Oct", "Nov", "Dec"};
    const Day day = day_of(at.seconds());
    const std::int64_t second = at.seconds() - seconds_of(day);
    return format("%s, %02d %s %04d %02d:%02d:%02d GMT", kWeekdays[weekday(day) - 1], day.day, kMonths[day.month - 1],
                  day.year, int(second / 3600), int(second / 60 % 60), int(second % 60));
}

std::string rfc822(Instant at) {
    const std::string date = http_date(at);
    return date.substr(0, date.size() - 3) + "+0000";
}

// --- in words -------------------------------------------------------------------------------------------------------

namespace {

/// ICU formatters are costly to make and not all safe to share: one set a thread, locale, zone and pattern.
std::string format_date(const std::string& locale, const auto& zone, const char16_t* pattern, UDate at) {
    thread_local std::map<std::string, std::unique_ptr<icu::SimpleDateFormat>> formats;
    const icu::UnicodeString pattern_text(pattern);
    const std::string key = locale + '|' + zone.name + '|' + utf8(pattern_text);
    auto& format = formats[key];
    if (!format) {
        UErrorCode status = U_ZERO_ERROR;
        format = std::make_unique<icu::SimpleDateFormat>(pattern_text, icu::Locale(locale.c_str()), status);
        require(status, "date format");
        format->setTimeZone(*zone.icu);
    }
    icu::UnicodeString out;
    format->format(at, out);
    return utf8(out);
}

/// CLDR's own pattern for a skeleton, so that a third language needs no code.
icu::UnicodeString pattern_for(const std::string& locale, const char16_t* skeleton) {
    thread_local std::map<std::string, icu::UnicodeString> patterns;
    const std::string key = locale + '|' + utf8(icu::UnicodeString(skeleton));
    const auto found = patterns.find(key);
    if (found != patterns.end()) return found->second;
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::DateTimePatternGenerator> generator(
        icu::DateTimePatternGenerator::createInstance(icu::Locale(locale.c_str()), status));
    require(status, "patterns");
    icu::UnicodeString pattern = generator->getBestPattern(icu::UnicodeString(skeleton), status);
    require(status, "pattern");
    return patterns[key] = pattern;
}

UDate millis(Instant at) { return static_cast<UDate>(at.us) / 1000.0; }

}  // namespace

Dates::Dates(std::string locale, Zone zone) : locale_(std::move(locale)), zone_(std::move(zone)) {}

std::string Dates::date(Instant at) const {
    return format_date(locale_, *zone_.known(), pattern_for(locale_, u"yMMMMd").getTerminatedBuffer(), millis(at));
}
std::string Dates::date(Day day) const { return date(zone_.at(day, 12, 0)); }
std::string Dates::full(Instant at) const {
    return format_date(locale_, *zone_.known(), pattern_for(locale_, u"yMMMMEEEEd").getTerminatedBuffer(), millis(at));
}
std::string Dates::full(Day day) const { return full(zone_.at(day, 12, 0)); }
std::string Dates::time(Instant at) const { return format_date(locale_, *zone_.known(), u"HH:mm", millis(at)); }
std::string Dates::date_time(Instant at) const { return date(at) + ", " + time(at); }
std::string Dates::month(int year, int month) const {
    return format_date(locale_, *zone_.known(), pattern_for(locale_, u"yMMMM").getTerminatedBuffer(),
                       millis(zone_.at({year, month, 15}, 12, 0)));
}
std::string Dates::month_name(int month) const {
    return format_date(locale_, *zone_.known(), u"LLLL", millis(zone_.at({2022, month, 15}, 12, 0)));
}
std::string Dates::weekday_short(int weekday) const {
    return format_date(locale_, *zone_.known(), u"ccc",
                       millis(zone_.at({2024, 1, weekday}, 12, 0)));  // 1 January 2024: a Monday
}
std::string Dates::weekday_name(int weekday) const {
    return format_date(locale_, *zone_.known(), u"cccc", millis(zone_.at({2024, 1, weekday}, 12, 0)));
}

std::string Dates::number(std::int64_t value) const {
    UErrorCode status = U_ZERO_ERROR;
    const auto formatted =
        icu::number::NumberFormatter::withLocale(icu::Locale(locale_.c_str())).formatInt(value, status);
    const icu::UnicodeString out = formatted.toString(status);
    require(status, "number");
    return utf8(out);
}

std::string Dates::list(const std::vector<std::string>& items) const {
    UErrorCode status = U_ZERO_ERROR;
    std::unique_ptr<icu::ListFormatter> formatter(
        icu::ListFormatter::createInstance(icu::Locale(locale_.c_str()), status));
    require(status, "list");
    std::vector<icu::UnicodeString> strings;
    strings.reserve(items.size());
    for (const auto& item : items) strings.push_back(icu::UnicodeString::fromUTF8(item));
    icu::UnicodeString out;
    formatter->format(strings.data(), static_cast<std::int32_t>(strings.size()), out, status);
    require(status, "list");
    return utf8(out);
}

}  // namespace broadsheet::text
