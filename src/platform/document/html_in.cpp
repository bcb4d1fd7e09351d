// Foreign HTML into blocks. A machine over a run of tags rather than over a tree: what is open is a stack of at most
// 200 elements, marks are a stack of at most 128, nothing recurses, and every step is bounded, whatever the input.
#include <algorithm>
#include <charconv>
#include <optional>
#include <unordered_map>
#include <unordered_set>
#include <utility>

#include "platform/document/document.h"
#include "platform/document/draft.h"
#include "platform/document/marks.h"
#include "platform/document/markup.h"
#include "platform/document/tidy.h"
#include "platform/text/text.h"
#include "platform/theme/theme.h"

namespace broadsheet::document {

namespace {

constexpr std::size_t kMaxOpen = 200;
constexpr std::size_t kMaxEmptyCells = 100'000;
constexpr std::string_view kNoBreakSpace = "\xC2\xA0";
constexpr std::string_view kSpace = " \t\r\n\f";

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

bool is_void(std::string_view name) {
    return one_of(name, {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
                         "track", "wbr", "frame"});
}

bool is_structure(std::string_view name) {
    static const std::unordered_set<std::string_view> names = {
        "p",    "h1",  "h2",   "h3",      "h4",       "h5",         "h6",      "blockquote", "aside",  "ul",     "ol",
        "menu", "dir", "li",   "figure",  "table",    "caption",    "thead",   "tbody",      "tfoot",  "tr",     "td",
        "th",   "pre", "div",  "section", "article",  "main",       "header",  "footer",     "nav",    "center", "dl",
        "dt",   "dd",  "form", "details", "fieldset", "figcaption", "address", "summary",    "hgroup", "legend"};
    return names.contains(name);
}

/// Elements whose content is not body text, and what the report calls them.
std::string_view left_out(std::string_view name) {
    if (one_of(name, {"select", "button", "datalist", "label", "optgroup", "option"})) return "form field";
    if (one_of(name, {"svg", "math", "video", "audio", "object", "canvas", "template", "map", "applet", "xml"}))
        return name;
    return {};
}

int number_of(std::string_view text, int fallback, int most) {
    int number = fallback;
    std::from_chars(text.data(), text.data() + text.size(), number);
    return std::clamp(number, 1, most);
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

/// Google's editors send every link through an address of theirs.
std::string unwrapped(std::string_view href) {
    for (std::string_view prefix : {"https://www.google.com/url?q=", "http://www.google.com/url?q="}) {
        if (!href.starts_with(prefix)) continue;
        const std::string_view query = href.substr(prefix.size());
        const std::string_view encoded = query.substr(0, query.find('&'));
        std::string out;
        for (std::size_t at = 0; at < encoded.size(); ++at) {
            unsigned value = 0;
            const char* digits = encoded.data() + at + 1;
            if (encoded[at] == '%' && at + 2 < encoded.size() &&
                std::from_chars(digits, digits + 2, value, 16).ptr == digits + 2) {
                out += static_cast<char>(value);
                at += 2;
            } else {
                out += encoded[at];
            }
        }
        return out;
    }
    return std::string(href);
}

/// How the report calls an address that is not kept.
std::string kind_of_link(std::string_view href) {
    if (href.starts_with('#')) return "#";
    const std::string scheme = text::fold(href.substr(0, std::min<std::size_t>(href.find(':'), 12)));
    for (std::string_view known :
         {"javascript", "data", "vbscript", "file", "ftp", "tel", "story", "http", "https", "mailto"}) {
        if (scheme == known) return scheme + ":";
    }
    return href.find(':') == std::string_view::npos ? "relative" : "other";
}

class Reader {
public:
    Reader(std::string_view html, const HtmlInput& input) : input_(input), markup_(html), marks_(languages_of(html)) {}

    FromHtml read() {
        for (auto kind = markup_.next(); kind != Markup::Kind::End; kind = markup_.next()) {
            if (kind == Markup::Kind::Words) {
                if (skipped_.empty()) words(markup_.words());
            } else {
                tag(markup_.tag());
            }
        }
        while (!open_.empty()) close_top();
        flush();
        finish_word_list();
        name_blocks();
        fit();
        return {std::move(document_), std::move(dropped_)};
    }

private:
    enum class Kind {
        Flow,  // a box without meaning for text
        Paragraph,
        Heading,
        Pre,
        Quote,  // quotation, pull quote or note
        Cite,
        List,
        Item,
        Figure,   // or gallery
        Caption,  // of a figure or gallery
        Card,
        Table,
        Row,
        Cell,
        TableCaption,
    };

    struct Element {
        std::string name;
        Kind kind = Kind::Flow;
        bool owns_draft = false;
        bool names_block = false;  // carries the id of the block that comes of it
        bool blank = false;        // holds a line break or U+00A0 and so far nothing else
        std::size_t output = 0;    // texts and blocks made before it
        std::size_t item = 0;      // item: which of its draft
        std::size_t splits = 0;    // item: of its draft, when it was opened
        std::size_t cell = 0;      // cell: its column
        int level = 0;             // heading: 2 or 3; a list paragraph of Word: its level
    };

    static Marks::Languages languages_of(std::string_view html) {
        const bool office = html.find("mso-") != std::string_view::npos ||
                            html.find("MsoNormal") != std::string_view::npos ||
                            html.find("schemas-microsoft-com") != std::string_view::npos ||
                            html.find("LibreOffice") != std::string_view::npos;
        return office ? Marks::Languages::Noise : Marks::Languages::Kept;
    }

    void drop(std::string_view what, int count = 1) {
        for (Dropped& known : dropped_) {
            if (known.what == what) {
                known.count += count;
                return;
            }
        }
        dropped_.push_back({std::string(what), count});
    }

    // ---- tags ----

    void tag(const Tag& tag) {
        // A paragraph's end may be left out: what cannot stand in one ends it, also a hidden one.
        if (skipped_ == "p" && !tag.closing && is_structure(tag.name)) skipped_.clear();
        if (!skipped_.empty()) {
            if (tag.name == skipped_ && !is_void(tag.name)) {
                if (tag.closing)
                    --skip_depth_;
                else if (!tag.self_closing)
                    ++skip_depth_;
                if (skip_depth_ == 0) skipped_.clear();
            }
            return;
        }
        if (tag.closing) return close(tag.name);
        if (one_of(tag.name, {"html", "body", "head", "title"})) return;
        if (one_of(tag.name, {"script", "style", "iframe", "noscript", "embed", "frame"}))
            return drop_element(tag.name);
        if (one_of(tag.name, {"input", "textarea"})) return drop_element("form field");
        const bool hidden = tag.has("hidden") || tag.style("display") == "none";
        const std::string_view what = hidden ? "hidden text" : left_out(tag.name);
        if (!what.empty()) {
            drop_element(what);
            if (is_void(tag.name) || tag.self_closing) return;
            skipped_ = tag.name;
            skip_depth_ = 1;
            return;
        }
        if (tag.name == "form") drop("form");
        if (tag.name == "br") return line_break();
        if (tag.name == "hr") return divider(tag);
        if (tag.name == "img") return image(tag);
        if (is_void(tag.name)) return;
        if (is_structure(tag.name) || (tag.name == "cite" && cites())) return open(tag);
        if (tag.name == "cite" && !open_.empty() && open_.back().kind == Kind::Cite) return;  // <footer><cite>
        if (tag.name == "q") {
            ++quotations_;
            words("“");
        }
        if (one_of(tag.name, {"s", "strike", "del"})) drop("struck out");
        if (tag.name == "u") drop("underline");
        marks_.open(tag, open_.size(), tag.name == "a" ? link_of(tag) : std::nullopt);
    }

    void drop_element(std::string_view what) {
        drop(what);
        ++output_;  // the paragraph around it was not empty
    }

    std::optional<Marks::Link> link_of(const Tag& tag) {
        const std::string href = unwrapped(trimmed(tag.attribute("href")));
        if (href.empty() || tag.has_class("anchor")) return std::nullopt;
        if (input_.story) {
            if (auto story = input_.story(href); story && is_reference(*story))
                return Marks::Link{{}, std::move(*story)};
        }
        if (const auto url = theme::WebUrl::parse(href)) return Marks::Link{url->str(), {}};
        drop("link " + kind_of_link(href));
        return std::nullopt;
    }

    /// Whether a <cite> here names who is quoted: directly in the quotation, not inside its words.
    [[nodiscard]] bool cites() const {
        for (std::size_t at = open_.size(); at-- > 0;) {
            if (open_[at].kind == Kind::Quote) return true;
            if (open_[at].kind != Kind::Flow) return false;
        }
        return false;
    }

    void close(const std::string& name) {
        if (name == "q" && quotations_ > 0) {
            --quotations_;
            words("”");
        }
        if (name == "p" && open_names_[name] == 0) return flush();  // "</p>" alone is a paragraph's end all the same
        if (!is_structure(name) && marks_.close(name)) return;
        if (const auto beyond = beyond_.find(name); beyond != beyond_.end() && beyond->second > 0) {
            --beyond->second;
            return flush();
        }
        if (const auto count = open_names_.find(name); count == open_names_.end() || count->second == 0) return;
        std::size_t at = open_.size();
        while (at-- > 0 && open_[at].name != name) {
            const Kind kind = open_[at].kind;
            // A cell's words do not end what stands around the table.
            const bool wall = kind == Kind::Cell || kind == Kind::TableCaption || kind == Kind::Table;
            if (wall && !one_of(name, {"table", "tr", "td", "th", "thead", "tbody", "tfoot", "caption"})) return;
        }
        while (open_.size() > at) close_top();
    }

    // ---- structure ----

    void open(const Tag& tag) {
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

    /// What the start of one element ends: paragraphs, and items, cells and rows of the same list or table.
    void close_implied(const std::string& name) {
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

    void close_up_to(Kind kind, std::initializer_list<Kind> walls) {
        for (std::size_t at = open_.size(); at-- > 0;) {
            if (std::find(walls.begin(), walls.end(), open_[at].kind) != walls.end()) return;
            if (open_[at].kind != kind) continue;
            while (open_.size() > at) close_top();
            return;
        }
    }

    void take_identity(const Tag& tag, Element& element) {
        const std::string_view id = tag.attribute("id");
        const std::string_view from = tag.attribute("data-from");
        const bool has_id = id.starts_with("b-") && is_block_id(id.substr(2));
        if (!has_id && !is_block_id(from)) return;
        element.names_block = true;
        id_ = has_id ? std::string(id.substr(2)) : std::string();
        from_ = is_block_id(from) ? std::string(from) : std::string();
    }

    void give_identity(Block& block) {
        block.id = std::exchange(id_, {});
        block.from = std::exchange(from_, {});
    }

    /// The draft that words and elements here belong to; null at the top.
    Draft* current() {
        for (std::size_t at = drafts_.size(); at-- > 0;) {
            if (!drafts_[at].layout) return &drafts_[at];
        }
        return nullptr;
    }

    [[nodiscard]] bool in(Draft* draft, std::initializer_list<BlockType> types) const {
        return draft != nullptr && std::find(types.begin(), types.end(), draft->block.type) != types.end();
    }
    static constexpr std::initializer_list<BlockType> kQuotes = {BlockType::Quote, BlockType::PullQuote,
                                                                 BlockType::Note};
    static constexpr std::initializer_list<BlockType> kFigures = {BlockType::Picture, BlockType::Gallery};

    void begin(BlockType type, Element& element) {
        Draft draft;
        draft.block.type = type;
        draft.blocks_before = document_.blocks.size();
        give_identity(draft.block);
        drafts_.push_back(std::move(draft));
        element.owns_draft = true;
    }

    /// Makes way for a block of its own inside another: a list or quotation is cut in two, a table turns out to be
    /// layout.
    void make_way() {
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

    /// Reads a table as if it were not there: its words so far become paragraphs of what is around it.
    void dissolve(Draft& draft) {
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

    static bool one_of_kinds(Kind kind, std::initializer_list<Kind> kinds) {
        return std::find(kinds.begin(), kinds.end(), kind) != kinds.end();
    }

    void spill(Draft& draft) {
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

    /// Decides what an element is here, and begins its draft when it is a block of several parts.
    void choose(const Tag& tag, Element& element) {
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
            const bool pull = tag.has_class("pullquote") || tag.has_class("wp-block-pullquote") ||
                              (in(draft, kFigures) && draft->pull);
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

    static bool one_of_classes(const Tag& tag, std::initializer_list<std::string_view> names) {
        return std::any_of(names.begin(), names.end(), [&](std::string_view name) { return tag.has_class(name); });
    }

    void choose_list(bool ordered, Element& element) {
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

    void choose_table_part(const Tag& tag, Element& element, Draft& draft) {
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
            if (draft.block.rows.size() == 1 && name == "td" && open_names_["thead"] == 0)
                draft.block.header_row = false;
        }
    }

    static int word_level(const std::string& list) {
        const std::size_t at = list.find("level");
        return at == std::string::npos ? 0 : number_of(std::string_view(list).substr(at + 5), 1, kMaxDepth);
    }

    void add_item(Draft& draft, Element& element, Text text) {
        draft.items.push_back({draft.level - 1, std::move(text)});
        element.item = draft.items.size() - 1;
        element.splits = draft.splits;
    }

    void close_top() {
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

    // ---- words ----

    void words(std::string_view text) {
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

    [[nodiscard]] bool in_caption() const {
        const auto sink = this->sink();
        return sink && open_[*sink].kind == Kind::Caption;
    }

    void see_blank(Draft* figure, bool no_break) {
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

    void append(const Span& marks, std::string_view words) {
        if (!text_.empty() && same_marks(text_.back(), marks))
            text_.back().text += words;
        else
            text_.push_back(marked_like(marks, words));
    }

    void letters(std::string_view letters) {
        if (no_breaks_ + spaces_ > 0) {
            // One U+00A0 alone is the writer's; in a run of blanks it is what editors put for spaces.
            const bool writers = no_breaks_ == 1 && spaces_ == 0;
            if (!text_.empty() && !ends_in_break()) append(blank_marks_, writers ? kNoBreakSpace : " ");
            no_breaks_ = spaces_ = 0;
        }
        append(marks_.now(), letters);
    }

    [[nodiscard]] bool ends_in_break() const { return !text_.empty() && text_.back().text.ends_with('\n'); }

    void line_break() {
        if (!open_.empty()) open_.back().blank = true;
        if (text_.empty()) return;
        no_breaks_ = spaces_ = 0;
        if (!ends_in_break()) return append(marks_.now(), "\n");
        // Two in a row end a paragraph, where there are paragraphs.
        const auto sink = this->sink();
        if (!sink || open_[*sink].kind == Kind::Quote) flush();
    }

    /// The element that says where words go; none: they are paragraphs of the body.
    [[nodiscard]] std::optional<std::size_t> sink() const {
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

    void flush() {
        no_breaks_ = spaces_ = 0;
        if (text_.empty()) return;
        Text text = std::exchange(text_, {});
        tidy(text);
        route(std::move(text));
    }

    void route(Text text) {
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

    void add_paragraph(Text text) {
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

    /// "1.", "a)", "iv." number an item; "·", "o", "§" only mark it.
    static bool numbers(std::string_view marker) {
        marker = trimmed(marker);
        if (marker.empty()) return false;
        if (marker[0] >= '0' && marker[0] <= '9') return true;
        const std::size_t end = marker.find_first_of(".)");
        return end != std::string_view::npos && end > 0 && end < 6;
    }

    void add_card(Text text) {
        Block block;
        block.type = BlockType::Card;
        std::string title;
        std::string rest;
        for (const Span& span : text) {
            const bool titles =
                !span.link_url.empty() && (block.url.empty() || block.url == span.link_url) && rest.empty();
            if (titles) block.url = span.link_url;
            (titles ? title : rest) += span.text;
        }
        block.title = text::clean_line(title);
        block.description = text::clean_line(rest);
        if (block.url.empty() || block.title.empty()) return add_paragraph(std::move(text));
        give_identity(block);
        emit(std::move(block));
    }

    // ---- pictures and rules ----

    void divider(const Tag& tag) {
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

    void image(const Tag& tag) {
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

    /// A picture in a table of data comes after it; any other table with pictures is layout.
    void make_way_for_picture() {
        Draft* draft = current();
        if (in(draft, {BlockType::Table}) && draft->headed) return;
        make_way();
    }

    bool add_picture(Draft& draft, const std::string& key) {
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

    // ---- blocks ----

    void finish(Draft draft) {
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

    void finish_figure(Draft draft) {
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
            if (draft.block.type == BlockType::Gallery)
                add_below(around->block.caption, std::move(draft.block.caption));
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

    void finish_table(Draft draft) {
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

    void finish_word_list() {
        if (!word_list_) return;
        Draft draft = std::move(*word_list_);
        word_list_.reset();
        finish(std::move(draft));
    }

    void emit(Block block) {
        finish_word_list();
        if (!tidy(block)) return;
        if (document_.blocks.size() >= kMaxBlocks) return drop("block");
        if (!block.id.empty() && !ids_.insert(block.id).second) block.id.clear();
        document_.blocks.push_back(std::move(block));
    }

    void name_blocks() {
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

    /// What is stored has a limit in bytes; only machine-made input comes near it.
    void fit() {
        if (markup_.size() < kMaxBytes / 32 || to_json(document_).size() <= kMaxBytes) return;
        std::size_t bytes = 64;
        std::size_t kept = 0;
        for (; kept < document_.blocks.size(); ++kept) {
            bytes += to_json({{document_.blocks[kept]}}).size();
            if (bytes > kMaxBytes) break;
        }
        drop("block", static_cast<int>(document_.blocks.size() - kept));
        document_.blocks.resize(kept);
    }

    const HtmlInput& input_;
    Markup markup_;
    Marks marks_;
    std::vector<Element> open_;
    std::unordered_map<std::string, int> open_names_;  // how many of each are in open_
    std::unordered_map<std::string, int> beyond_;      // too deep to be kept, by name
    std::vector<Draft> drafts_;
    std::string skipped_;  // name of the element whose content is passed over
    int skip_depth_ = 0;
    int quotations_ = 0;  // <q> open

    Text text_;  // of the paragraph, item, cell … being read
    int spaces_ = 0;
    int no_breaks_ = 0;
    Span blank_marks_;

    std::optional<Draft> word_list_;
    std::string word_marker_;
    std::string id_, from_;  // for the next block
    std::size_t output_ = 0;
    std::size_t empty_cells_left_ = kMaxEmptyCells;
    Document document_;
    std::unordered_set<std::string> ids_;
    std::vector<Dropped> dropped_;
};

}  // namespace

FromHtml from_html(std::string_view html, const HtmlInput& input) { return Reader(html, input).read(); }

}  // namespace broadsheet::document
