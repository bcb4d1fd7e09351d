// Rules of search: what a word is, how a question is read, which words are marked and which passage is shown. Values
// in, values out; the index (index.h) and the database (store.h) are elsewhere.
#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/theme/theme.h"

namespace broadsheet {

inline constexpr std::size_t kLongestQuestion = 200;  // characters; the rest is cut
inline constexpr std::size_t kMostSearchWords = 12;
inline constexpr std::size_t kShortestLive = 2;  // letters before a word may match as a beginning
inline constexpr int kResultsPerPage = 10;
inline constexpr int kLastResultPage = 100;
inline constexpr int kLiveResults = 8;

/// Where a word stands in a text, in bytes.
struct WordAt {
    std::size_t at = 0;
    std::size_t size = 0;
    bool operator==(const WordAt&) const = default;
};

/// Letters and digits of any script make words; all else, and whatever is not UTF-8, separates them. "U.S." and
/// "O.N.U." are one word each, the English genitive ('s) is left out. Linear.
std::vector<WordAt> words_in(std::string_view text);
/// How words are compared: `text::fold` (lower case, no accents, ñ kept) without the dots of an acronym, at most 60
/// bytes.
std::string folded_word(std::string_view word);
/// ñ as n: what somebody types without a Spanish keyboard. The same text when there is no ñ.
std::string without_tilde(std::string_view folded);
/// A Spanish ending that lost its accent, put right so that the stemmer knows it: "informacion" → "información",
/// "tecnologia" → "tecnología". Lower case in and out; only for `es`.
std::string with_accented_ending(std::string_view word, std::string_view language);

/// One word of a question.
struct SearchWord {
    std::string written;  // as typed, accents included: for the stemmer
    std::string folded;
    WordAt place;          // in `SearchQuery::text`
    bool partial = false;  // still being typed: it matches as the beginning of a word too
    bool slight = false;   // an article or preposition: not required
};

/// A question, read.
struct SearchQuery {
    std::string text;  // cleaned and cut
    std::vector<SearchWord> words;
    std::vector<std::vector<SearchWord>> phrases;  // quoted: these words, in this order, exactly
    [[nodiscard]] bool empty() const { return words.empty() && phrases.empty(); }
};

/// Never fails: any bytes are a question, perhaps an empty one. `language`: "es", "en" …
SearchQuery read_question(std::string_view text, std::string_view language);

/// `text` with other words at some places (in order, from `SearchWord::place`).
std::string with_words(std::string_view text, const std::vector<std::pair<WordAt, std::string>>& replaced);

struct SearchFilter {
    std::string section;  // id; a top section includes its sub-sections
    std::string author;   // person id
    int year = 0;
    [[nodiscard]] bool any() const { return !section.empty() || !author.empty() || year != 0; }
};
enum class SearchOrder { Relevance, Date };

/// 1 for anything that is no page.
int page_number(std::string_view text);
/// 0 for anything that is no year between 1800 and 2999.
int year_number(std::string_view text);

/// The stem of a word of the language: the index's own, so that what is marked is what was found.
using StemOf = std::function<std::string(std::string_view word)>;

/// Marks found words in texts. Cheap to make; one thread.
class Marker {
public:
    Marker(const SearchQuery& query, StemOf stem);
    /// The whole text, escaped, with `<mark>` around found words. `found` says whether there was one.
    [[nodiscard]] theme::Html marked(std::string_view text, bool* found = nullptr) const;
    /// About 220 characters around the place where most of the words stand together; nothing when none stands there.
    [[nodiscard]] std::optional<theme::Html> passage(std::string_view text) const;

private:
    struct Wanted {
        std::string folded;
        std::string stem;
        bool partial = false;
        bool exact = false;  // from a phrase: neither stem nor beginning
    };
    [[nodiscard]] int which(std::string_view word) const;  // index into wanted_, or -1
    std::vector<Wanted> wanted_;
    StemOf stem_;
};

}  // namespace broadsheet
