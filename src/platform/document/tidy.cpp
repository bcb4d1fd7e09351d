#include "platform/document/tidy.h"

#include <algorithm>
#include <utility>

#include "platform/text/text.h"

namespace broadsheet::document {

namespace {

/// Whether ICU would leave the text as it is: ASCII, the letters of Latin and Cyrillic below the combining marks, and
/// the dashes and quotation marks of U+2010–U+203F, well-formed. Nearly all body text is, and reading it costs a tenth
/// then.
bool is_plain(std::string_view text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const auto c = static_cast<unsigned char>(text[at]);
        if ((c >= 0x20 && c < 0x7f) || c == '\n') continue;
        const auto next = [&](std::size_t ahead) {
            return at + ahead < text.size() ? static_cast<unsigned char>(text[at + ahead]) : 0U;
        };
        const auto continues = [](unsigned byte) { return byte >= 0x80 && byte < 0xc0; };
        const bool letter = ((c >= 0xc3 && c <= 0xcb) || c == 0xd0 || c == 0xd1) && continues(next(1));
        const bool sign = c == 0xc2 && next(1) >= 0xa0 && continues(next(1));
        const bool mark = c == 0xe2 && next(1) == 0x80 && next(2) >= 0x90 && continues(next(2));
        if (!letter && !sign && !mark) return false;
        at += mark ? 2 : 1;
    }
    return true;
}

void clean(std::string& text) {
    if (is_plain(text)) return;
    text = text::clean(text);
    std::replace(text.begin(), text.end(), '\t', ' ');
}

void append(Text& text, const Span& like, std::string_view words) {
    if (words.empty()) return;
    if (!text.empty() && same_marks(text.back(), like))
        text.back().text += words;
    else
        text.push_back(marked_like(like, words));
}

Text joined(const Text& text) {
    Text out;
    for (const Span& span : text) append(out, span, span.text);
    return out;
}

/// Whether `tidy` would leave a text as it is, seen without making it anew: nearly every text that is read was stored
/// by it. False where that takes more than a look.
bool is_tidy(const Text& text) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        const std::string& words = text[at].text;
        if (words.empty() || !is_plain(words) || words.find('\n') != std::string::npos) return false;
        if (at > 0 && same_marks(text[at - 1], text[at])) return false;
    }
    if (text.empty()) return true;
    const std::string& first = text.front().text;
    const std::string& last = text.back().text;
    return !first.starts_with(' ') && !first.starts_with(kNoBreakSpace) && !last.ends_with(' ') &&
           !last.ends_with(kNoBreakSpace);
}

void tidy(std::vector<ListItem>& items) {
    for (ListItem& item : items) {
        tidy(item.text);
        tidy(item.items);
    }
    std::erase_if(items, [](const ListItem& item) { return item.text.empty() && item.items.empty(); });
}

void tidy(std::vector<Text>& paragraphs) {
    for (Text& paragraph : paragraphs) tidy(paragraph);
    std::erase_if(paragraphs, [](const Text& paragraph) { return paragraph.empty(); });
}

}  // namespace

bool same_marks(const Span& a, const Span& b) {
    return a.strong == b.strong && a.emphasis == b.emphasis && a.code == b.code && a.subscript == b.subscript &&
           a.superscript == b.superscript && a.lang == b.lang && a.link_url == b.link_url &&
           a.link_story == b.link_story;
}

Span marked_like(const Span& span, std::string_view words) {
    // Not a copy of the whole with its words replaced: a long text is taken apart into many short ones.
    return {std::string(words), span.strong, span.emphasis, span.code,      span.subscript,
            span.superscript,   span.lang,   span.link_url, span.link_story};
}

void tidy(Text& text, Lines lines) {
    if (is_tidy(text)) return;
    for (Span& span : text) clean(span.text);
    text = joined(text);
    // Joining may have brought a letter and its accent together.
    for (Span& span : text) clean(span.text);

    Text out;
    Text blanks;                   // seen since the last letter
    const Span* break_ = nullptr;  // marks of a line break seen since then
    for (const Span& span : text) {
        std::string_view rest = span.text;
        while (!rest.empty()) {
            const std::size_t blank = rest.starts_with(kNoBreakSpace) ? kNoBreakSpace.size() : rest[0] == ' ' ? 1 : 0;
            if (blank != 0) {
                append(blanks, span, rest.substr(0, blank));
                rest.remove_prefix(blank);
                continue;
            }
            if (rest[0] == '\n') {
                break_ = &span;
                rest.remove_prefix(1);
                continue;
            }
            if (!out.empty()) {
                if (break_ != nullptr)
                    append(out, *break_, lines == Lines::Keep ? "\n" : " ");
                else
                    for (const Span& one : blanks) append(out, one, one.text);
            }
            blanks.clear();
            break_ = nullptr;
            std::size_t end = 1;
            while (end < rest.size() && rest[end] != ' ' && rest[end] != '\n' &&
                   !rest.substr(end).starts_with(kNoBreakSpace)) {
                ++end;
            }
            append(out, span, rest.substr(0, end));
            rest.remove_prefix(end);
        }
    }
    text = std::move(out);
}

void drop_empty_rows(Block& table) {
    const auto blank = [](const std::vector<Text>& row) {
        return std::all_of(row.begin(), row.end(), [](const Text& cell) { return cell.empty(); });
    };
    if (!table.rows.empty() && blank(table.rows[0])) table.header_row = false;
    std::erase_if(table.rows, blank);
}

bool tidy(Block& block) {
    tidy(block.text, block.type == BlockType::Heading ? Lines::Join : Lines::Keep);
    tidy(block.cite, Lines::Join);
    tidy(block.caption);
    switch (block.type) {
        case BlockType::Paragraph:
        case BlockType::Heading:
        case BlockType::PullQuote: return !block.text.empty();
        case BlockType::Quote:
        case BlockType::Note: tidy(block.paragraphs); return !block.paragraphs.empty();
        case BlockType::List: tidy(block.items); return !block.items.empty();
        case BlockType::Picture:
        case BlockType::Gallery:
            for (PictureRef& picture : block.pictures) {
                tidy(picture.caption);
                picture.credit = text::clean_line(picture.credit);
            }
            if (block.type == BlockType::Gallery && block.pictures.size() == 1) {
                block.type = BlockType::Picture;
                if (block.pictures[0].caption.empty()) block.pictures[0].caption = block.caption;
                block.caption.clear();
            }
            return !block.pictures.empty();
        case BlockType::Table: {
            for (auto& row : block.rows) {
                for (Text& cell : row) tidy(cell);
            }
            drop_empty_rows(block);
            return !block.rows.empty();
        }
        case BlockType::Card:
            block.title = text::clean_line(block.title);
            block.description = text::clean_line(block.description);
            return !block.url.empty();
        case BlockType::Divider: return true;
    }
    return false;
}

bool is_block_id(std::string_view id) {
    return id.size() == 8 &&
           std::all_of(id.begin(), id.end(), [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9'); });
}

bool is_reference(std::string_view id) {
    return !id.empty() && id.size() <= 64 && std::all_of(id.begin(), id.end(), [](char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '-';
    });
}

bool is_language(std::string_view tag) {
    if (tag.empty() || tag.size() > 35) return false;
    std::size_t part = 0;
    bool first = true;
    for (std::size_t at = 0; at <= tag.size(); ++at) {
        if (at == tag.size() || tag[at] == '-') {
            if (part == 0 || part > 8 || (first && part < 2)) return false;
            part = 0;
            first = false;
            continue;
        }
        const char c = tag[at];
        const bool letter = (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z');
        if (!letter && (first || c < '0' || c > '9')) return false;
        ++part;
    }
    return true;
}

}  // namespace broadsheet::document
