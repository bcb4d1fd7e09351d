#include "features/search/model.h"

#include <doctest/doctest.h>

#include <random>

using namespace broadsheet;

namespace {

std::vector<std::string> folded(std::string_view text) {
    std::vector<std::string> out;
    for (const auto& place : words_in(text)) out.push_back(folded_word(text.substr(place.at, place.size)));
    return out;
}

using Words = std::vector<std::string>;

/// No stemmer: a word is its own stem.
std::string as_it_is(std::string_view word) { return std::string(word); }

}  // namespace

TEST_CASE("search: what a word is") {
    struct Case {
        const char* text;
        Words words;
    };
    const Case cases[] = {
        {"", {}},
        {" ,.;:!? ", {}},
        {"Música y paz", {"musica", "y", "paz"}},
        {"El niño", {"el", "niño"}},
        {"COVID-19", {"covid", "19"}},
        {"the U.S. and the O.N.U. met", {"the", "us", "and", "the", "onu", "met"}},
        {"EE.UU.", {"ee", "uu"}},
        {"J.K.Rowling", {"j", "k", "rowling"}},
        {"A. Smith", {"a", "smith"}},
        {"1.5 and 5.000", {"1", "5", "and", "5", "000"}},
        {"Russia's envoy, Russia’s", {"russia", "envoy", "russia"}},
        {"O'Farrell’s l’État", {"o", "farrell", "l", "etat"}},
        {"dogs' days", {"dogs", "days"}},
        {"«¿Qué?» — dijo…", {"que", "dijo"}},
        {"Владимир Путин", {"владимир", "путин"}},
        {"a🙂b", {"a", "b"}},
        {"x\xFF\xFEy", {"x", "y"}},
        {"\xC3", {}},
        {"caf\xC3", {"caf"}},
        {"\xED\xA0\x80"
         "a",
         {"a"}},  // half a surrogate pair
        {"\xC0\xAF"
         "b",
         {"b"}},                     // overlong
        {"nin\xCC\x83o", {"niño"}},  // the tilde as a mark of its own
    };
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(folded(c.text) == c.words);
    }
    CHECK(folded_word(std::string(500, 'x')).size() == 60);
    std::string many;
    for (int i = 0; i < 100; ++i) many += "ñ";
    CHECK(folded_word(many).size() == 60);
    CHECK(words_in("a.b.c.d.e.f.g.h.i.j.k.l.m.n.o").size() > 1);  // no acronym is that long
}

TEST_CASE("search: words without their ñ, endings without their accent") {
    CHECK(without_tilde("niño") == "nino");
    CHECK(without_tilde("ñandú") == "nandú");
    CHECK(without_tilde("nino") == "nino");
    CHECK(without_tilde("\xC3") == "\xC3");
    struct Case {
        const char *word, *language, *better;
    };
    const Case cases[] = {
        {"informacion", "es", "información"},
        {"constitucion", "es", "constitución"},
        {"eleccion", "es", "elección"},
        {"profesion", "es", "profesión"},
        {"tecnologia", "es", "tecnología"},
        {"información", "es", "información"},
        {"cion", "es", "cion"},
        {"informacion", "en", "informacion"},
        {"paz", "es", "paz"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.word);
        CHECK(with_accented_ending(c.word, c.language) == c.better);
    }
}

TEST_CASE("search: reading a question") {
    SUBCASE("words, the last one perhaps unfinished") {
        const auto query = read_question("  Guerra   de\tUcrania ", "es");
        CHECK(query.text == "Guerra de Ucrania");
        REQUIRE(query.words.size() == 3);
        CHECK(query.words[0].folded == "guerra");
        CHECK_FALSE(query.words[0].partial);
        CHECK(query.words[1].slight);
        CHECK(query.words[2].partial);
        CHECK(query.words[2].place == WordAt{10, 7});
    }
    SUBCASE("a finished or single letter is no beginning") {
        CHECK_FALSE(read_question("tour.", "en").words.back().partial);
        CHECK_FALSE(read_question("x", "en").words.back().partial);
        CHECK_FALSE(read_question("ñ", "es").words.back().partial);
        CHECK(read_question("ñu", "es").words.back().partial);
    }
    SUBCASE("articles count when there is nothing else") {
        CHECK_FALSE(read_question("the", "en").words.front().slight);
        CHECK(read_question("the treaty", "en").words.front().slight);
        CHECK_FALSE(read_question("the treaty", "es").words.front().slight);
    }
    SUBCASE("phrases") {
        const auto query = read_question("peace \"minsk agreement\" «del 2015» now", "en");
        REQUIRE(query.phrases.size() == 2);
        CHECK(query.phrases[0][1].folded == "agreement");
        CHECK(query.phrases[1][0].folded == "del");
        REQUIRE(query.words.size() == 2);
        CHECK(query.words[1].folded == "now");
        CHECK(query.words[1].place.at == query.text.size() - 3);
    }
    SUBCASE("a phrase not closed is words; an empty one is nothing") {
        const auto open = read_question("\"minsk agree", "en");
        CHECK(open.phrases.empty());
        CHECK(open.words.size() == 2);
        CHECK(open.words.back().partial);
        CHECK(read_question("\"\"", "en").empty());
        CHECK(read_question("\" . \" \"", "en").empty());
    }
    SUBCASE("limits") {
        std::string long_text;
        for (int i = 0; i < 1000; ++i) long_text += "ñ ";
        const auto query = read_question(long_text, "es");
        CHECK(query.words.size() == kMostSearchWords);
        CHECK(query.text.size() <= 3 * kLongestQuestion);
        CHECK(read_question(std::string(100'000, 'a'), "en").text.size() == kLongestQuestion);
        for (const char* space : {" ", "\u00A0", "\u202F", "\u00A0\u00A0"}) {
            const std::string word(kLongestQuestion - 1, 'a');
            CHECK(read_question(word + space + "b", "en").text == word);
        }
        CHECK(read_question("\"" + long_text + "\"", "es").words.size() == kMostSearchWords);
    }
    SUBCASE("any bytes") {
        std::mt19937 random(7);
        for (int i = 0; i < 20'000; ++i) {
            std::string text(random() % 60, '\0');
            for (char& c : text)
                c = static_cast<char>(random() % 3 == 0 ? random() : "\"«» '.añ\xC2\xAB\xE2\x80\x9C"[random() % 16]);
            const auto query = read_question(text, i % 2 == 0 ? "es" : "en");
            for (const auto& word : query.words) REQUIRE(word.place.at + word.place.size <= query.text.size());
            static_cast<void>(Marker(query, as_it_is).passage(text));
        }
    }
}

TEST_CASE("search: numbers of an address") {
    struct Case {
        const char* text;
        int page, year;
    };
    const Case cases[] = {{"", 1, 0},      {"1", 1, 0},       {"100", 100, 0}, {"101", 1, 0},     {"0", 1, 0},
                          {"-3", 1, 0},    {"2022", 1, 2022}, {"1799", 1, 0},  {"3000", 1, 0},    {"20222", 1, 0},
                          {"2022x", 1, 0}, {" 7", 1, 0},      {"7", 7, 0},     {"99999999", 1, 0}};
    for (const auto& c : cases) {
        CAPTURE(c.text);
        CHECK(page_number(c.text) == c.page);
        CHECK(year_number(c.text) == c.year);
    }
}

TEST_CASE("search: better words at their places") {
    const auto query = read_question("la musca de fondo", "es");
    CHECK(with_words(query.text, {{query.words[1].place, "música"}}) == "la música de fondo");
    CHECK(with_words("abc", {}) == "abc");
}

TEST_CASE("search: marks") {
    struct Case {
        const char *question, *text, *marked;
    };
    const Case cases[] = {
        {"musica", "Música y <b>", "<mark>Música</mark> y &lt;b&gt;"},
        {"mus", "La música", "La <mark>música</mark>"},
        {"niño", "nino y niño", "nino y <mark>niño</mark>"},
        {"nino", "nino y niño", "<mark>nino</mark> y <mark>niño</mark>"},
        {"<script>", "a <script>\"'&", "a &lt;<mark>script</mark>&gt;&quot;&#39;&amp;"},
        {"us", "the U.S. said", "the <mark>U.S</mark>. said"},
        {"\"peace deal\"", "peace dealings, deal", "<mark>peace</mark> dealings, <mark>deal</mark>"},
        {"paz de", "de la paz", "de la <mark>paz</mark>"},
        {"nothing", "here", "here"},
    };
    for (const auto& c : cases) {
        CAPTURE(c.question);
        bool found = false;
        const auto html = Marker(read_question(c.question, "es"), as_it_is).marked(c.text, &found);
        CHECK(html.str() == c.marked);
        CHECK(found == (html.str().find("<mark>") != std::string::npos));
    }
}

TEST_CASE("search: the passage") {
    std::string text;
    for (int i = 0; i < 100; ++i) text += "Palabras sin interés alguno y sin fin";
    const std::string filling = text;
    text += ". El tratado se firmó\n\nen Almatý con <firma>. " + filling + " tratado";
    const Marker marker(read_question("tratado almaty", "es"), as_it_is);
    const auto passage = marker.passage(text);
    REQUIRE(passage);
    CHECK(passage->str().rfind("El <mark>tratado</mark> se firmó en <mark>Almatý</mark> con &lt;firma&gt;.", 0) == 0);
    CHECK(passage->str().size() < 320);
    CHECK(passage->str().find(" …") != std::string::npos);
    CHECK_FALSE(marker.passage("nada de nada"));
    CHECK_FALSE(marker.passage(""));
    CHECK(marker.passage("tratado")->str() == "<mark>tratado</mark>");
    // One word of a megabyte, and a megabyte of the word: bounded both times.
    CHECK(marker.passage(std::string(1'000'000, 'x') + " tratado"));
    std::string repeated;
    for (int i = 0; i < 100'000; ++i) repeated += "tratado ";
    CHECK(marker.passage(repeated));
}
