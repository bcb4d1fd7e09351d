// Foreign HTML into blocks. A machine over a run of tags rather than over a tree: what is open is a stack of at most
// 200 elements, marks are a stack of at most 128, nothing recurses, and every step is bounded, whatever the input. Tags
// are in html_in.cpp, what they open and close in html_structure.cpp, where words go in html_words.cpp, what becomes of
// it all in html_blocks.cpp. Private to this folder.
#pragma once

#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <unordered_set>
#include <vector>

#include "platform/document/document.h"
#include "platform/document/draft.h"
#include "platform/document/marks.h"
#include "platform/document/markup.h"

namespace broadsheet::document {

constexpr std::size_t kMaxEmptyCells = 100'000;  // that spans of tables may add to a document
constexpr std::size_t kMaxLink = 2'048;          // bytes, as in a sitemap: an address is copied with every mark inside

class HtmlReader {
public:
    HtmlReader(std::string_view html, const HtmlInput& input)
        : input_(input), markup_(html), marks_(languages_of(html)) {}
    FromHtml read();

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

    static Marks::Languages languages_of(std::string_view html);
    void drop(std::string_view what, int count = 1);

    void tag(const Tag& tag);
    void drop_element(std::string_view what);
    std::optional<Marks::Link> link_of(const Tag& tag);
    /// Whether a <cite> here names who is quoted: directly in the quotation, not inside its words.
    [[nodiscard]] bool cites() const;
    void close(const std::string& name);

    void open(const Tag& tag);
    /// What the start of one element ends: paragraphs, and items, cells and rows of the same list or table.
    void close_implied(const std::string& name);
    void close_up_to(Kind kind, std::initializer_list<Kind> walls);
    void take_identity(const Tag& tag, Element& element);
    void give_identity(Block& block);
    /// The draft that words and elements here belong to; null at the top.
    Draft* current();
    [[nodiscard]] bool in(Draft* draft, std::initializer_list<BlockType> types) const;
    static constexpr std::initializer_list<BlockType> kQuotes = {BlockType::Quote, BlockType::PullQuote,
                                                                 BlockType::Note};
    static constexpr std::initializer_list<BlockType> kFigures = {BlockType::Picture, BlockType::Gallery};
    void begin(BlockType type, Element& element);
    /// Makes way for a block of its own inside another: a list or quotation is cut in two, a table turns out to be
    /// layout.
    void make_way();
    /// Reads a table as if it were not there: its words so far become paragraphs of what is around it.
    void dissolve(Draft& draft);
    static bool one_of_kinds(Kind kind, std::initializer_list<Kind> kinds);
    void spill(Draft& draft);
    /// Decides what an element is here, and begins its draft when it is a block of several parts.
    void choose(const Tag& tag, Element& element);
    static bool one_of_classes(const Tag& tag, std::initializer_list<std::string_view> names);
    void choose_list(bool ordered, Element& element);
    void choose_table_part(const Tag& tag, Element& element, Draft& draft);
    static int word_level(const std::string& list);
    void add_item(Draft& draft, Element& element, Text text);
    void close_top();

    void words(std::string_view text);
    [[nodiscard]] bool in_caption() const;
    void see_blank(Draft* figure, bool no_break);
    void append(const Span& marks, std::string_view words);
    void letters(std::string_view letters);
    [[nodiscard]] bool ends_in_break() const { return !text_.empty() && text_.back().text.ends_with('\n'); }
    void line_break();
    /// The element that says where words go; none: they are paragraphs of the body.
    [[nodiscard]] std::optional<std::size_t> sink() const;
    void flush();
    void route(Text text);
    void add_paragraph(Text text);
    /// "1.", "a)", "iv." number an item; "·", "o", "§" only mark it.
    static bool numbers(std::string_view marker);
    void add_card(Text text);

    void divider(const Tag& tag);
    void image(const Tag& tag);
    /// A picture in a table of data comes after it; any other table with pictures is layout.
    void make_way_for_picture();
    bool add_picture(Draft& draft, const std::string& key);

    void finish(Draft draft);
    void finish_figure(Draft draft);
    void finish_table(Draft draft);
    void finish_word_list();
    void emit(Block block);
    void name_blocks();
    /// What is stored has a limit in bytes; only machine-made input comes near it.
    void fit();

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

    std::optional<Draft> word_list_;  // made of paragraphs, as Word has them
    std::string word_marker_;
    std::string id_, from_;  // for the next block
    std::size_t output_ = 0;
    std::size_t empty_cells_left_ = kMaxEmptyCells;
    std::size_t link_bytes_left_ = kMaxBytes;  // that copies of addresses may add: more could not be stored
    Document document_;
    std::unordered_set<std::string> ids_;
    std::vector<Dropped> dropped_;
};

}  // namespace broadsheet::document
