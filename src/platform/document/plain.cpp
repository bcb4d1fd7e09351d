// Plain text: of a document for search, mail and counting, and the plain form of the desk without script.
#include <algorithm>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "platform/document/document.h"
#include "platform/document/tidy.h"
#include "platform/text/text.h"

namespace broadsheet::document {

namespace {

enum class Signs { Without, With };  // of list items and dividers

void add_line(std::string& out, std::string_view line) {
    if (line.empty()) return;
    if (!out.empty()) out += '\n';
    out += line;
}

void add_items(std::string& out, const std::vector<ListItem>& items, bool ordered, int depth, Signs signs) {
    int number = 0;
    for (const ListItem& item : items) {
        std::string line;
        if (signs == Signs::With) {
            line.append(static_cast<std::size_t>(depth) * 2, ' ');
            line += ordered ? std::to_string(++number) + ". " : "- ";
        }
        line += to_text(item.text);
        add_line(out, line);
        add_items(out, item.items, ordered, depth + 1, signs);
    }
}

std::string plain(const Block& block, Signs signs) {
    std::string out;
    add_line(out, to_text(block.text));
    for (const Text& paragraph : block.paragraphs) add_line(out, to_text(paragraph));
    const std::string cite = to_text(block.cite);
    if (!cite.empty()) add_line(out, signs == Signs::With ? "— " + cite : cite);
    add_items(out, block.items, block.ordered, 0, signs);
    for (const PictureRef& picture : block.pictures) {
        add_line(out, to_text(picture.caption));
        add_line(out, picture.credit);
    }
    add_line(out, to_text(block.caption));
    for (const auto& row : block.rows) {
        std::string line;
        for (const Text& cell : row) {
            if (&cell != &row.front()) line += " | ";
            std::string words = to_text(cell);
            std::replace(words.begin(), words.end(), '\n', ' ');
            line += words;
        }
        add_line(out, line);
    }
    if (block.type == BlockType::Card) {
        add_line(out, block.title);
        add_line(out, block.description);
        if (signs == Signs::With) add_line(out, block.url);
    }
    if (block.type == BlockType::Divider && signs == Signs::With) add_line(out, "* * *");
    return out;
}

/// Letters and digits make a word; a dash or a quotation mark between spaces does not.
bool counts_as_word(std::string_view token) {
    for (std::size_t at = 0; at < token.size(); ++at) {
        const auto c = static_cast<unsigned char>(token[at]);
        if (c < 0x80) {
            if ((c >= '0' && c <= '9') || (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z')) return true;
            continue;
        }
        const auto next = at + 1 < token.size() ? static_cast<unsigned char>(token[at + 1]) : 0U;
        // U+00A0–U+00BF and U+2000–U+206F hold the marks of European typography.
        if (c == 0xC2 && next < 0xC0)
            at += 1;
        else if (c == 0xE2 && (next == 0x80 || next == 0x81))
            at += 2;
        else
            return true;
    }
    return false;
}

bool is_blank(std::string_view line) {
    while (!line.empty()) {
        if (line.starts_with(kNoBreakSpace))
            line.remove_prefix(kNoBreakSpace.size());
        else if (line[0] == ' ' || line[0] == '\t')
            line.remove_prefix(1);
        else
            return false;
    }
    return true;
}

bool is_words(const Block& block) { return block.type == BlockType::Paragraph || block.type == BlockType::Heading; }

/// What a line would be taken for if it stood in the form as it is.
bool reads_as_sign(std::string_view line) {
    return line.starts_with("## ") || line.starts_with("### ") || line.starts_with("[[") || line.starts_with("\\");
}

/// A paragraph or heading as the form shows it.
std::string plain_form(const Block& block) {
    const std::string words = to_text(block.text);
    if (block.type == BlockType::Heading) return (block.level == 3 ? "### " : "## ") + words;
    std::string out;
    std::string_view rest = words;
    while (true) {
        const std::size_t line_break = rest.find('\n');
        const std::string_view line = rest.substr(0, line_break);
        if (reads_as_sign(line)) out += '\\';
        out += line;
        if (line_break == std::string_view::npos) return out;
        out += '\n';
        rest.remove_prefix(line_break + 1);
    }
}

/// What stands between blank lines of the form: words, or the line of a block it cannot edit.
struct Piece {
    std::string form;            // as it stands in the form
    std::string id;              // of a `[[id type]]` line
    std::optional<Block> block;  // found in the document before, once matched
    std::size_t before = 0;      // where it was found
};

std::string id_of_line(std::string_view line) {
    if (!line.starts_with("[[") || !line.ends_with("]]") || line.size() < 12) return {};
    const std::string_view id = line.substr(2, 8);
    return is_block_id(id) && (line[10] == ' ' || line[10] == ']') ? std::string(id) : std::string();
}

std::vector<Piece> pieces_of(std::string_view text, const std::unordered_map<std::string, std::size_t>& others) {
    std::vector<Piece> pieces;
    std::string words;
    const auto finish = [&] {
        if (!words.empty()) pieces.push_back({std::exchange(words, {}), {}, std::nullopt, 0});
    };
    while (true) {
        const std::size_t line_break = text.find('\n');
        std::string_view line = text.substr(0, line_break);
        while (line.ends_with(' ')) line.remove_suffix(1);
        const std::string id = id_of_line(line);
        if (is_blank(line)) {
            finish();
        } else if (!id.empty() && others.contains(id)) {
            finish();
            pieces.push_back({std::string(line), id, std::nullopt, 0});
        } else if (line.starts_with("## ") || line.starts_with("### ")) {
            finish();
            words = line;
            finish();
        } else {
            if (!words.empty()) words += '\n';
            words += line;
        }
        if (line_break == std::string_view::npos) break;
        text.remove_prefix(line_break + 1);
    }
    finish();
    return pieces;
}

Block block_of(std::string_view form) {
    Block block;
    if (form.starts_with("## ") || form.starts_with("### ")) {
        block.type = BlockType::Heading;
        block.level = form.starts_with("### ") ? 3 : 2;
        block.text.push_back({});
        block.text[0].text = form.substr(form.find(' ') + 1);
        return block;
    }
    std::string words;
    while (true) {
        const std::size_t line_break = form.find('\n');
        std::string_view line = form.substr(0, line_break);
        if (line.starts_with("\\")) line.remove_prefix(1);
        words += line;
        if (line_break == std::string_view::npos) break;
        words += '\n';
        form.remove_prefix(line_break + 1);
    }
    block.text.push_back({});
    block.text[0].text = std::move(words);
    return block;
}

/// Whether one text is plausibly the other after an edit: at least half of the shorter one stands at its ends.
bool alike(std::string_view a, std::string_view b) {
    const std::size_t shorter = std::min(a.size(), b.size());
    std::size_t front = 0;
    while (front < shorter && a[front] == b[front]) ++front;
    std::size_t back = 0;
    while (back < shorter - front && a[a.size() - 1 - back] == b[b.size() - 1 - back]) ++back;
    return 2 * (front + back) >= shorter;
}

class Merge {
public:
    Merge(std::string_view text, const Document& before) : before_(before), used_(before.blocks.size(), false) {
        std::unordered_map<std::string, std::size_t> others;
        for (std::size_t at = 0; at < before.blocks.size(); ++at) {
            const Block& block = before.blocks[at];
            // Cleaned like the text that comes back: in the form an accent meets its letter across the end of a mark.
            forms_.push_back(is_words(block) ? text::clean(plain_form(block)) : std::string());
            if (!is_words(block)) others.emplace(block.id, at);
        }
        pieces_ = pieces_of(text::clean(text), others);
        for (Piece& piece : pieces_) {
            if (piece.id.empty()) continue;
            const std::size_t at = others.at(piece.id);
            if (!used_[at]) take(piece, at);
        }
        std::erase_if(pieces_, [](const Piece& piece) { return !piece.id.empty() && !piece.block; });
    }

    Document merged() {
        match_same_words();
        match_edited();
        Document document;
        for (Piece& piece : pieces_) {
            Block block = piece.block ? std::move(*piece.block) : block_of(piece.form);
            if (!tidy(block)) continue;
            if (block.id.empty()) block.id = new_block_id();
            document.blocks.push_back(std::move(block));
        }
        return document;
    }

private:
    void take(Piece& piece, std::size_t at) {
        piece.block = before_.blocks[at];
        piece.before = at;
        used_[at] = true;
    }

    void match_same_words() {
        std::unordered_map<std::string_view, std::vector<std::size_t>> places;
        for (std::size_t at = before_.blocks.size(); at-- > 0;) {
            if (is_words(before_.blocks[at])) places[forms_[at]].push_back(at);  // the first one last
        }
        for (Piece& piece : pieces_) {
            if (piece.block) continue;
            const auto found = places.find(piece.form);
            if (found == places.end() || found->second.empty()) continue;
            take(piece, found->second.back());
            found->second.pop_back();
        }
    }

    /// Between two matched neighbours: as many old as new are the same ones edited; otherwise those that are alike.
    void match_edited() {
        for (std::size_t first = 0; first < pieces_.size();) {
            if (pieces_[first].block) {
                ++first;
                continue;
            }
            std::size_t end = first;
            while (end < pieces_.size() && !pieces_[end].block) ++end;
            const std::size_t from = first == 0 ? 0 : pieces_[first - 1].before + 1;
            const std::size_t to = end == pieces_.size() ? before_.blocks.size() : pieces_[end].before;
            std::vector<std::size_t> old;
            for (std::size_t at = from; at < to; ++at) {
                if (!used_[at] && is_words(before_.blocks[at])) old.push_back(at);
            }
            pair(first, end, old);
            first = end;
        }
    }

    void pair(std::size_t first, std::size_t end, const std::vector<std::size_t>& old) {
        constexpr std::size_t kLookAhead = 8;
        std::size_t next = 0;
        for (std::size_t at = first; at < end; ++at) {
            Block edited = block_of(pieces_[at].form);
            for (std::size_t ahead = next; ahead < std::min(next + kLookAhead, old.size()); ++ahead) {
                const Block& block = before_.blocks[old[ahead]];
                const bool in_step = old.size() == end - first && ahead == at - first;
                if (block.type != edited.type || !(in_step || alike(forms_[old[ahead]], pieces_[at].form))) continue;
                edited.id = block.id;
                edited.from = block.from;
                pieces_[at].block = std::move(edited);
                used_[old[ahead]] = true;
                next = ahead + 1;
                break;
            }
        }
    }

    const Document& before_;
    std::vector<bool> used_;
    std::vector<std::string> forms_;
    std::vector<Piece> pieces_;
};

}  // namespace

std::string to_text(const Text& text) {
    std::string out;
    for (const Span& span : text) out += span.text;
    return out;
}

std::string to_text(const Block& block) { return plain(block, Signs::Without); }

std::string to_text(const Document& document) {
    std::string out;
    for (const Block& block : document.blocks) {
        const std::string words = plain(block, Signs::With);
        if (words.empty()) continue;
        if (!out.empty()) out += "\n\n";
        out += words;
    }
    return out;
}

std::size_t word_count(const Document& document) {
    std::size_t count = 0;
    for (const Block& block : document.blocks) {
        std::string words = to_text(block);
        for (std::size_t at = words.find(kNoBreakSpace); at != std::string::npos; at = words.find(kNoBreakSpace, at)) {
            words.replace(at, kNoBreakSpace.size(), "  ");
        }
        for (std::size_t at = 0; at < words.size();) {
            at = words.find_first_not_of(" \n\t", at);
            if (at == std::string::npos) break;
            const std::size_t end = std::min(words.find_first_of(" \n\t", at), words.size());
            if (counts_as_word(std::string_view(words).substr(at, end - at))) ++count;
            at = end;
        }
    }
    return count;
}

std::string to_plain(const Document& document) {
    std::string out;
    for (const Block& block : document.blocks) {
        if (!out.empty()) out += "\n\n";
        if (is_words(block)) {
            out += plain_form(block);
        } else {
            out += "[[" + block.id + " ";
            out += name_of(block.type);
            out += "]]";
        }
    }
    return out;
}

Document from_plain(std::string_view text, const Document& before) { return Merge(text, before).merged(); }

}  // namespace broadsheet::document
