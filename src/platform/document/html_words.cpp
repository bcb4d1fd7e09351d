#include "platform/document/html_reader.h"

#include <algorithm>
#include <utility>

#include "platform/document/tidy.h"
#include "platform/text/text.h"

namespace broadsheet::document {

void HtmlReader::words(std::string_view text) {
    if (marks_.in_marker()) {
        word_marker_ += text.substr(0, 20);
        return;
    }
    const bool lines_count = !open_.empty() && std::any_of(open_.begin(), open_.end(), [](const Element& element) {
        return element.kind == Kind::Pre;
    });
    Draft* figure = marks_.in_small() && in_caption() ? current() : nullptr;
    while (!text.empty()) {
        if (text[0] == '\n' && lines_count) {
            line_break();
            text.remove_prefix(1);
        } else if (text.starts_with(kNoBreakSpace)) {
            see_blank(figure, true);
            text.remove_prefix(kNoBreakSpace.size());
        } else if (kSpace.find(text[0]) != std::string_view::npos) {
            see_blank(figure, false);
            text.remove_prefix(1);
        } else {
            std::size_t end = text.find_first_of(" \n\t\r\f\xC2");
            if (end == 0) end = std::min(text.find_first_of(" \n\t\r\f\xC2", 1), text.size());
            end = std::min(end, text.size());
            if (figure != nullptr)
                figure->credit += text.substr(0, end);
            else
                letters(text.substr(0, end));
            text.remove_prefix(end);
        }
    }
}

bool HtmlReader::in_caption() const {
    const auto sink = this->sink();
    return sink && open_[*sink].kind == Kind::Caption;
}

void HtmlReader::see_blank(Draft* figure, bool no_break) {
    if (figure != nullptr) {
        figure->credit += ' ';
        return;
    }
    if (no_break) {
        if (!open_.empty()) open_.back().blank = true;
        ++no_breaks_;
    } else {
        ++spaces_;
    }
    if (no_breaks_ + spaces_ == 1) blank_marks_ = marks_.now();
}

void HtmlReader::append(const Span& marks, std::string_view words) {
    const bool joins = !text_.empty() && same_marks(text_.back(), marks);
    // Each span has its own copy of the address, and so has each line once a table is taken apart: one long address
    // around many short marks would take the square of the input.
    if (!marks.link_url.empty() && (!joins || words == "\n")) {
        if (marks.link_url.size() > link_bytes_left_) {
            drop("link beyond the limit");
            Span bare = marked_like(marks, {});
            bare.link_url.clear();
            return append(bare, words);
        }
        link_bytes_left_ -= marks.link_url.size();
    }
    if (joins)
        text_.back().text += words;
    else
        text_.push_back(marked_like(marks, words));
}

void HtmlReader::letters(std::string_view letters) {
    if (no_breaks_ + spaces_ > 0) {
        // One U+00A0 alone is the writer's; in a run of blanks it is what editors put for spaces.
        const bool writers = no_breaks_ == 1 && spaces_ == 0;
        if (!text_.empty() && !ends_in_break()) append(blank_marks_, writers ? kNoBreakSpace : " ");
        no_breaks_ = spaces_ = 0;
    }
    append(marks_.now(), letters);
}

void HtmlReader::line_break() {
    if (!open_.empty()) open_.back().blank = true;
    if (text_.empty()) return;
    no_breaks_ = spaces_ = 0;
    if (!ends_in_break()) return append(marks_.now(), "\n");
    // Two in a row end a paragraph, where there are paragraphs.
    const auto sink = this->sink();
    if (!sink || open_[*sink].kind == Kind::Quote) flush();
}

std::optional<std::size_t> HtmlReader::sink() const {
    for (std::size_t at = open_.size(); at-- > 0;) {
        switch (open_[at].kind) {
            case Kind::Flow:
            case Kind::Paragraph:
            case Kind::Pre: continue;
            // Beside a caption or a cell: a paragraph that comes before the figure or table.
            case Kind::Figure:
            case Kind::Table:
            case Kind::Row: return std::nullopt;
            default: return at;
        }
    }
    return std::nullopt;
}

void HtmlReader::flush() {
    no_breaks_ = spaces_ = 0;
    if (text_.empty()) return;
    Text text = std::exchange(text_, {});
    tidy(text);
    route(std::move(text));
}

void HtmlReader::route(Text text) {
    if (text.empty()) return;
    ++output_;
    const auto sink = this->sink();
    if (!sink) return add_paragraph(std::move(text));
    Element& element = open_[*sink];
    Draft* draft = current();
    switch (element.kind) {
        case Kind::Heading: {
            Block block;
            block.type = BlockType::Heading;
            block.level = element.level;
            if (std::all_of(text.begin(), text.end(), [](const Span& span) { return span.strong; })) {
                for (Span& span : text) span.strong = false;
            }
            block.text = std::move(text);
            give_identity(block);
            return emit(std::move(block));
        }
        case Kind::Card: return add_card(std::move(text));
        case Kind::Quote: draft->block.paragraphs.push_back(std::move(text)); return;
        case Kind::Cite: return add_below(draft->block.cite, std::move(text));
        case Kind::Caption:
        case Kind::TableCaption: return add_below(draft->block.caption, std::move(text));
        case Kind::List: draft->items.push_back({draft->level - 1, std::move(text)}); return;
        case Kind::Item: {
            const bool last = element.splits == draft->splits && element.item + 1 == draft->items.size();
            if (last)
                add_below(draft->items.back().text, std::move(text));
            else
                add_item(*draft, element, std::move(text));
            return;
        }
        case Kind::Cell: {
            auto& row = draft->block.rows.back();
            return add_below(row[std::min(element.cell, row.size() - 1)], std::move(text));
        }
        default: return add_paragraph(std::move(text));
    }
}

void HtmlReader::add_paragraph(Text text) {
    const int level = !open_.empty() && open_.back().kind == Kind::Paragraph ? open_.back().level : 0;
    const std::string marker = std::exchange(word_marker_, {});
    if (level > 0) {
        if (!word_list_) {
            word_list_.emplace();
            word_list_->block.type = BlockType::List;
            word_list_->block.ordered = numbers(marker);
            give_identity(word_list_->block);
        }
        word_list_->items.push_back({level - 1, std::move(text)});
        return;
    }
    Block block;
    block.text = std::move(text);
    give_identity(block);
    emit(std::move(block));
}

bool HtmlReader::numbers(std::string_view marker) {
    marker = trimmed(marker);
    if (marker.empty()) return false;
    if (marker[0] >= '0' && marker[0] <= '9') return true;
    const std::size_t end = marker.find_first_of(".)");
    return end != std::string_view::npos && end > 0 && end < 6;
}

void HtmlReader::add_card(Text text) {
    Block block;
    block.type = BlockType::Card;
    std::string title;
    std::string rest;
    for (const Span& span : text) {
        const bool titles = !span.link_url.empty() && (block.url.empty() || block.url == span.link_url) && rest.empty();
        if (titles) block.url = span.link_url;
        (titles ? title : rest) += span.text;
    }
    block.title = text::clean_line(title);
    block.description = text::clean_line(rest);
    if (block.url.empty() || block.title.empty()) return add_paragraph(std::move(text));
    give_identity(block);
    emit(std::move(block));
}

}  // namespace broadsheet::document
