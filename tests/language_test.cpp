// AC-05, no foreign frame: a pseudo-edition in which every word of the catalogue and every field and content string
// stands in brackets. A letter outside brackets, seen on the page or heard and shared (title, description, alt …),
// comes from nowhere a newsroom could translate it, and fails.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <map>
#include <set>

#include "app/check.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

/// Brackets every word that the newsroom wrote, straight in the database file of a closed paper.
void bracket_content(const std::string& file) {
    sqlite3* database = nullptr;
    REQUIRE(sqlite3_open(file.c_str(), &database) == SQLITE_OK);
    const auto run = [&](const std::string& sql) {
        char* error = nullptr;
        const int code = sqlite3_exec(database, sql.c_str(), nullptr, nullptr, &error);
        REQUIRE_MESSAGE(code == SQLITE_OK, sql << ": " << (error == nullptr ? "" : error));
    };
    const auto bracket = [&](const std::string& table, const std::vector<std::string>& columns) {
        for (const auto& column : columns)
            run("UPDATE " + table + " SET " + column + " = '⟦' || " + column + " || '⟧' WHERE " + column + " <> ''");
    };
    bracket("section_text", {"name", "description"});
    bracket("person_text", {"name", "title", "bio"});
    bracket("organisation_text", {"name", "short_name", "description"});
    bracket("topic_text", {"name", "description"});
    bracket("media_text", {"alt", "caption", "credit"});
    bracket("page_text", {"title", "description"});
    bracket("published", {"kicker", "headline", "front_headline", "standfirst"});
    bracket("revision",
            {"kicker", "headline", "front_headline", "standfirst", "rights", "disclaimer", "search_headline"});
    bracket("correction_text", {"text"});
    bracket("story", {"outside_name"});
    run("UPDATE setting SET value = '⟦' || value || '⟧' WHERE edition <> ''");
    // Words of a body stand in the members t, credit, title and description of its JSON.
    for (const char* table : {"revision", "page_text"}) {
        for (const char* member : {"\"t\":\"", "\"credit\":\"", "\"title\":\"", "\"description\":\""}) {
            run(std::string("UPDATE ") + table + " SET body = replace(body, '" + member + "', '" + member + "⟦')");
        }
        // Every such text ends at the next quote that no backslash hides; closing brackets are added when the page is
        // read.
    }
    sqlite3_close(database);
}

/// Letters outside brackets. A body's texts have only their opening bracket, so the end of an element's text closes
/// what is open.
std::string letters_outside(const std::string& html, const std::set<std::string>& allowed) {
    std::string out;
    std::string word;
    int inside = 0;  // a message may hold a name: brackets in brackets
    const auto end_word = [&] {
        if (!word.empty() && allowed.count(word) == 0) out += (out.empty() ? "" : " ") + word;
        word.clear();
    };
    for (std::size_t at = 0; at < html.size();) {
        if (html[at] == '<') {
            end_word();
            // A word that was found stands in the middle of its text.
            const bool marks = html.compare(at, 5, "<mark") == 0 || html.compare(at, 6, "</mark") == 0;
            for (const char* element : {"script", "style"}) {
                const std::size_t length = std::char_traits<char>::length(element);
                if (html.compare(at + 1, length, element) == 0) {
                    const std::size_t end = html.find("</" + std::string(element), at);
                    at = end == std::string::npos ? html.size() : end;
                    break;
                }
            }
            if (!marks) inside = 0;
            const std::size_t end = html.find('>', at);
            at = end == std::string::npos ? html.size() : end + 1;
            continue;
        }
        if (html.compare(at, 3, "⟦") == 0) {
            end_word();
            ++inside;
            at += 3;
            continue;
        }
        if (html.compare(at, 3, "⟧") == 0) {
            inside = std::max(0, inside - 1);
            at += 3;
            continue;
        }
        if (html[at] == '&') {
            end_word();
            at = std::min(html.find(';', at), html.size() - 1) + 1;
            continue;
        }
        const auto c = static_cast<unsigned char>(html[at]);
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c >= 0xC3;
        if (letter || c >= 0x80) {
            if (inside == 0) word += html[at];
        } else {
            end_word();
        }
        ++at;
    }
    end_word();
    return out;
}

/// What is heard or shown without being text of an element: the title, and the attributes that hold words. One line
/// each.
std::string words_in_attributes(const std::string& html) {
    static const std::set<std::string> kNames = {"alt", "title", "aria-label", "aria-description", "placeholder"};
    static const std::set<std::string> kMetas = {
        "description", "og:site_name",   "og:title", "og:description", "og:image:alt",     "article:section",
        "article:tag", "article:author", "author",   "twitter:title",  "twitter:image:alt"};
    std::string out;
    for (std::size_t at = html.find('<'); at != std::string::npos; at = html.find('<', at)) {
        std::string tag;
        for (++at; at < html.size() && std::isalnum(static_cast<unsigned char>(html[at])) != 0; ++at) tag += html[at];
        std::map<std::string, std::string> attributes;
        // Our own pages quote every value, and print ">" in one as an entity.
        while (at < html.size() && html[at] != '>') {
            std::string name;
            for (; at < html.size() && html[at] != '=' && html[at] != '>' && html[at] != ' ' && html[at] != '\n'; ++at)
                name += html[at];
            if (at + 1 < html.size() && html[at] == '=' && html[at + 1] == '"') {
                const std::size_t end = html.find('"', at + 2);
                attributes[name] = html.substr(at + 2, end - at - 2);
                at = end + 1;
            } else if (at < html.size() && html[at] != '>') {
                ++at;
            }
        }
        const bool spoken = tag == "meta" && kMetas.count(attributes["name"] + attributes["property"]) != 0;
        for (const auto& [name, value] : attributes) {
            // A link to a feed or another format is named in `title` too.
            if (kNames.count(name) != 0 || (spoken && name == "content")) out += "<" + tag + ">" + value + "\n";
        }
        if (tag == "title" && at < html.size())
            out += "<title>" + html.substr(at + 1, html.find("</title>", at) - at - 1) + "\n";
    }
    return out;
}

/// The same page without the extracts of results: they begin and end in the middle of a text, so no bracket says whose
/// they are.
std::string without_extracts(std::string html) {
    const std::string start = "<p class=\"extract\">";
    for (std::size_t at = html.find(start); at != std::string::npos; at = html.find(start, at))
        html.erase(at, html.find("</p>", at) - at);
    return html;
}

/// Names of days and months, and the words between the items of a list: CLDR's, in the language of the page.
std::set<std::string> words_of_dates(const Edition& edition) {
    std::set<std::string> out = {"·", "–", "—", "©", "«", "»", "“", "”"};
    const auto add = [&](const std::string& text) {
        std::string word;
        for (const char c : text + " ") {
            const bool part = static_cast<unsigned char>(c) >= 0x80 || std::isalpha(static_cast<unsigned char>(c)) != 0;
            if (part) {
                word += c;
            } else if (!word.empty()) {
                out.insert(word);
                word.clear();
            }
        }
    };
    for (int month = 1; month <= 12; ++month) {
        add(edition.dates.month_name(month));
        add(edition.dates.date(text::Day{2022, month, 13}));
    }
    for (int day = 1; day <= 7; ++day) {
        add(edition.dates.weekday_name(day));
        add(edition.dates.weekday_short(day));
        add(edition.dates.full(text::Day{2024, 1, day}));
    }
    for (const auto& last : {"1", "i2"}) {
        std::string list = edition.dates.list({"1", last});
        add(list.substr(1, list.size() - 1 - std::char_traits<char>::length(last)));
    }
    return out;
}

}  // namespace

TEST_CASE("AC-05: no visible letter comes from nowhere, on any page of any edition") {
    SampleNewsroom newsroom("sqlite", {true, true});
    newsroom.close();
    bracket_content(newsroom.folder() + "/paper.db");
    newsroom.open();
    int pages = 0;
    int found = 0;
    std::set<std::string> seen;
    std::vector<std::string> waiting;
    for (const auto& edition : newsroom->editions.all()) waiting.push_back(edition.home());
    for (const auto& declared : newsroom->routes.declared()) {
        if (!declared.sample.empty() && declared.surface == Surface::Page) waiting.push_back(declared.sample);
    }
    waiting.push_back("/en/no-such-page");
    waiting.push_back("/es/no-such-page");
    newsroom->search.start();
    REQUIRE(newsroom->search.wait_for(newsroom->database.version(), std::chrono::seconds(60)));
    // What a reader typed is printed again; in brackets it is told from the paper's own words.
    const std::string open = "%E2%9F%A6";
    const std::string close = "%E2%9F%A7";
    for (const auto& tail : {"en/search?q=" + open + "treaty" + close, "es/buscar?q=" + open + "tratado" + close,
                             "en/search?q=" + open + "qqzzxxqq" + close, "es/buscar?q=" + open + "qqzzxxqq" + close,
                             "en/search?q=" + open + "treaty" + close + "&year=2022",
                             "es/buscar?q=" + open + "tratado" + close + "&page=2"})
        waiting.push_back("/" + tail);
    while (!waiting.empty() && pages < 1500) {
        const std::string path = waiting.back();
        waiting.pop_back();
        if (!seen.insert(path).second) continue;
        const auto answer = newsroom.get(path);
        if (answer.content_type.rfind("text/html", 0) != 0 || answer.status == 301) continue;
        ++pages;
        const Edition& edition = newsroom->editions.get(path.substr(1, 2));
        static std::map<std::string, std::set<std::string>> allowed;
        if (allowed[edition.id].empty()) allowed[edition.id] = words_of_dates(edition);
        // The address that stands on paper when the page is printed is no word.
        std::string body = without_extracts(answer.body.substr(answer.body.find("<body")));
        for (const std::string& address : {"http://localhost:8080" + path, "localhost:8080" + path}) {
            for (std::size_t at = body.find(">" + address); at != std::string::npos; at = body.find(">" + address))
                body.erase(at + 1, address.size());
        }
        const std::string outside = letters_outside(body, allowed[edition.id]);
        CHECK_MESSAGE(outside.empty(), path << ": " << outside.substr(0, 300));
        const std::string unseen = letters_outside(words_in_attributes(answer.body), allowed[edition.id]);
        CHECK_MESSAGE(unseen.empty(), path << ", in the title or an attribute: " << unseen.substr(0, 300));
        if (path.find("?q=") != std::string::npos && path.find("qqzz") == std::string::npos)
            found += answer.body.find("<mark>") != std::string::npos ? 1 : 0;
        for (std::size_t at = answer.body.find("href=\"/"); at != std::string::npos;
             at = answer.body.find("href=\"/", at + 1)) {
            const std::string link = answer.body.substr(at + 6, answer.body.find_first_of("\"#", at + 6) - at - 6);
            if (link.size() > 3 && (link.rfind("/en/", 0) == 0 || link.rfind("/es/", 0) == 0) &&
                link.find('?') == std::string::npos)
                waiting.push_back(link);
        }
    }
    CHECK(pages > 300);
    CHECK(found >= 3);
}

TEST_CASE("AC-05: an edition whose catalogue lacks a word cannot be activated") {
    SampleNewsroom newsroom("sqlite");
    const auto whole = text::Catalogue::parse(R"({"a":"x","b":"{n} y"})", "en-GB");
    const auto lacking = text::Catalogue::parse(R"({"a":"x"})", "es");
    REQUIRE(whole);
    REQUIRE(lacking);
    newsroom->database.read([&](db::ReadTx& tx) {
        CHECK_THROWS_AS(Editions(tx, {{"en", *whole}, {"es", *lacking}}), std::runtime_error);
        CHECK_THROWS_AS(Editions(tx, {{"en", *whole}}), std::runtime_error);
        return 0;
    });
}

TEST_CASE("AC-05: the crawl sees what it is to see") {
    const std::set<std::string> none;
    CHECK(letters_outside("<p>⟦⟦Name⟧: latest⟧ leaked</p>", none) == "leaked");
    CHECK(letters_outside("<p>⟦a <mark>b</mark> c</p><p>d</p>", none) == "d");
    CHECK(
        words_in_attributes("<title>T</title><img src=\"x\" alt=\"A\"><input placeholder=\"P\" disabled>"
                            "<meta name=\"description\" content=\"D\"><meta name=\"viewport\" content=\"v\">"
                            "<meta property=\"og:title\" content=\"O\"><a aria-label=\"L\" title=\"H\" href=\"/\">") ==
        "<title>T\n<img>A\n<input>P\n<meta>D\n<meta>O\n<a>L\n<a>H\n");
}
