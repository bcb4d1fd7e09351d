// The body of a story from everything that may be sent for one: stored JSON (an input that begins with `{`), foreign
// HTML and the plain form (any other). Whatever is taken is a valid document, and a valid document prints to clean
// HTML.
#include <algorithm>
#include <array>
#include <cstdint>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include "fuzz/property.h"
#include "platform/document/document.h"
#include "platform/text/text.h"

using namespace broadsheet;
using namespace broadsheet::document;
using broadsheet::fuzz::require;

namespace {

bool among(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

/// Escaped text → text. Only the five escapes of theme/escape.h may stand in it, and nothing that needs one.
std::string unescaped(std::string_view html) {
    constexpr std::array<std::pair<std::string_view, char>, 5> kEscapes{
        {{"&amp;", '&'}, {"&lt;", '<'}, {"&gt;", '>'}, {"&quot;", '"'}, {"&#39;", '\''}}};
    std::string out;
    while (!html.empty()) {
        const char c = html[0];
        require(c != '<' && c != '>' && c != '"' && c != '\'', "text and attributes are escaped");
        std::size_t size = 1;
        out += c;
        if (c == '&') {
            const auto known = std::find_if(kEscapes.begin(), kEscapes.end(),
                                            [&](const auto& one) { return html.starts_with(one.first); });
            require(known != kEscapes.end(), "an ampersand is escaped");
            out.back() = known->second;
            size = known->first.size();
        }
        html.remove_prefix(size);
    }
    return out;
}

/// Reads printed HTML as strictly as it is written: known tags, known attributes in double quotes, all balanced. Gives
/// the words.
class Html {
public:
    explicit Html(std::string_view html) : rest_(html) {}

    std::string words() {
        std::string out;
        while (!rest_.empty()) {
            const std::size_t open = std::min(rest_.find('<'), rest_.size());
            out += unescaped(take(open));
            if (rest_.empty()) break;
            if (rest_.starts_with("</")) {
                close();
            } else if (tag() == "br") {
                out += '\n';
            }
        }
        require(open_.empty(), "every element is closed");
        return out;
    }

    [[nodiscard]] const std::set<std::string>& ids() const { return ids_; }

private:
    std::string_view take(std::size_t count) {
        const std::string_view out = rest_.substr(0, count);
        rest_.remove_prefix(out.size());
        return out;
    }

    void close() {
        const std::size_t end = rest_.find('>');
        require(end != std::string_view::npos && !open_.empty(), "an end tag has a start");
        require(rest_.substr(2, end - 2) == open_.back(), "elements are nested");
        open_.pop_back();
        rest_.remove_prefix(end + 1);
    }

    std::string_view tag() {
        rest_.remove_prefix(1);
        const std::string_view name = take(std::min(rest_.find_first_of(" >"), rest_.size()));
        require(
            among(name, {"p",     "h2",      "h3",         "blockquote", "aside",  "footer", "cite", "ul",     "ol",
                         "li",    "figure",  "figcaption", "picture",    "source", "img",    "div",  "table",  "thead",
                         "tbody", "caption", "tr",         "th",         "td",     "a",      "hr",   "strong", "em",
                         "i",     "span",    "sub",        "sup",        "code",   "small",  "br"}),
            "only elements of the allow-list are printed");
        const auto inside = [&](std::string_view one) {
            return std::find(open_.begin(), open_.end(), one) != open_.end();
        };
        if (name == "a") require(!inside("a"), "no link in a link");
        if (among(name, {"p", "h2", "h3", "ul", "ol", "table", "div", "aside", "blockquote", "figure"})) {
            require(!inside("p") && !inside("h2") && !inside("h3"), "no block in a paragraph");
        }
        while (rest_.starts_with(' ')) attribute();
        require(rest_.starts_with('>'), "a tag ends");
        rest_.remove_prefix(1);
        if (!among(name, {"br", "hr", "img", "source"})) open_.push_back(name);
        return name;
    }

    void attribute() {
        rest_.remove_prefix(1);
        const std::string_view name = take(std::min(rest_.find('='), rest_.size()));
        require(
            among(name, {"class", "id", "href", "rel", "hreflang", "lang", "scope", "src", "srcset", "sizes", "width",
                         "height", "alt", "loading", "decoding", "type", "tabindex", "role", "aria-label"}),
            "only attributes of the allow-list are printed");
        require(rest_.starts_with("=\""), "a value stands in double quotes");
        rest_.remove_prefix(2);
        const std::size_t end = rest_.find('"');
        require(end != std::string_view::npos, "a value ends");
        const std::string value = unescaped(take(end));
        rest_.remove_prefix(1);
        if (name == "href") {
            const std::string_view link = value;
            require(link.starts_with("https://") || link.starts_with("http://") || link.starts_with("mailto:") ||
                        link.starts_with("/") || link.starts_with("#b-"),
                    "a link leads to the web, to mail or into the paper");
            require(std::none_of(link.begin(), link.end(),
                                 [](char c) { return static_cast<unsigned char>(c) <= ' ' || c == '\\'; }),
                    "a link has no blanks, controls or backslashes");
        }
        if (name == "id") require(ids_.insert(value).second, "an id stands once in a page");
    }

    std::string_view rest_;
    std::vector<std::string_view> open_;
    std::set<std::string> ids_;
};

std::string words_of(const std::vector<ListItem>& items) {
    std::string out;
    for (const ListItem& item : items) out += to_text(item.text) + words_of(item.items);
    return out;
}

/// Every word of a block, in the order of its HTML; of a picture none, for its words are partly the resolver's.
std::string words_of(const Block& block) {
    std::string out = block.type == BlockType::Table ? to_text(block.caption) : std::string();
    out += to_text(block.text);
    for (const Text& paragraph : block.paragraphs) out += to_text(paragraph);
    out += to_text(block.cite) + words_of(block.items);
    for (const auto& row : block.rows) {
        for (const Text& cell : row) out += to_text(cell);
    }
    if (block.type == BlockType::Card) {
        out += block.title;
        if (!block.description.empty()) out += " " + block.description;
    }
    return out;
}

/// A newsroom that means ill: its words and its pictures' are markup.
const Resolver& resolver() {
    static const Resolver resolver = [] {
        Resolver out;
        out.picture = [](const std::string& media) -> std::optional<document::Picture> {
            if (media.size() % 3 == 0) return std::nullopt;
            document::Picture picture;
            picture.src = "/media/\"onerror=\"" + media;
            picture.webp_srcset = media.size() % 2 == 0 ? "/media/a.webp 1x" : "";
            picture.alt = "\"><script>alert(1)</script>";
            picture.caption = "<script>\n&";
            picture.credit = "'<b>";
            return picture;
        };
        out.story = [](const std::string& story) -> std::optional<StoryLink> {
            if (story.size() % 3 == 0) return std::nullopt;
            return StoryLink{story.size() % 2 == 0 ? "" : "/en/2022/01/\"" + story, "\"es"};
        };
        return out;
    }();
    return resolver;
}

void check_html(const Document& document) {
    std::set<std::string> ids;
    const auto blocks = blocks_to_html(document, resolver(), {Target::Page, "", "\"<script>"});
    require(blocks.size() == document.blocks.size(), "each block has its HTML");
    std::string together;
    for (std::size_t at = 0; at < blocks.size(); ++at) {
        const Block& block = document.blocks[at];
        Html html(blocks[at]);
        const std::string words = html.words();
        for (const std::string& id : html.ids()) {
            require(id == "b-" + block.id, "a block's HTML carries its id");
            require(ids.insert(id).second, "an id stands once in a page");
        }
        const bool pictures = block.type == BlockType::Picture || block.type == BlockType::Gallery;
        if (!pictures) require(words == words_of(block), "the words of the HTML are the words of the document");
        if (!together.empty() && !blocks[at].empty()) together += '\n';
        together += blocks[at];
    }
    require(to_html(document, resolver(), {Target::Page, "", "\"<script>"}) == together, "a page is its blocks");
    for (Target target : {Target::Feed, Target::Mail}) {
        const std::string printed = to_html(document, resolver(), {target, "https://paper.example", ""});
        Html html(printed);
        html.words();
        require(html.ids().empty(), "feeds and mail have no ids");
    }
}

void check(const Document& document) {
    const std::string json = to_json(document);
    require(json.size() <= kMaxBytes && document.blocks.size() <= kMaxBlocks, "a document keeps its limits");
    require(text::valid_utf8(json), "a document is UTF-8");
    const auto again = parse(json);
    require(again.has_value(), "what is stored can be read");
    require(*again == document, "what is read is what was stored");
    check_html(document);
    require(from_plain(to_plain(document), document) == document, "the plain form, unchanged, changes nothing");
    for (const std::string& id : media_of(document)) require(!id.empty() && id.size() <= 64, "a picture is an id");
    for (const std::string& id : stories_of(document)) require(!id.empty() && id.size() <= 64, "a story is an id");
    require(word_count(document) <= json.size(), "words are counted");
}

const Document& before() {
    static const Document document = [] {
        auto read = parse(R"({"v":1,"blocks":[
            {"id":"aaaaaaaa","type":"paragraph","text":[{"t":"One "},{"t":"strong","m":["strong"]},{"t":" word"}]},
            {"id":"bbbbbbbb","type":"heading","level":2,"text":[{"t":"Heading"}]},
            {"id":"cccccccc","type":"list","items":[{"text":[{"t":"item"}]}]},
            {"id":"dddddddd","type":"paragraph","text":[{"t":"Two\nlines"}]},
            {"id":"eeeeeeee","type":"divider"}]})");
        require(read.has_value(), "the document of the plain form is good");
        return std::move(*read);
    }();
    return document;
}

}  // namespace

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    if (bytes.starts_with('{')) {
        const auto document = parse(bytes);
        if (!document) {
            require(!document.error().fields.empty(), "a refusal says where");
            return 0;
        }
        check(*document);
        // What a page shows, pasted back.
        check(from_html(to_html(*document, resolver(), {}), {}).document);
        return 0;
    }

    if (!bytes.starts_with('<')) {
        check(from_plain(bytes, before()));
        return 0;
    }

    HtmlInput input;
    input.media = [](const std::string& key) { return key.size() % 3 == 0 ? std::nullopt : std::optional(key); };
    input.story = [](const std::string& href) {
        return href.starts_with("story:") ? std::optional(href.substr(6)) : std::nullopt;
    };
    input.id_seed = "seed";
    const FromHtml read = from_html(bytes, input);
    check(read.document);
    require(from_html(bytes, input).document == read.document, "the same seed gives the same document");
    for (const Dropped& dropped : read.dropped) require(dropped.count > 0, "what is reported was dropped");

    Document translation = read.document;
    pair_blocks(before(), translation);
    require(translation.blocks.size() == read.document.blocks.size(), "pairing keeps every block");
    for (std::size_t at = 0; at < translation.blocks.size(); ++at) {
        const std::string& had = read.document.blocks[at].from;
        const std::string& from = translation.blocks[at].from;
        const auto& source = before().blocks;
        const auto paired =
            std::find_if(source.begin(), source.end(), [&](const Block& one) { return one.id == from; });
        require(from == had || (had.empty() && paired != source.end() && paired->type == translation.blocks[at].type),
                "pairing sets only what is not set, and to a block of the same kind");
    }
    return 0;
}
