// Any bytes as a reader's question: it is read, within its limits, and what is marked in a text is that text. The first
// line is the question, what follows the text in which its words are marked.
#include <cstdint>
#include <string>
#include <string_view>
#include <utility>

#include "features/search/model.h"
#include "fuzz/property.h"
#include "platform/text/text.h"
#include "platform/theme/escape.h"

using namespace broadsheet;
using broadsheet::fuzz::require;

namespace {

/// Stands for the stemmer: the beginning of a word, in bytes, which may cut a letter in two.
std::string beginning(std::string_view word) { return std::string(word.substr(0, 5)); }

std::size_t characters(std::string_view text) {
    std::size_t count = 0;
    for (char c : text) count += (static_cast<unsigned char>(c) & 0xC0U) != 0x80U ? 1 : 0;
    return count;
}

bool same(const SearchWord& a, const SearchWord& b) {
    return a.written == b.written && a.folded == b.folded && a.place == b.place && a.partial == b.partial &&
           a.slight == b.slight;
}

bool same(const std::vector<SearchWord>& a, const std::vector<SearchWord>& b) {
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) { return same(x, y); });
}

void check_word(const SearchQuery& query, const SearchWord& word) {
    require(word.place.size > 0 && word.place.at + word.place.size <= query.text.size(), "a word stands in the text");
    require(query.text.substr(word.place.at, word.place.size) == word.written, "a word is what is written there");
    require(!word.folded.empty() && word.folded.size() <= 60, "a word is 1 to 60 bytes long");
    require(text::valid_utf8(word.folded) && text::valid_utf8(word.written), "a word is UTF-8");
}

void check_words(std::string_view bytes) {
    std::size_t from = 0;
    for (const WordAt& place : words_in(bytes)) {
        require(place.size > 0 && place.at >= from && place.at + place.size <= bytes.size(), "words stand in order");
        require(text::valid_utf8(bytes.substr(place.at, place.size)), "a word is UTF-8, whatever is around it");
        from = place.at + place.size;
    }
}

void without_marks(std::string& html) {
    for (std::string_view tag : {"<mark>", "</mark>"}) {
        for (auto at = html.find(tag); at != std::string::npos; at = html.find(tag, at)) html.erase(at, tag.size());
    }
}

std::size_t balanced_marks(std::string_view html) {
    std::size_t marks = 0;
    bool open = false;
    for (std::size_t at = html.find('<'); at != std::string_view::npos; at = html.find('<', at + 1)) {
        require(html.substr(at).starts_with(open ? "</mark>" : "<mark>"), "marks are the only tags, and are balanced");
        marks += open ? 0 : 1;
        open = !open;
    }
    require(!open, "marks are closed");
    return marks;
}

void check(std::string_view question, std::string_view words, std::string_view language) {
    const SearchQuery query = read_question(question, language);
    require(text::valid_utf8(query.text) && characters(query.text) <= kLongestQuestion, "a question has its length");
    require(text::clean_line(query.text) == query.text, "a question is clean");
    std::size_t count = query.words.size();
    std::size_t from = 0;
    std::vector<std::pair<WordAt, std::string>> unchanged;
    for (const auto& word : query.words) {
        check_word(query, word);
        require(word.place.at >= from, "words stand in order");
        from = word.place.at + word.place.size;
        require(!word.partial || (&word == &query.words.back() && !word.slight && from == query.text.size()),
                "only the last word may be unfinished");
        unchanged.emplace_back(word.place, word.written);
    }
    for (const auto& phrase : query.phrases) {
        require(!phrase.empty(), "a phrase has words");
        count += phrase.size();
        for (const auto& word : phrase) {
            check_word(query, word);
            require(!word.partial && !word.slight, "a phrase is meant exactly");
        }
    }
    require(count <= kMostSearchWords, "a question has at most 12 words");
    require(query.empty() == (count == 0), "a question without words is empty");
    require(with_words(query.text, unchanged) == query.text, "words put back where they stood change nothing");

    const SearchQuery again = read_question(query.text, language);
    require(again.text == query.text && same(again.words, query.words) && again.phrases.size() == query.phrases.size(),
            "a printed question is the same question");
    for (std::size_t i = 0; i < again.phrases.size(); ++i) {
        require(same(again.phrases[i], query.phrases[i]), "a printed phrase is the same phrase");
    }

    const Marker marker(query, beginning);
    bool found = false;
    std::string marked = marker.marked(words, &found).str();
    require((balanced_marks(marked) > 0) == found, "found is marked");
    without_marks(marked);
    require(marked == theme::escaped(words), "a marked text is the text");
    if (const auto passage = marker.passage(words)) {
        require(balanced_marks(passage->str()) > 0, "a passage has a found word in it");
        std::string plain = passage->str();
        without_marks(plain);
        require(plain.size() <= theme::escaped(words).size() + 8, "a passage is part of the text");
    } else {
        require(!found || words.find_first_of(" \n\t\r") != std::string_view::npos, "what is found has a passage");
    }
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::size_t line = std::min(bytes.find('\n'), size);
    const std::string_view rest = bytes.substr(std::min(line + 1, size));
    check(bytes.substr(0, line), rest, "en");
    check(bytes.substr(0, line), rest, "es");
    check(bytes, bytes, "fr");
    check_words(bytes);
    const int page = page_number(bytes);
    require(page >= 1 && page <= kLastResultPage, "a page is between 1 and 100");
    const int year = year_number(bytes);
    require(year == 0 || (year >= 1800 && year < 3000), "a year is one of ours");
    const std::string folded = folded_word(bytes);
    require(with_accented_ending(folded, "es").size() <= folded.size() + 2, "an ending gains an accent at most");
    require(without_tilde(folded).find("\xC3\xB1") == std::string::npos, "no tilde is left");
    return 0;
}
