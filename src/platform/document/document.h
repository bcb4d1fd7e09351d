// The typed document: body text as blocks and marked spans, never stored HTML. Parsing, limits, rendering to HTML and
// plain text, reading of foreign HTML through an allow-list. Not pictures or stories: those are ids here, resolved by
// the caller.
//
// Stored as JSON. Members in this order; one marked ? is left out when empty, false or 0:
//   {"v":1,"blocks":[BLOCK…]}      BLOCK = {"id":"k3v09x2a","from"?:ID,"type":TYPE, and by type:
//     paragraph   "text":TEXT                              heading  "level":2|3,"text":TEXT
//     quote       "paragraphs":[TEXT…],"cite"?:TEXT        note     "paragraphs":[TEXT…]
//     pullquote   "text":TEXT,"cite"?:TEXT                 divider  nothing
//     list        "ordered"?:bool,"items":[{"text":TEXT,"items"?:[…]}…]
//     picture     "pictures":[{"media":ID,"caption"?:TEXT,"credit"?:""}]        just one
//     gallery     "pictures":[… two or more …],"caption"?:TEXT
//     table       "header_row"?:bool,"caption"?:TEXT,"rows":[[TEXT…]…]          rows of the same length
//     card        "url":"https://…","title":"…","description"?:"…"
//   TEXT = [{"t":"words","m"?:["strong","em","code","sub","sup"],"link"?:{"url":…}|{"story":ID},"lang"?:"ru"}…]
// A line break inside a text is "\n".
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"

namespace broadsheet::document {

inline constexpr std::size_t kMaxBlocks = 5'000;
inline constexpr std::size_t kMaxBytes = 1'000'000;
inline constexpr int kMaxDepth = 8;             // lists in lists
inline constexpr std::size_t kMaxRows = 1'000;  // of a table
inline constexpr std::size_t kMaxColumns = 100;

/// A run of text with one set of marks. JSON: {"t":"…","m":["strong","em","code","sub","sup"],"link":{…},"lang":"ru"}.
struct Span {
    std::string text;
    bool strong = false, emphasis = false, code = false, subscript = false, superscript = false;
    std::string lang;        // BCP 47 tag of a foreign phrase, or empty
    std::string link_url;    // absolute http(s) or mailto, or empty
    std::string link_story;  // story id, or empty
    bool operator==(const Span&) const = default;
};
using Text = std::vector<Span>;

enum class BlockType { Paragraph, Heading, Quote, PullQuote, List, Picture, Gallery, Table, Card, Divider, Note };
std::string_view name_of(BlockType type);  // "paragraph", "heading", "quote", "pullquote", "list", "picture", …

struct PictureRef {
    std::string media;   // media id
    Text caption;        // empty: the picture's own caption in this edition
    std::string credit;  // empty: the picture's own credit
    bool operator==(const PictureRef&) const = default;
};

struct ListItem {
    Text text;
    std::vector<ListItem> items;  // a nested list of the same kind
    bool operator==(const ListItem&) const = default;
};

/// One block. Which members count depends on `type`; the rest stay empty.
struct Block {
    std::string id;    // eight of a–z 0–9, permanent: a split keeps it on the first half
    std::string from;  // id of the source block this one translates, or empty
    BlockType type = BlockType::Paragraph;
    int level = 2;                        // heading: 2 or 3
    Text text;                            // paragraph, heading, pull quote
    std::vector<Text> paragraphs;         // quote, note
    Text cite;                            // quote, pull quote
    bool ordered = false;                 // list
    std::vector<ListItem> items;          // list
    std::vector<PictureRef> pictures;     // picture: one; gallery: two or more
    Text caption;                         // table, gallery
    bool header_row = false;              // table
    std::vector<std::vector<Text>> rows;  // table
    std::string url;                      // card
    std::string title;                    // card
    std::string description;              // card
    bool operator==(const Block&) const = default;
};

struct Document {
    std::vector<Block> blocks;
    bool operator==(const Document&) const = default;
    [[nodiscard]] bool empty() const { return blocks.empty(); }
};

/// A new random block id.
std::string new_block_id();

/// Strict: unknown members, unknown types, broken limits, duplicate or malformed ids, `javascript:` links are all
/// refused
/// (`problem.document.*`, field `body` or `body.blocks.N`). Text is NFC and free of control characters afterwards.
/// Empty paragraphs (also those with nothing but spaces or U+00A0) are dropped.
Result<Document> parse(std::string_view json);

/// Canonical JSON: stable order, one text for one document.
std::string to_json(const Document& document);

/// What a renderer needs to know of the world around the body.
struct Picture {
    std::string src;     // site path of the default size
    std::string srcset;  // empty: none
    std::string webp_srcset;
    std::string sizes;
    int width = 0, height = 0;
    std::string alt, caption, credit;
};
struct StoryLink {
    std::string path;      // site path; empty: no link is printed, the words stay
    std::string hreflang;  // set when the target is in another language
};
struct Resolver {
    std::function<std::optional<Picture>(const std::string& media)> picture;
    std::function<std::optional<StoryLink>(const std::string& story)> story;
};
enum class Target { Page, Feed, Mail };
struct HtmlOptions {
    Target target = Target::Page;  // Feed and Mail: absolute addresses, no anchors
    std::string site_url;          // "https://paper.example", for Feed and Mail
    std::string anchor_label;      // unused when empty: accessible name of a paragraph's anchor link
};
/// HTML of the whole body; each block carries id="b-ID" on pages. Everything escaped; the only way a body becomes HTML.
std::string to_html(const Document& document, const Resolver& resolver, const HtmlOptions& options);
/// HTML of each block apart, in order: for pages that put parts between blocks.
std::vector<std::string> blocks_to_html(const Document& document, const Resolver& resolver, const HtmlOptions& options);

/// Plain text, blocks separated by blank lines; pictures leave their caption.
std::string to_text(const Document& document);
std::string to_text(const Text& text);
/// Text of one block, one line a paragraph or item.
std::string to_text(const Block& block);
std::size_t word_count(const Document& document);

/// Media and stories a document points at, each once, in order.
std::vector<std::string> media_of(const Document& document);
std::vector<std::string> stories_of(const Document& document);

/// What reading foreign HTML left out or changed, for the importer's report and the desk's notice.
struct Dropped {
    std::string what;  // "script", "iframe", "style", "empty paragraph", "link javascript:" …
    int count = 0;
};
struct HtmlInput {
    /// Gives the media id for `<figure data-media=KEY>` or `<img src>`; nothing: the picture is dropped and reported.
    std::function<std::optional<std::string>(const std::string& key_or_src)> media;
    /// Gives the story id for `story:KEY` or an address of the paper; nothing: the href stays if http(s), else words
    /// only.
    std::function<std::optional<std::string>(const std::string& href)> story;
    /// Seed for reproducible ids (`SEED/ORDINAL`, hashed); empty: random ids.
    std::string id_seed;
};
struct FromHtml {
    Document document;
    std::vector<Dropped> dropped;
};
/// Foreign HTML (Word, Google Docs, mail, sample bodies, see sample/README.md) into a document, through an allow-list.
/// Never fails; what is not understood leaves its words. No empty paragraphs; styles dropped; quotes, dashes, links
/// kept. Linear in the input. The result keeps every limit of `parse`; what is beyond is counted as "block".
FromHtml from_html(std::string_view html, const HtmlInput& input);

/// The plain form, edited, into a document again: for the desk without script. Unchanged text gives `before` unchanged.
/// A paragraph or heading whose words are the same keeps id and marks, wherever it stands now; one with edited words
/// keeps its id and becomes plain text; the first half of a split keeps the id. Every other block stands where its line
/// stands; without its line it is gone. Limits are `parse`'s to check.
Document from_plain(std::string_view text, const Document& before);
/// What the plain form shows: paragraphs with blank lines between, headings as `## words` and `### words`, blocks that
/// it cannot edit as a line `[[k3v09x2a picture]]`. A paragraph's line that looks like one of these begins with a
/// backslash.
std::string to_plain(const Document& document);

/// Sets `from` on blocks of a translation by order where kinds agree and none is set.
void pair_blocks(const Document& source, Document& translation);

}  // namespace broadsheet::document
