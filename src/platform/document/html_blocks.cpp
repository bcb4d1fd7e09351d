#include "platform/document/html_reader.h"

#include <utility>

#include "platform/document/tidy.h"
#include "platform/text/text.h"

namespace broadsheet::document {

void HtmlReader::divider(const Tag& tag) {
    flush();
    if (in(current(), {BlockType::Table})) return;
    Element element;
    close_implied("hr");
    take_identity(tag, element);
    make_way();
    Block block;
    block.type = BlockType::Divider;
    give_identity(block);
    ++output_;
    emit(std::move(block));
}

void HtmlReader::image(const Tag& tag) {
    if (tag.attribute("width") == "1" && tag.attribute("height") == "1") return drop_element("tracking pixel");
    Draft* draft = current();
    if (in(draft, kFigures) && draft->keyed) return;
    std::string src(trimmed(tag.attribute("src")));
    if (src.empty() || src.starts_with("data:")) {
        // Pages that load pictures late keep the true address elsewhere.
        for (std::string_view name : {"data-src", "data-lazy-src", "data-orig-src", "data-original"}) {
            if (tag.has(name)) src = trimmed(tag.attribute(name));
        }
    }
    if (in(draft, kFigures)) {
        add_picture(*draft, src);
        return;
    }
    Draft alone;
    alone.block.type = BlockType::Picture;
    if (!add_picture(alone, src)) return;
    flush();
    make_way_for_picture();
    draft = current();
    if (in(draft, {BlockType::Table})) {
        draft->after.push_back(std::move(alone.block));
        return;
    }
    give_identity(alone.block);
    emit(std::move(alone.block));
}

void HtmlReader::make_way_for_picture() {
    Draft* draft = current();
    if (in(draft, {BlockType::Table}) && draft->headed) return;
    make_way();
}

bool HtmlReader::add_picture(Draft& draft, const std::string& key) {
    ++output_;
    auto media = input_.media && !key.empty() ? input_.media(key) : std::nullopt;
    if (!media || !is_reference(*media)) {
        draft.lost = true;
        drop("picture");
        return false;
    }
    draft.block.pictures.push_back({std::move(*media), {}, {}});
    return true;
}

void HtmlReader::finish(Draft draft) {
    switch (draft.block.type) {
        case BlockType::List: draft.block.items = nested(std::move(draft.items)); break;
        case BlockType::Quote:
        case BlockType::PullQuote:
        case BlockType::Note:
            // A name alone, or under a note, is words like any other.
            if (draft.block.type == BlockType::Note || draft.block.paragraphs.empty()) {
                draft.block.paragraphs.push_back(std::exchange(draft.block.cite, {}));
            }
            if (draft.block.type != BlockType::PullQuote) break;
            for (Text& paragraph : draft.block.paragraphs) add_below(draft.block.text, std::move(paragraph));
            draft.block.paragraphs.clear();
            break;
        case BlockType::Picture:
        case BlockType::Gallery: return finish_figure(std::move(draft));
        case BlockType::Table: return finish_table(std::move(draft));
        default: break;
    }
    emit(std::move(draft.block));
}

void HtmlReader::finish_figure(Draft draft) {
    Draft* around = current();
    const std::string credit = text::clean_line(draft.credit);
    auto& pictures = draft.block.pictures;
    if (pictures.size() == 1 && draft.block.type == BlockType::Picture) {
        pictures[0].caption = std::exchange(draft.block.caption, {});
        pictures[0].credit = credit;
    }
    if (in(around, kFigures)) {
        around->lost = around->lost || draft.lost;
        for (PictureRef& picture : pictures) around->block.pictures.push_back(std::move(picture));
        if (draft.block.type == BlockType::Gallery) add_below(around->block.caption, std::move(draft.block.caption));
        return;
    }
    if (pictures.empty()) {
        tidy(draft.block.caption);
        if (draft.block.caption.empty() || draft.lost) return;
        // WordPress puts tables and quotations into figures too.
        auto& blocks = document_.blocks;
        const bool of_table = blocks.size() > draft.blocks_before && blocks.back().type == BlockType::Table &&
                              blocks.back().caption.empty();
        if (of_table)
            blocks.back().caption = std::move(draft.block.caption);
        else
            route(std::move(draft.block.caption));
        return;
    }
    if (pictures.size() > 1) {
        draft.block.type = BlockType::Gallery;
        if (!credit.empty()) {
            for (PictureRef& picture : pictures) {
                if (picture.credit.empty()) picture.credit = credit;
            }
        }
    }
    if (in(around, {BlockType::Table}))
        around->after.push_back(std::move(draft.block));
    else
        emit(std::move(draft.block));
}

void HtmlReader::finish_table(Draft draft) {
    drop_empty_rows(draft.block);
    std::size_t width = 0;
    for (const auto& row : draft.block.rows) width = std::max(width, row.size());
    const std::size_t cells = width * draft.block.rows.size();
    std::size_t had = 0;
    for (const auto& row : draft.block.rows) had += row.size();
    const bool one_cell = draft.block.rows.size() <= 1 && width <= 1;
    if (draft.layout || one_cell || cells - had > empty_cells_left_) return spill(draft);
    empty_cells_left_ -= cells - had;
    square(draft);
    auto after = std::move(draft.after);
    emit(std::move(draft.block));
    for (Block& block : after) emit(std::move(block));
}

void HtmlReader::finish_word_list() {
    if (!word_list_) return;
    Draft draft = std::move(*word_list_);
    word_list_.reset();
    finish(std::move(draft));
}

void HtmlReader::emit(Block block) {
    finish_word_list();
    if (!tidy(block)) return;
    if (document_.blocks.size() >= kMaxBlocks) return drop("block");
    if (!block.id.empty() && !ids_.insert(block.id).second) block.id.clear();
    document_.blocks.push_back(std::move(block));
}

void HtmlReader::name_blocks() {
    for (std::size_t at = 0; at < document_.blocks.size(); ++at) {
        Block& block = document_.blocks[at];
        if (!block.id.empty()) continue;
        std::string seed = input_.id_seed + "/" + std::to_string(at);
        do {
            block.id = input_.id_seed.empty() ? new_block_id() : block_id_of(seed);
            seed += '+';
        } while (!ids_.insert(block.id).second);
    }
}

void HtmlReader::fit() {
    // Four bytes ("<p>x") may become a block of 250 with marks and language; addresses are counted apart.
    const bool small = markup_.size() < kMaxBytes / 256 && link_bytes_left_ > kMaxBytes - kMaxBytes / 8;
    if (small || to_json(document_).size() <= kMaxBytes) return;
    std::size_t bytes = 64;
    std::size_t kept = 0;
    for (; kept < document_.blocks.size(); ++kept) {
        bytes += to_json({{document_.blocks[kept]}}).size();
        if (bytes > kMaxBytes) break;
    }
    drop("block", static_cast<int>(document_.blocks.size() - kept));
    document_.blocks.resize(kept);
}

}  // namespace broadsheet::document
