#include "platform/document/html_reader.h"

#include <algorithm>
#include <charconv>
#include <utility>

#include "platform/document/tidy.h"

namespace broadsheet::document {

namespace {

constexpr std::size_t kMaxOpen = 200;

int number_of(std::string_view text, int fallback, int most) {
    int number = fallback;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp(number, 1, most);
}

}  // namespace

void HtmlReader::open(const Tag& tag) {
    flush();
    close_implied(tag.name);
    if (open_.size() >= kMaxOpen) {
        ++beyond_[tag.name];
        return;
    }
    Element element;
    element.name = tag.name;
    take_identity(tag, element);
    choose(tag, element);
    element.output = output_;
    ++open_names_[element.name];
    open_.push_back(std::move(element));
    marks_.open_block(tag, open_.size());
}

void HtmlReader::close_implied(const std::string& name) {
    if (!open_.empty() && open_.back().name == "p") close_top();
    if (one_of(name, {"dt", "dd"}) && !open_.empty() && one_of(open_.back().name, {"dt", "dd"})) close_top();
    if (name == "li") close_up_to(Kind::Item, {Kind::List, Kind::Cell, Kind::Table});
    if (one_of(name, {"td", "th"})) close_up_to(Kind::Cell, {Kind::Row, Kind::Table});
    if (one_of(name, {"tr", "thead", "tbody", "tfoot"})) {
        close_up_to(Kind::Row, {Kind::Table});
        close_up_to(Kind::Cell, {Kind::Table});  // one that stands in no row
    }
    if (one_of(name, {"tr", "td", "th", "thead", "tbody", "tfoot"})) close_up_to(Kind::TableCaption, {Kind::Table});
}

void HtmlReader::close_up_to(Kind kind, std::initializer_list<Kind> walls) {
    for (std::size_t at = open_.size(); at-- > 0;) {
        if (std::find(walls.begin(), walls.end(), open_[at].kind) != walls.end()) return;
        if (open_[at].kind != kind) continue;
        while (open_.size() > at) close_top();
        return;
    }
}

void HtmlReader::take_identity(const Tag& tag, Element& element) {
    const std::string_view id = tag.attribute("id");
    const std::string_view from = tag.attribute("data-from");
    const bool has_id = id.starts_with("b-") && is_block_id(id.substr(2));
    if (!has_id && !is_block_id(from)) return;
    element.names_block = true;
    id_ = has_id ? std::string(id.substr(2)) : std::string();
    from_ = is_block_id(from) ? std::string(from) : std::string();
}

void HtmlReader::give_identity(Block& block) {
    block.id = std::exchange(id_, {});
    block.from = std::exchange(from_, {});
}

Draft* HtmlReader::current() {
    for (std::size_t at = drafts_.size(); at-- > 0;) {
        if (!drafts_[at].layout) return &drafts_[at];
    }
    return nullptr;
}

bool HtmlReader::in(Draft* draft, std::initializer_list<BlockType> types) const {
    return draft != nullptr && std::find(types.begin(), types.end(), draft->block.type) != types.end();
}

void HtmlReader::begin(BlockType type, Element& element) {
    Draft draft;
    draft.block.type = type;
    draft.blocks_before = document_.blocks.size();
    give_identity(draft.block);
    drafts_.push_back(std::move(draft));
    element.owns_draft = true;
}

void HtmlReader::make_way() {
    Draft* draft = current();
    if (in(draft, {BlockType::List}) || in(draft, kQuotes)) {
        if (draft->items.empty() && draft->block.paragraphs.empty()) return;
        const Block& was = draft->block;
        Draft rest;
        rest.block.type = was.type;
        rest.block.ordered = was.ordered;
        rest.level = draft->level;
        rest.splits = draft->splits + 1;
        Draft done = std::exchange(*draft, std::move(rest));
        finish(std::move(done));
    } else if (in(draft, {BlockType::Table})) {
        dissolve(*draft);
        make_way();
    }
}

void HtmlReader::dissolve(Draft& draft) {
    draft.layout = true;
    // The elements inside the innermost table that is still a table.
    std::size_t at = open_.size();
    while (at-- > 0) {
        Element& element = open_[at];
        if (element.kind == Kind::Table) {
            element.kind = Kind::Flow;
            break;
        }
        if (one_of_kinds(element.kind, {Kind::Row, Kind::Cell, Kind::TableCaption})) element.kind = Kind::Flow;
    }
    spill(draft);
}

bool HtmlReader::one_of_kinds(Kind kind, std::initializer_list<Kind> kinds) {
    return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
}

void HtmlReader::spill(Draft& draft) {
    const auto rows = std::exchange(draft.block.rows, {});
    Text caption = std::exchange(draft.block.caption, {});
    tidy(caption);
    route(std::move(caption));
    for (const auto& row : rows) {
        for (const Text& cell : row) {
            for (Text& line : lines_of(cell)) {
                tidy(line);
                route(std::move(line));
            }
        }
    }
    for (Block& block : std::exchange(draft.after, {})) emit(std::move(block));
}

void HtmlReader::choose(const Tag& tag, Element& element) {
    const std::string& name = tag.name;
    Draft* draft = current();
    if (name == "p") {
        element.kind = Kind::Paragraph;
        if (in(draft, kFigures) && (tag.has_class("wp-caption-text") || tag.has_class("caption"))) {
            element.kind = Kind::Caption;
        } else if (draft == nullptr && tag.has_class("card")) {
            element.kind = Kind::Card;
        } else if (draft == nullptr && tag.has("style")) {
            element.level = word_level(tag.style("mso-list"));
        }
    } else if (name.size() == 2 && name[0] == 'h') {
        if (in(draft, {BlockType::Table}) && !draft->headed) {
            dissolve(*draft);
            draft = current();
        }
        if (draft != nullptr && !in(draft, kFigures)) return;
        element.kind = Kind::Heading;
        element.level = name[1] >= '3' ? 3 : 2;
        if (name != "h2" && name != "h3") drop("heading level");
    } else if (name == "pre") {
        element.kind = Kind::Pre;
    } else if (name == "blockquote" || name == "aside") {
        const bool inside = in(draft, kQuotes) || in(draft, {BlockType::Table});
        if (inside) return;
        const bool pull =
            tag.has_class("pullquote") || tag.has_class("wp-block-pullquote") || (in(draft, kFigures) && draft->pull);
        make_way();
        element.kind = Kind::Quote;
        begin(pull ? BlockType::PullQuote : name == "aside" ? BlockType::Note : BlockType::Quote, element);
    } else if (name == "cite" || name == "footer") {
        if (cites()) element.kind = Kind::Cite;
    } else if (one_of(name, {"ul", "ol", "menu", "dir"})) {
        choose_list(name == "ol", element);
    } else if (name == "li") {
        if (!in(draft, {BlockType::List})) return;
        element.kind = Kind::Item;
        add_item(*draft, element, {});
    } else if (name == "figure" ||
               (name == "div" && one_of_classes(tag, {"gallery", "wp-block-gallery", "wp-caption"}))) {
        const bool gallery = tag.has_class("gallery") || tag.has_class("wp-block-gallery");
        if (!in(draft, kFigures)) make_way_for_picture();
        element.kind = Kind::Figure;
        begin(gallery ? BlockType::Gallery : BlockType::Picture, element);
        drafts_.back().pull = tag.has_class("wp-block-pullquote");
        if (tag.has("data-media")) {
            drafts_.back().keyed = true;
            add_picture(drafts_.back(), std::string(tag.attribute("data-media")));
        }
    } else if (name == "figcaption") {
        if (in(draft, kFigures)) element.kind = Kind::Caption;
    } else if (name == "table") {
        make_way();
        begin(BlockType::Table, element);
        drafts_.back().layout = tag.attribute("role") == "presentation";
        if (!drafts_.back().layout) element.kind = Kind::Table;
    } else if (in(draft, {BlockType::Table})) {
        choose_table_part(tag, element, *draft);
    }
}

bool HtmlReader::one_of_classes(const Tag& tag, std::initializer_list<std::string_view> names) {
    return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return tag.has_class(name); });
}

void HtmlReader::choose_list(bool ordered, Element& element) {
    Draft* draft = current();
    if (in(draft, {BlockType::Table}) || in(draft, kQuotes)) {
        drop("list inside");
        return;
    }
    element.kind = Kind::List;
    if (in(draft, {BlockType::List})) {
        if (draft->block.ordered != ordered) drop("kind of a nested list");
        ++draft->level;
        return;
    }
    begin(BlockType::List, element);
    drafts_.back().block.ordered = ordered;
    drafts_.back().level = 1;
}

void HtmlReader::choose_table_part(const Tag& tag, Element& element, Draft& draft) {
    const std::string& name = tag.name;
    if (name == "caption") {
        element.kind = Kind::TableCaption;
        draft.headed = true;
    } else if (name == "tr") {
        element.kind = Kind::Row;
        if (draft.block.rows.size() >= kMaxRows) {
            Draft rest;
            rest.block.type = BlockType::Table;
            Draft done = std::exchange(draft, std::move(rest));
            finish(std::move(done));
        }
        open_row(draft);
    } else if (name == "td" || name == "th") {
        element.kind = Kind::Cell;
        element.cell = open_cell(draft, number_of(tag.attribute("colspan"), 1, 100),
                                 number_of(tag.attribute("rowspan"), 1, 1'000), empty_cells_left_);
        if (name == "th") draft.headed = true;
        if (draft.block.rows.size() == 1 && element.cell == 0) draft.block.header_row = true;
        if (draft.block.rows.size() == 1 && name == "td" && open_names_["thead"] == 0) draft.block.header_row = false;
    }
}

int HtmlReader::word_level(const std::string& list) {
    const std::size_t at = list.find("level");
    return at == std::string::npos ? 0 : number_of(std::string_view(list).substr(at + 5), 1, kMaxDepth);
}

void HtmlReader::add_item(Draft& draft, Element& element, Text text) {
    draft.items.push_back({draft.level - 1, std::move(text)});
    element.item = draft.items.size() - 1;
    element.splits = draft.splits;
}

void HtmlReader::close_top() {
    flush();
    Element element = std::move(open_.back());
    open_.pop_back();
    --open_names_[element.name];
    marks_.close_within(open_.size());
    if (element.names_block) {
        id_.clear();
        from_.clear();
    }
    const bool silent = output_ == element.output;
    if (silent && (element.kind == Kind::Paragraph || (element.kind == Kind::Flow && element.blank))) {
        drop("empty paragraph");
        ++output_;  // counted once, not again by the box around it
    }
    if (element.kind == Kind::Row) {
        if (Draft* draft = current(); in(draft, {BlockType::Table})) close_row(*draft, empty_cells_left_);
    }
    if (element.kind == Kind::List && !element.owns_draft) {
        if (Draft* draft = current(); in(draft, {BlockType::List})) --draft->level;
    }
    if (element.owns_draft) {
        Draft draft = std::move(drafts_.back());
        drafts_.pop_back();
        finish(std::move(draft));
    }
}

}  // namespace broadsheet::document
