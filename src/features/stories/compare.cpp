#include "features/stories/compare.h"

#include <algorithm>
#include <unordered_map>
#include <unordered_set>

namespace broadsheet {

namespace {

using document::Block;
using document::Document;

constexpr std::size_t kExactWords = 400;

/// Words with the blanks after them: joined again they are the text.
std::vector<std::string_view> words(std::string_view text) {
    std::vector<std::string_view> out;
    while (!text.empty()) {
        std::size_t end = text.find_first_of(" \n");
        if (end == std::string_view::npos) end = text.size();
        while (end < text.size() && (text[end] == ' ' || text[end] == '\n')) ++end;
        out.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return out;
}

std::string_view bare(std::string_view word) {
    while (!word.empty() && (word.back() == ' ' || word.back() == '\n')) word.remove_suffix(1);
    return word;
}

void add(std::vector<Stretch>& out, Stretch::In in, std::string_view text) {
    if (text.empty()) return;
    if (out.empty() || out.back().in != in) out.push_back({in, {}});
    out.back().text += text;
}

/// The differing middle, by the longest common run of words.
void compare_middle(const std::vector<std::string_view>& a, std::size_t a0, std::size_t a1,
                    const std::vector<std::string_view>& b, std::size_t b0, std::size_t b1, std::vector<Stretch>& out) {
    const std::size_t n = a1 - a0;
    const std::size_t m = b1 - b0;
    if (n > kExactWords || m > kExactWords || n == 0 || m == 0) {
        for (std::size_t i = a0; i < a1; ++i) add(out, Stretch::In::Older, a[i]);
        for (std::size_t j = b0; j < b1; ++j) add(out, Stretch::In::Newer, b[j]);
        return;
    }
    std::vector<std::uint16_t> length((n + 1) * (m + 1), 0);
    const auto at = [&](std::size_t i, std::size_t j) -> std::uint16_t& { return length[i * (m + 1) + j]; };
    for (std::size_t i = n; i-- > 0;) {
        for (std::size_t j = m; j-- > 0;) {
            at(i, j) = bare(a[a0 + i]) == bare(b[b0 + j]) ? static_cast<std::uint16_t>(at(i + 1, j + 1) + 1)
                                                          : std::max(at(i + 1, j), at(i, j + 1));
        }
    }
    std::size_t i = 0;
    std::size_t j = 0;
    while (i < n || j < m) {
        if (i < n && j < m && bare(a[a0 + i]) == bare(b[b0 + j])) {
            add(out, Stretch::In::Both, b[b0 + j]);
            ++i;
            ++j;
        } else if (j == m || (i < n && at(i + 1, j) >= at(i, j + 1))) {
            add(out, Stretch::In::Older, a[a0 + i++]);
        } else {
            add(out, Stretch::In::Newer, b[b0 + j++]);
        }
    }
}

/// Places in `newer` of the older blocks that stay in order: the longest increasing run of matches, n log n.
std::vector<std::pair<std::size_t, std::size_t>> anchors(const Document& older, const Document& newer) {
    std::unordered_map<std::string_view, std::size_t> place;
    for (std::size_t j = 0; j < newer.blocks.size(); ++j) place.emplace(newer.blocks[j].id, j);
    std::vector<std::pair<std::size_t, std::size_t>> matches;
    for (std::size_t i = 0; i < older.blocks.size(); ++i) {
        if (const auto found = place.find(older.blocks[i].id); found != place.end())
            matches.emplace_back(i, found->second);
    }
    std::vector<std::size_t> tails;  // index into matches of the last of a run of each length
    std::vector<std::size_t> before(matches.size(), SIZE_MAX);
    for (std::size_t k = 0; k < matches.size(); ++k) {
        const auto spot =
            std::lower_bound(tails.begin(), tails.end(), matches[k].second,
                             [&](std::size_t tail, std::size_t value) { return matches[tail].second < value; });
        if (spot != tails.begin()) before[k] = *(spot - 1);
        if (spot == tails.end())
            tails.push_back(k);
        else
            *spot = k;
    }
    std::vector<std::pair<std::size_t, std::size_t>> out;
    for (std::size_t k = tails.empty() ? SIZE_MAX : tails.back(); k != SIZE_MAX; k = before[k])
        out.push_back(matches[k]);
    std::reverse(out.begin(), out.end());
    return out;
}

struct Member {
    const char* name;
    std::string VersionText::* text;
};
constexpr Member kMembers[] = {{"kicker", &VersionText::kicker},
                               {"headline", &VersionText::headline},
                               {"standfirst", &VersionText::standfirst},
                               {"front_headline", &VersionText::front_headline},
                               {"search_headline", &VersionText::search_headline},
                               {"rights", &VersionText::rights},
                               {"disclaimer", &VersionText::disclaimer},
                               {"slug", &VersionText::slug}};

}  // namespace

std::vector<Stretch> compare_words(std::string_view older, std::string_view newer) {
    const auto a = words(older);
    const auto b = words(newer);
    std::size_t front = 0;
    while (front < a.size() && front < b.size() && bare(a[front]) == bare(b[front])) ++front;
    std::size_t back = 0;
    while (back < a.size() - front && back < b.size() - front &&
           bare(a[a.size() - 1 - back]) == bare(b[b.size() - 1 - back]))
        ++back;
    std::vector<Stretch> out;
    for (std::size_t j = 0; j < front; ++j) add(out, Stretch::In::Both, b[j]);
    compare_middle(a, front, a.size() - back, b, front, b.size() - back, out);
    for (std::size_t j = b.size() - back; j < b.size(); ++j) add(out, Stretch::In::Both, b[j]);
    return out;
}

std::vector<ComparedBlock> compare(const Document& older, const Document& newer) {
    using Kind = ComparedBlock::Kind;
    std::vector<ComparedBlock> out;
    std::size_t i = 0;
    std::size_t j = 0;
    const auto up_to = [&](std::size_t i_end, std::size_t j_end) {
        for (; i < i_end; ++i) out.push_back({Kind::Removed, &older.blocks[i], nullptr});
        for (; j < j_end; ++j) out.push_back({Kind::Added, nullptr, &newer.blocks[j]});
    };
    for (const auto& [a, b] : anchors(older, newer)) {
        up_to(a, b);
        Block plain = newer.blocks[b];
        plain.from = older.blocks[a].from;  // which source paragraph it translates is no change of the text
        out.push_back({plain == older.blocks[a] ? Kind::Same : Kind::Changed, &older.blocks[a], &newer.blocks[b]});
        i = a + 1;
        j = b + 1;
    }
    up_to(older.blocks.size(), newer.blocks.size());
    return out;
}

std::vector<ComparedField> compare_fields(const VersionText& older, const VersionText& newer) {
    std::vector<ComparedField> out;
    for (const auto& member : kMembers) {
        if (older.*(member.text) != newer.*(member.text))
            out.push_back({member.name, older.*(member.text), newer.*(member.text)});
    }
    return out;
}

Choices suggested(const VersionText& theirs, const VersionText& mine, const VersionText& base) {
    Choices out;
    for (const auto& member : kMembers) {
        if (mine.*(member.text) == base.*(member.text)) out.theirs_of_field[member.name] = true;
    }
    std::unordered_map<std::string_view, const Block*> began;
    for (const auto& block : base.body.blocks) began.emplace(block.id, &block);
    const auto as_began = [&](const Block& block) {
        const auto found = began.find(block.id);
        if (found == began.end()) return false;
        Block plain = block;
        plain.from = found->second->from;
        return plain == *found->second;
    };
    const auto rows = compare(theirs.body, mine.body);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        bool theirs_stand = false;
        switch (rows[row].kind) {
            case ComparedBlock::Kind::Same: break;
            case ComparedBlock::Kind::Changed:
            case ComparedBlock::Kind::Added: theirs_stand = as_began(*rows[row].newer); break;
            // Missing in mine: I took it out, unless they wrote it or went on with it meanwhile.
            case ComparedBlock::Kind::Removed: theirs_stand = !as_began(*rows[row].older); break;
        }
        if (theirs_stand) out.theirs_of_row[row] = true;
    }
    return out;
}

VersionText merged(const VersionText& theirs, const VersionText& mine, const Choices& choices) {
    VersionText out = mine;
    for (const auto& member : kMembers) {
        const auto chosen = choices.theirs_of_field.find(member.name);
        if (chosen != choices.theirs_of_field.end() && chosen->second) out.*(member.text) = theirs.*(member.text);
    }
    out.body.blocks.clear();
    std::unordered_set<std::string> used;
    const auto rows = compare(theirs.body, mine.body);
    for (std::size_t row = 0; row < rows.size(); ++row) {
        const auto chosen = choices.theirs_of_row.find(row);
        const bool take_theirs =
            rows[row].kind != ComparedBlock::Kind::Same && chosen != choices.theirs_of_row.end() && chosen->second;
        const Block* block = take_theirs ? rows[row].older : rows[row].newer;
        if (block == nullptr) continue;
        out.body.blocks.push_back(*block);
        // A paragraph that both moved may be taken twice: an id stands for one paragraph only.
        if (!used.insert(block->id).second) {
            out.body.blocks.back().id = document::new_block_id();
            used.insert(out.body.blocks.back().id);
        }
    }
    return out;
}

std::string words_of(const Block& block) { return document::to_text(block); }

}  // namespace broadsheet
