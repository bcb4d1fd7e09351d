// Language: dates, zones, slugs, folding, collation, plural messages: all from ICU, behind plain types. Not words of
// the paper: those are the catalogue's (themes/classic/locales/{language}.json), read here, owned by site/.
#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"

namespace broadsheet::text {

/// True for well-formed UTF-8 without NUL.
bool valid_utf8(std::string_view text);
/// NFC; control characters but TAB and LF removed; CRLF to LF. Invalid UTF-8 becomes U+FFFD.
std::string clean(std::string_view text);
/// `clean` plus all white space collapsed to single spaces and trimmed: for one-line fields.
std::string clean_line(std::string_view text);
/// Extended grapheme clusters: what a person counts as characters.
std::size_t length(std::string_view text);
/// At most `max` characters, cut at a word where possible, with "…" when cut.
std::string shorten(std::string_view text, std::size_t max);

/// Address part: ICU `Any-Latin; Latin-ASCII; Lower`, then [a-z0-9-], at most `max` bytes cut at a word. May be empty.
std::string slug(std::string_view text, std::size_t max = 80);
/// Lower case without accents, ñ kept: what search compares.
std::string fold(std::string_view text);
/// Collation key of a locale as text of hex digits: order by it in SQL gives the locale's order on both engines.
std::string sort_key(std::string_view locale, std::string_view text);
std::string upper(std::string_view locale, std::string_view text);
/// First letter in its upper-case form, the rest as it is: a language's name at the head of a link.
std::string capitalised(std::string_view locale, std::string_view text);

/// Name of a language in the words of another, as within a sentence: French, francés. The tag when nobody knows it.
std::string language_name(std::string_view locale, std::string_view language);
/// With the region where it is most spoken, as Open Graph has it: es → es_ES, en-GB → en_GB.
std::string with_region(std::string_view locale);

/// A day of the calendar.
struct Day {
    int year = 0, month = 0, day = 0;
    auto operator<=>(const Day&) const = default;
};
/// "2022-01-13"; nothing for anything else or a day that does not exist.
std::optional<Day> parse_day(std::string_view iso);
std::string iso(Day day);
int days_in_month(int year, int month);
/// 1 = Monday … 7 = Sunday.
int weekday(Day day);

/// A time zone by its IANA name. Cheap to copy, thread-safe. Copies stand for one and the same: `become` changes all.
class Zone {
public:
    /// Nothing when ICU does not know the name.
    static std::optional<Zone> find(std::string_view iana);
    /// Names to choose from: places of the world and UTC, sorted.
    static std::vector<std::string> names();
    /// From now on this zone and its copies are another. Who is in the middle of a page may see both.
    void become(const Zone& other);
    [[nodiscard]] Day day(Instant at) const;
    [[nodiscard]] Instant start_of(Day day) const;  // first instant of the day in the zone, also across clock changes
    [[nodiscard]] Instant at(Day day, int hour, int minute) const;
    [[nodiscard]] std::string iso(Instant at) const;      // "2022-01-13T09:30:00+01:00"
    [[nodiscard]] std::string iso_utc(Instant at) const;  // "2022-01-13T08:30:00Z"
    [[nodiscard]] std::string local_input(
        Instant at) const;  // "2022-01-13T09:30": value of <input type=datetime-local>
    [[nodiscard]] std::optional<Instant> from_local_input(std::string_view value) const;
    [[nodiscard]] std::string name() const;

private:
    struct Known;
    struct Current;
    [[nodiscard]] std::shared_ptr<const Known> known() const;
    std::shared_ptr<Current> current_;
    friend class Dates;
};

/// Dates in words of a locale (`en-GB`, `es`): CLDR, in a zone. Thread-safe.
class Dates {
public:
    Dates(std::string locale, Zone zone);
    [[nodiscard]] std::string date(Instant at) const;  // 13 January 2022 / 13 de enero de 2022
    [[nodiscard]] std::string date(Day day) const;
    [[nodiscard]] std::string full(Instant at) const;  // Thursday 13 January 2022 / jueves, 13 de enero de 2022
    [[nodiscard]] std::string full(Day day) const;
    [[nodiscard]] std::string date_time(Instant at) const;                        // 13 January 2022, 09:30
    [[nodiscard]] std::string time(Instant at) const;                             // 09:30
    [[nodiscard]] std::string month(int year, int month) const;                   // January 2022 / enero de 2022
    [[nodiscard]] std::string month_name(int month) const;                        // January / enero (stand-alone)
    [[nodiscard]] std::string weekday_short(int weekday) const;                   // Mon / lun
    [[nodiscard]] std::string weekday_name(int weekday) const;                    // Monday / lunes
    [[nodiscard]] std::string number(std::int64_t value) const;                   // 1,234 / 1234 / 12.345
    [[nodiscard]] std::string list(const std::vector<std::string>& items) const;  // A, B and C / A, B y C

private:
    std::string locale_;
    Zone zone_;
};

/// RFC 9110 date for HTTP headers and RFC 822 for feeds, always GMT.
std::string http_date(Instant at);
std::string rfc822(Instant at);
/// Parses "2022-01-13T08:30:00Z" and offsets; nothing on anything else.
std::optional<Instant> parse_iso(std::string_view text);

/// The words of one language: ICU MessageFormat 1 from a JSON file of nested objects, keys joined by dots
/// (`{"story":{"updated":"Updated {date}"}}` → `story.updated`). Immutable after loading; thread-safe.
class Catalogue {
public:
    /// Reads and compiles every message. Problems name the key and what is wrong.
    static Result<std::shared_ptr<const Catalogue>> parse(std::string_view json, std::string locale);
    /// The message with its arguments. What a plural counts or `{n, number}` prints must look like an integer; all else
    /// is text. Throws std::out_of_range on an unknown key and std::invalid_argument on a missing argument:
    /// programmer's mistakes.
    [[nodiscard]] std::string say(std::string_view key, const MessageArgs& args = {}) const;
    [[nodiscard]] bool has(std::string_view key) const;
    [[nodiscard]] std::vector<std::string> keys() const;
    /// Argument names a message uses, sorted: two languages must agree.
    [[nodiscard]] std::vector<std::string> arguments(std::string_view key) const;
    [[nodiscard]] const std::string& locale() const { return locale_; }
    /// Keys of `complete` that are missing here, and keys whose arguments differ (`key: argument x`).
    [[nodiscard]] std::vector<std::string> gaps(const Catalogue& complete) const;
    /// The same catalogue with every message wrapped in ⟦ ⟧: the pseudo-edition of the language crawl.
    [[nodiscard]] std::shared_ptr<const Catalogue> bracketed() const;
    ~Catalogue();

private:
    Catalogue();
    struct Impl;
    std::unique_ptr<Impl> impl_;
    std::string locale_;
};

}  // namespace broadsheet::text
