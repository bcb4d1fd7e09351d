#include "features/search/model.h"

#include <algorithm>
#include <array>

#include "platform/text/text.h"
#include "platform/theme/escape.h"

namespace broadsheet {

namespace {

constexpr std::size_t kLongestWord = 60;  // bytes; a term of the index may have 245 with its prefix

struct Character {
    char32_t code = 0;     // 0: not UTF-8
    std::size_t size = 1;  // bytes
};

/// The character that begins at `at`, strictly decoded.
Character character_at(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[at + i]); };
    const unsigned char first = byte(0);
    if (first < 0x80) return {first, 1};
    std::size_t size = 0;
    char32_t code = 0;
    char32_t least = 0;
    if (first >= 0xC2 && first < 0xE0) {
        size = 2, code = first & 0x1FU, least = 0x80;
    } else if (first >= 0xE0 && first < 0xF0) {
        size = 3, code = first & 0x0FU, least = 0x800;
    } else if (first >= 0xF0 && first < 0xF5) {
        size = 4, code = first & 0x07U, least = 0x10000;
    } else {
        return {0, 1};
    }
    if (at + size > text.size()) return {0, 1};
    for (std::size_t i = 1; i < size; ++i) {
        if ((byte(i) & 0xC0U) != 0x80U) return {0, 1};
        code = (code << 6U) | (byte(i) & 0x3FU);
    }
    if (code < least || code > 0x10FFFF || (code >= 0xD800 && code < 0xE000)) return {0, 1};
    return {code, size};
}

/// Blocks of Unicode 15 above ASCII that hold signs, not letters. What is not named here counts as a letter: a script
/// that is new to us shall be found rather than lost.
constexpr std::array<std::pair<char32_t, char32_t>, 38> kSigns{{
    {0x80, 0xA9},       {0xAB, 0xB4},        {0xB6, 0xB9},     {0xBB, 0xBF},     {0xD7, 0xD7},       {0xF7, 0xF7},
    {0x37E, 0x37E},     {0x387, 0x387},      {0x55A, 0x55F},   {0x589, 0x58F},   {0x5BE, 0x5BE},     {0x5C0, 0x5C0},
    {0x5F3, 0x5F4},     {0x600, 0x60F},      {0x61B, 0x61F},   {0x66A, 0x66D},   {0x6D4, 0x6D4},     {0x964, 0x965},
    {0x1680, 0x1680},   {0x2000, 0x20CF},    {0x2100, 0x2BFF}, {0x2E00, 0x2E7F}, {0x3000, 0x3004},   {0x3008, 0x3020},
    {0x3030, 0x3030},   {0xD800, 0xF8FF},    {0xFE00, 0xFE1F}, {0xFE30, 0xFE6F}, {0xFEFF, 0xFEFF},   {0xFF01, 0xFF0F},
    {0xFF1A, 0xFF20},   {0xFF3B, 0xFF40},    {0xFF5B, 0xFF65}, {0xFFE0, 0xFFFF}, {0x1D100, 0x1D3FF}, {0x1F000, 0x1FAFF},
    {0xE0000, 0xE0FFF}, {0xF0000, 0x10FFFF},
}};

bool is_letter(char32_t code) {
    if (code < 0x80)
        return (code >= 'a' && code <= 'z') || (code >= 'A' && code <= 'Z') || (code >= '0' && code <= '9');
    const auto after = std::upper_bound(kSigns.begin(), kSigns.end(), code,
                                        [](char32_t value, const auto& range) { return value < range.first; });
    return after == kSigns.begin() || code > std::prev(after)->second;
}

bool letter_at(std::string_view text, std::size_t at) {
    return at < text.size() && is_letter(character_at(text, at).code);
}

bool is_dot(std::string_view text, std::size_t at) { return at < text.size() && text[at] == '.'; }

/// End of "U.S" in "U.S." when an acronym begins at `at`; 0 otherwise. Looks at 12 letters at most.
std::size_t end_of_acronym(std::string_view text, std::size_t at) {
    constexpr int kMostLetters = 12;
    std::size_t end = 0;
    for (int letters = 1; letters <= kMostLetters; ++letters) {
        if (!letter_at(text, at)) return letters > 2 ? end : 0;
        if (text[at] >= '0' && text[at] <= '9') return 0;  // 1.5 is no acronym
        const std::size_t next = at + character_at(text, at).size;
        if (letter_at(text, next)) return 0;  // the last piece is a whole word: a.b.com
        end = next;
        if (!is_dot(text, next)) return letters > 1 ? end : 0;
        at = next + 1;
    }
    return 0;
}

/// Bytes of an apostrophe at `at`, or 0.
std::size_t apostrophe_at(std::string_view text, std::size_t at) {
    if (at < text.size() && text[at] == '\'') return 1;
    return text.compare(at, 3, "\xE2\x80\x99") == 0 ? 3 : 0;
}

bool ends_with(std::string_view text, std::string_view end) {
    return text.size() >= end.size() && text.compare(text.size() - end.size(), end.size(), end) == 0;
}

std::size_t count_characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(
        text.begin(), text.end(), [](char c) { return (static_cast<unsigned char>(c) & 0xC0U) != 0x80U; }));
}

/// Byte after `count` characters from `at`.
std::size_t forward(std::string_view text, std::size_t at, std::size_t count) {
    while (at < text.size() && count > 0) {
        ++at;
        while (at < text.size() && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) ++at;
        --count;
    }
    return at;
}

/// Byte `count` characters before `at`.
std::size_t backward(std::string_view text, std::size_t at, std::size_t count) {
    while (at > 0 && count > 0) {
        --at;
        while (at > 0 && (static_cast<unsigned char>(text[at]) & 0xC0U) == 0x80U) --at;
        --count;
    }
    return at;
}

bool is_slight(std::string_view folded, std::string_view language) {
    static constexpr std::array<std::string_view, 17> kEnglish{
        "a", "an", "and", "as", "at", "by", "for", "from", "in", "is", "it", "of", "on", "or", "the", "to", "with"};
    static constexpr std::array<std::string_view, 22> kSpanish{"a",  "al",  "con", "de",  "del",  "e",    "el",  "en",
                                                               "la", "las", "lo",  "los", "o",    "para", "por", "que",
                                                               "se", "su",  "un",  "una", "unos", "y"};
    const auto among = [&](const auto& words) { return std::find(words.begin(), words.end(), folded) != words.end(); };
    if (language == "en") return among(kEnglish);
    if (language == "es") return among(kSpanish);
    return false;
}

/// Bytes of the quotation mark at `at` and the mark that would close it; size 0: there is none.
struct Quote {
    std::size_t size = 0;
    std::string_view closing;
};
Quote quote_at(std::string_view text, std::size_t at) {
    if (text[at] == '"') return {1, "\""};
    if (text.compare(at, 3, "\xE2\x80\x9C") == 0) return {3, "\xE2\x80\x9D"};  // “ ”
    if (text.compare(at, 2, "\xC2\xAB") == 0) return {2, "\xC2\xBB"};          // « »
    return {};
}

std::string cut(std::string text, std::size_t characters) {
    text.resize(forward(text, 0, characters));
    return text;
}

/// One line: every run of white space is a space. Blocks of a body lie apart by blank lines.
std::string on_one_line(std::string_view text) {
    std::string out;
    out.reserve(text.size());
    for (const char c : text) {
        const bool space = c == ' ' || c == '\n' || c == '\t' || c == '\r';
        if (!space) {
            out += c;
        } else if (!out.empty() && out.back() != ' ') {
            out += ' ';
        }
    }
    while (!out.empty() && out.back() == ' ') out.pop_back();
    return out;
}

}  // namespace

std::vector<WordAt> words_in(std::string_view text) {
    std::vector<WordAt> out;
    for (std::size_t at = 0; at < text.size();) {
        const Character first = character_at(text, at);
        if (!is_letter(first.code)) {
            at += first.size;
            continue;
        }
        if (is_dot(text, at + first.size)) {
            if (const std::size_t end = end_of_acronym(text, at); end != 0) {
                out.push_back({at, end - at});
                at = end;
                continue;
            }
        }
        std::size_t end = at;
        while (letter_at(text, end)) end += character_at(text, end).size;
        out.push_back({at, end - at});
        at = end;
        const std::size_t mark = apostrophe_at(text, at);
        const std::size_t genitive = at + mark;
        if (mark != 0 && genitive < text.size() && (text[genitive] == 's' || text[genitive] == 'S') &&
            !letter_at(text, genitive + 1)) {
            at = genitive + 1;
        }
    }
    return out;
}

std::string folded_word(std::string_view word) {
    std::string out = text::fold(word);
    std::erase(out, '.');
    if (out.size() > kLongestWord) {
        std::size_t end = kLongestWord;
        while (end > 0 && (static_cast<unsigned char>(out[end]) & 0xC0U) == 0x80U) --end;
        out.resize(end);
    }
    return out;
}

std::string without_tilde(std::string_view folded) {
    std::string out;
    out.reserve(folded.size());
    for (std::size_t i = 0; i < folded.size(); ++i) {
        if (folded.compare(i, 2, "\xC3\xB1") == 0) {
            out += 'n';
            ++i;
        } else {
            out += folded[i];
        }
    }
    return out;
}

std::string with_accented_ending(std::string_view word, std::string_view language) {
    static constexpr std::array<std::pair<std::string_view, std::string_view>, 4> kEndings{{{"cion", "ci\xC3\xB3n"},
                                                                                            {"sion", "si\xC3\xB3n"},
                                                                                            {"logia",
                                                                                             "log\xC3\xAD"
                                                                                             "a"},
                                                                                            {"logias",
                                                                                             "log\xC3\xAD"
                                                                                             "as"}}};
    if (language == "es") {
        for (const auto& [bare, accented] : kEndings) {
            if (word.size() > bare.size() && ends_with(word, bare)) {
                return std::string(word.substr(0, word.size() - bare.size())).append(accented);
            }
        }
    }
    return std::string(word);
}

SearchQuery read_question(std::string_view text, std::string_view language) {
    SearchQuery out;
    // Cut between two words, it would end in the space between them, which may be a no-break space.
    out.text = text::clean_line(cut(text::clean_line(text), kLongestQuestion));
    std::size_t words = 0;
    const auto words_between = [&](std::size_t begin, std::size_t end) {
        std::vector<SearchWord> found;
        for (const WordAt& place : words_in(std::string_view(out.text).substr(begin, end - begin))) {
            if (words == kMostSearchWords) break;
            const std::string written = out.text.substr(begin + place.at, place.size);
            std::string folded = folded_word(written);
            if (folded.empty()) continue;  // nothing but marks
            ++words;
            found.push_back({written, std::move(folded), {begin + place.at, place.size}, false, false});
        }
        return found;
    };
    const auto add_words = [&](std::size_t begin, std::size_t end) {
        for (auto& word : words_between(begin, end)) out.words.push_back(std::move(word));
    };
    std::size_t plain = 0;
    for (std::size_t at = 0; at < out.text.size();) {
        const Quote quote = quote_at(out.text, at);
        const std::size_t inside = at + quote.size;
        const std::size_t close = quote.size == 0 ? std::string::npos : out.text.find(quote.closing, inside);
        if (close == std::string::npos) {
            ++at;
            continue;
        }
        add_words(plain, at);
        auto phrase = words_between(inside, close);
        if (!phrase.empty()) out.phrases.push_back(std::move(phrase));
        at = plain = close + quote.closing.size();
    }
    add_words(plain, out.text.size());

    std::size_t weighty = out.phrases.size();
    for (const auto& word : out.words) weighty += is_slight(word.folded, language) ? 0 : 1;
    for (auto& word : out.words) word.slight = weighty > 0 && is_slight(word.folded, language);
    if (!out.words.empty()) {
        SearchWord& last = out.words.back();
        last.partial = !last.slight && last.place.at + last.place.size == out.text.size() &&
                       count_characters(last.folded) >= kShortestLive;
    }
    return out;
}

std::string with_words(std::string_view text, const std::vector<std::pair<WordAt, std::string>>& replaced) {
    std::string out;
    std::size_t from = 0;
    for (const auto& [place, word] : replaced) {
        out.append(text.substr(from, place.at - from)).append(word);
        from = place.at + place.size;
    }
    return out.append(text.substr(from));
}

namespace {

/// A number of at most four digits; 0 otherwise.
int small_number(std::string_view text) {
    if (text.empty() || text.size() > 4) return 0;
    int out = 0;
    for (const char c : text) {
        if (c < '0' || c > '9') return 0;
        out = out * 10 + (c - '0');
    }
    return out;
}

}  // namespace

int page_number(std::string_view text) {
    const int page = small_number(text);
    return page >= 1 && page <= kLastResultPage ? page : 1;
}

int year_number(std::string_view text) {
    const int year = small_number(text);
    return year >= 1800 && year < 3000 ? year : 0;
}

Marker::Marker(const SearchQuery& query, StemOf stem) : stem_(std::move(stem)) {
    for (const auto& word : query.words) {
        if (!word.slight) wanted_.push_back({word.folded, stem_(word.written), word.partial, false});
    }
    for (const auto& phrase : query.phrases) {
        for (const auto& word : phrase) wanted_.push_back({word.folded, {}, false, true});
    }
}

int Marker::which(std::string_view word) const {
    const std::string folded = folded_word(word);
    const std::string bare = without_tilde(folded);
    std::optional<std::string> stem;
    for (std::size_t i = 0; i < wanted_.size(); ++i) {
        const Wanted& wanted = wanted_[i];
        const auto same = [&](const std::string& form) {
            return form == wanted.folded ||
                   (wanted.partial && form.compare(0, wanted.folded.size(), wanted.folded) == 0);
        };
        if (same(folded)) return static_cast<int>(i);
        if (wanted.exact) continue;
        if (bare.size() != folded.size() && same(bare)) return static_cast<int>(i);
        // Stems keep the beginning of a word: most words need not be stemmed to be ruled out.
        if (folded.compare(0, 2, wanted.folded, 0, 2) != 0) continue;
        if (!stem) stem = stem_(word);
        if (*stem == wanted.stem) return static_cast<int>(i);
    }
    return -1;
}

theme::Html Marker::marked(std::string_view text, bool* found) const {
    std::string out;
    std::size_t from = 0;
    bool any = false;
    for (const WordAt& place : words_in(text)) {
        const std::string_view word = text.substr(place.at, place.size);
        if (which(word) < 0) continue;
        any = true;
        theme::append_escaped(out, text.substr(from, place.at - from));
        out += "<mark>";
        theme::append_escaped(out, word);
        out += "</mark>";
        from = place.at + place.size;
    }
    theme::append_escaped(out, text.substr(from));
    if (found != nullptr) *found = any;
    return theme::Html::trusted(std::move(out));
}

std::optional<theme::Html> Marker::passage(std::string_view text) const {
    constexpr std::size_t kLength = 220;     // characters
    constexpr std::size_t kLead = 60;        // characters before the first word found
    constexpr std::size_t kTogether = 160;   // bytes within which words count as standing together
    constexpr std::size_t kMostFound = 500;  // places looked at
    const std::string line = on_one_line(text);
    struct Found {
        std::size_t at;
        int which;
    };
    std::vector<Found> found;
    for (const WordAt& place : words_in(line)) {
        const int which_word = which(std::string_view(line).substr(place.at, place.size));
        if (which_word >= 0) found.push_back({place.at, which_word});
        if (found.size() == kMostFound) break;
    }
    if (found.empty()) return std::nullopt;

    std::vector<int> seen(wanted_.size(), 0);
    std::size_t best = 0;
    int most = 0;
    int distinct = 0;
    for (std::size_t first = 0, last = 0; first < found.size(); ++first) {
        for (; last < found.size() && found[last].at <= found[first].at + kTogether; ++last) {
            if (seen[static_cast<std::size_t>(found[last].which)]++ == 0) ++distinct;
        }
        if (distinct > most) most = distinct, best = first;
        if (--seen[static_cast<std::size_t>(found[first].which)] == 0) --distinct;
    }

    std::size_t begin = backward(line, found[best].at, kLead);
    bool whole_sentence = begin == 0;
    if (begin > 0) {
        const std::size_t stop = line.rfind(". ", found[best].at);
        if (stop != std::string::npos && stop >= begin) {
            begin = stop + 2;
            whole_sentence = true;
        } else {
            begin = std::min(line.find(' ', begin), found[best].at - 1) + 1;
        }
    }
    std::size_t end = forward(line, begin, kLength);
    const bool cut_off = end < line.size();
    if (cut_off) {
        const std::size_t gap = line.rfind(' ', end);
        if (gap != std::string::npos && gap > found[best].at) end = gap;
    }
    std::string out = whole_sentence ? "" : "\xE2\x80\xA6 ";
    out += marked(std::string_view(line).substr(begin, end - begin)).str();
    if (cut_off) out += " \xE2\x80\xA6";
    return theme::Html::trusted(std::move(out));
}

}  // namespace broadsheet
