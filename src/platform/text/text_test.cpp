#include "platform/text/text.h"

#include <doctest/doctest.h>

using namespace broadsheet;
using namespace broadsheet::text;

TEST_CASE("text: slugs follow I18N-8") {
    const std::pair<const char*, const char*> kCases[] = {
        {"¿Qué? Ñandú, Москва ß", "que-nandu-moskva-ss"},
        {"Begoña O’Farrell Núñez", "begona-ofarrell-nunez"},
        {"  --Hello,   World--  ", "hello-world"},
        {"🗞", ""},
        {"", ""},
        {"«Año» nº 7", "ano-n-7"},
        {"العربية", "alrbyt"},
    };
    for (const auto& [text, expected] : kCases) CHECK_MESSAGE(slug(text) == expected, text);
    const std::string long_slug =
        slug("a very long headline that goes on and on and on until somebody stops it from going on any longer at all");
    CHECK(long_slug.size() <= 80);
    CHECK(long_slug.back() != '-');
}

TEST_CASE("text: folding keeps ñ a letter and drops accents") {
    CHECK(fold("MÚSICA") == "musica");
    CHECK(fold("Niño") == "niño");
    CHECK(fold("NIÑO") == "niño");
    CHECK(fold("Nino") == "nino");
    CHECK(fold("n\u0303") == "ñ");
    CHECK(fold("Straße") == "strasse");
}

TEST_CASE("text: collation sorts ñ after n in Spanish") {
    CHECK(sort_key("es", "nz") < sort_key("es", "ña"));
    CHECK(sort_key("es", "Ávila") < sort_key("es", "Azorín"));
    CHECK(sort_key("en-GB", "abc") == sort_key("en-GB", "abc"));
}

TEST_CASE("text: cleaning") {
    CHECK(clean("a\r\nb\rc\x01") == "a\nb\nc");
    CHECK(clean_line("  a \n\t b  ") == "a b");
    CHECK(clean_line("\u00a0 \u00a0") == "");
    CHECK(clean_line("12\u00a0%") == "12\u00a0%");
    CHECK(!valid_utf8("\xff"));
    CHECK(!valid_utf8(std::string_view("a\0b", 3)));
    CHECK(valid_utf8("ñ🗞"));
    CHECK(length("👩‍👩‍👧 ñ") == 3);
    CHECK(shorten("one two three four", 10) == "one two…");
}

TEST_CASE("AC-08: dates in both languages, twelve months") {
    const Zone madrid = *Zone::find("Europe/Madrid");
    const Dates en("en-GB", madrid);
    const Dates es("es", madrid);
    static constexpr const char* kEnglish[] = {"January", "February", "March",     "April",   "May",      "June",
                                               "July",    "August",   "September", "October", "November", "December"};
    static constexpr const char* kSpanish[] = {"enero", "febrero", "marzo",      "abril",   "mayo",      "junio",
                                               "julio", "agosto",  "septiembre", "octubre", "noviembre", "diciembre"};
    for (int month = 1; month <= 12; ++month) {
        const Instant at = madrid.at({2022, month, 13}, 9, 30);
        CHECK(en.date(at) == std::string("13 ") + kEnglish[month - 1] + " 2022");
        CHECK(es.date(at) == std::string("13 de ") + kSpanish[month - 1] + " de 2022");
        CHECK(en.month(2022, month) == std::string(kEnglish[month - 1]) + " 2022");
        CHECK(es.month(2022, month) == std::string(kSpanish[month - 1]) + " de 2022");
        CHECK(es.month_name(month) == kSpanish[month - 1]);
    }
    CHECK(en.full(Day{2022, 1, 13}) == "Thursday, 13 January 2022");
    CHECK(es.full(Day{2022, 1, 13}) == "jueves, 13 de enero de 2022");
    CHECK(en.weekday_short(1) == "Mon");
    CHECK(es.number(1234) == "1234");
    CHECK(es.number(12345) == "12.345");
    CHECK(en.number(1234) == "1,234");
    CHECK(es.list({"Ana", "Luis", "Inés"}) == "Ana, Luis e Inés");
    CHECK(en.list({"Ana", "Luis"}) == "Ana and Luis");
}

TEST_CASE("AC-08: zones across both clock changes") {
    const Zone madrid = *Zone::find("Europe/Madrid");
    CHECK(madrid.iso(*parse_iso("2022-01-13T08:30:00Z")) == "2022-01-13T09:30:00+01:00");
    CHECK(madrid.iso(*parse_iso("2022-03-27T00:59:59Z")) == "2022-03-27T01:59:59+01:00");
    CHECK(madrid.iso(*parse_iso("2022-03-27T01:00:00Z")) == "2022-03-27T03:00:00+02:00");
    CHECK(madrid.iso(*parse_iso("2022-10-30T00:30:00Z")) == "2022-10-30T02:30:00+02:00");
    CHECK(madrid.iso(*parse_iso("2022-10-30T01:30:00Z")) == "2022-10-30T02:30:00+01:00");
    CHECK(madrid.day(*parse_iso("2022-01-12T23:30:00Z")) == Day{2022, 1, 13});
    CHECK(madrid.iso(madrid.start_of({2022, 3, 27})) == "2022-03-27T00:00:00+01:00");
    CHECK(madrid.iso(madrid.start_of({2022, 10, 31})) == "2022-10-31T00:00:00+01:00");
    CHECK(madrid.iso(*madrid.from_local_input("2022-03-27T02:30")) ==
          "2022-03-27T03:30:00+02:00");  // a time that does not exist
    CHECK(!Zone::find("Mars/Olympus"));
    CHECK(!parse_day("2022-02-29"));
    CHECK(parse_day("2024-02-29"));
    CHECK(parse_iso("2022-01-13T10:30:00+02:00") == parse_iso("2022-01-13T08:30:00Z"));
    CHECK(!parse_iso("2022-01-13"));
    CHECK(http_date(*parse_iso("1994-11-06T08:49:37Z")) == "Sun, 06 Nov 1994 08:49:37 GMT");
    CHECK(weekday({2022, 1, 13}) == 4);
}

TEST_CASE("catalogue: plurals, arguments, gaps") {
    const auto en = Catalogue::parse(
        R"({"n":"{count, plural, one {# story} other {# stories}}","a":{"b":"Read on"},"d":"Updated {date}"})",
        "en-GB");
    const auto es = Catalogue::parse(
        R"({"n":"{count, plural, one {# artículo} many {# de artículos} other {# artículos}}","d":"Actualizado {fecha}"})",
        "es");
    REQUIRE(en);
    REQUIRE(es);
    CHECK((*en)->say("n", {{"count", "1"}}) == "1 story");
    CHECK((*en)->say("n", {{"count", "1200"}}) == "1,200 stories");
    CHECK((*es)->say("n", {{"count", "1000000"}}) == "1.000.000 de artículos");
    CHECK((*en)->say("d", {{"date", "2026"}}) == "Updated 2026");  // text, not the number 2,026
    CHECK((*en)->say("a.b") == "Read on");
    CHECK((*es)->gaps(**en) == std::vector<std::string>{"a.b", "d: arguments date expected"});
    CHECK_THROWS_AS((*en)->say("missing"), std::out_of_range);
    CHECK_THROWS_AS((*en)->say("d"), std::invalid_argument);
    CHECK((*en)->bracketed()->say("a.b") == "⟦Read on⟧");
    CHECK(!Catalogue::parse(R"({"x":"{unclosed"})", "en"));
    CHECK(!Catalogue::parse(R"({"x":""})", "en"));
    CHECK(!Catalogue::parse("[1]", "en"));
}
