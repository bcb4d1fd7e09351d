// Blocks to HTML: for pages, feeds and mail. The only way a body becomes HTML.
#include <array>
#include <utility>

#include "platform/document/document.h"
#include "platform/theme/escape.h"

namespace broadsheet::document {

namespace {

using theme::append_escaped;

class Writer {
public:
    Writer(const Resolver& resolver, const HtmlOptions& options) : resolver_(resolver), options_(options) {}

    std::string write(const Block& block) {
        out_.clear();
        switch (block.type) {
            case BlockType::Paragraph:
                open("p", {}, block);
                text(block.text);
                anchor(block);
                out_ += "</p>";
                break;
            case BlockType::Heading: {
                const char* tag = block.level == 3 ? "h3" : "h2";
                open(tag, {}, block);
                text(block.text);
                anchor(block);
                close(tag);
                break;
            }
            case BlockType::Quote:
                open("blockquote", {}, block);
                paragraphs(block.paragraphs);
                cite(block.cite);
                close("blockquote");
                break;
            case BlockType::PullQuote:
                open("aside", "pullquote", block);
                paragraphs({block.text});
                cite(block.cite);
                close("aside");
                break;
            case BlockType::List: list(block); break;
            case BlockType::Picture:
                if (!block.pictures.empty()) figure(block.pictures[0], &block);
                break;
            case BlockType::Gallery: gallery(block); break;
            case BlockType::Table: table(block); break;
            case BlockType::Card: card(block); break;
            case BlockType::Divider: open("hr", {}, block); break;
            case BlockType::Note:
                open("aside", "note", block);
                paragraphs(block.paragraphs);
                close("aside");
                break;
        }
        return std::move(out_);
    }

private:
    [[nodiscard]] bool on_page() const { return options_.target == Target::Page; }

    void attribute(std::string_view name, std::string_view value) {
        out_ += ' ';
        out_ += name;
        out_ += "=\"";
        append_escaped(out_, value);
        out_ += '"';
    }

    void number(std::string_view name, int value) {
        if (value > 0) attribute(name, std::to_string(value));
    }

    void open(std::string_view tag, std::string_view css_class, const Block& block) {
        out_ += '<';
        out_ += tag;
        if (!css_class.empty()) attribute("class", css_class);
        if (on_page()) attribute("id", "b-" + block.id);
        out_ += '>';
    }

    void close(std::string_view tag) {
        out_ += "</";
        out_ += tag;
        out_ += '>';
    }

    /// Feeds and mail are read elsewhere: a path alone would lead nowhere.
    [[nodiscard]] std::string absolute(const std::string& path) const {
        return !on_page() && path.starts_with('/') ? options_.site_url + path : path;
    }

    void anchor(const Block& block) {
        if (!on_page() || options_.anchor_label.empty()) return;
        out_ += "<a class=\"anchor\"";
        attribute("href", "#b-" + block.id);
        attribute("aria-label", options_.anchor_label);
        out_ += "></a>";
    }

    /// Elements around a span, outermost first: each as its start tag, so that equal tags of neighbours are one
    /// element.
    struct Around {
        std::string start;
        std::string_view end;
        bool operator==(const Around&) const = default;
    };

    std::vector<Around> around(const Span& span) {
        std::vector<Around> all;
        const std::string outer = std::exchange(out_, {});
        const auto take = [&](std::string_view end) { all.push_back({std::exchange(out_, {}), end}); };
        if (!span.link_url.empty()) {
            out_ = "<a";
            attribute("href", span.link_url);
            if (!span.link_url.starts_with("mailto:")) attribute("rel", "noopener");
            out_ += '>';
            take("</a>");
        } else if (!span.link_story.empty() && resolver_.story) {
            const auto story = resolver_.story(span.link_story);
            if (story && !story->path.empty()) {
                out_ = "<a";
                attribute("href", absolute(story->path));
                if (!story->hreflang.empty()) attribute("hreflang", story->hreflang);
                out_ += '>';
                take("</a>");
            }
        }
        if (span.strong) all.push_back({"<strong>", "</strong>"});
        if (!span.lang.empty()) {
            out_ = span.emphasis ? "<i" : "<span";
            attribute("lang", span.lang);
            out_ += '>';
            take(span.emphasis ? "</i>" : "</span>");
        } else if (span.emphasis) {
            all.push_back({"<em>", "</em>"});
        }
        if (span.subscript) all.push_back({"<sub>", "</sub>"});
        if (span.superscript) all.push_back({"<sup>", "</sup>"});
        if (span.code) all.push_back({"<code>", "</code>"});
        out_ = outer;
        return all;
    }

    void words(std::string_view text) {
        std::size_t from = 0;
        while (true) {
            const std::size_t line_break = text.find('\n', from);
            append_escaped(out_, text.substr(from, line_break - from));
            if (line_break == std::string_view::npos) return;
            out_ += "<br>";
            from = line_break + 1;
        }
    }

    void text(const Text& text) {
        std::vector<Around> open;
        for (const Span& span : text) {
            std::vector<Around> wanted = around(span);
            std::size_t same = 0;
            while (same < open.size() && same < wanted.size() && open[same] == wanted[same]) ++same;
            while (open.size() > same) {
                out_ += open.back().end;
                open.pop_back();
            }
            for (std::size_t at = same; at < wanted.size(); ++at) {
                out_ += wanted[at].start;
                open.push_back(std::move(wanted[at]));
            }
            words(span.text);
        }
        while (!open.empty()) {
            out_ += open.back().end;
            open.pop_back();
        }
    }

    void paragraphs(const std::vector<Text>& paragraphs) {
        for (const Text& paragraph : paragraphs) {
            out_ += "<p>";
            text(paragraph);
            out_ += "</p>";
        }
    }

    void cite(const Text& who) {
        if (who.empty()) return;
        out_ += "<footer><cite>";
        text(who);
        out_ += "</cite></footer>";
    }

    void items(const std::vector<ListItem>& items, std::string_view tag) {
        for (const ListItem& item : items) {
            out_ += "<li>";
            text(item.text);
            if (!item.items.empty()) {
                out_ += '<';
                out_ += tag;
                out_ += '>';
                this->items(item.items, tag);
                close(tag);
            }
            out_ += "</li>";
        }
    }

    void list(const Block& block) {
        const std::string_view tag = block.ordered ? "ol" : "ul";
        open(tag, {}, block);
        items(block.items, tag);
        close(tag);
    }

    void image(const Picture& picture) {
        const bool sources = on_page() && !picture.webp_srcset.empty();
        if (sources) {
            out_ += "<picture><source type=\"image/webp\"";
            attribute("srcset", picture.webp_srcset);
            if (!picture.sizes.empty()) attribute("sizes", picture.sizes);
            out_ += '>';
        }
        out_ += "<img";
        attribute("src", absolute(picture.src));
        if (on_page() && !picture.srcset.empty()) {
            attribute("srcset", picture.srcset);
            if (!picture.sizes.empty()) attribute("sizes", picture.sizes);
        }
        number("width", picture.width);
        number("height", picture.height);
        attribute("alt", picture.alt);
        if (on_page()) out_ += " loading=\"lazy\" decoding=\"async\"";
        out_ += '>';
        if (sources) out_ += "</picture>";
    }

    /// One picture with its caption; `block` when it is a block of its own. False when nobody knows the picture.
    bool figure(const PictureRef& ref, const Block* block) {
        const auto picture = resolver_.picture ? resolver_.picture(ref.media) : std::nullopt;
        if (!picture) return false;
        out_ += "<figure class=\"picture\"";
        if (block != nullptr && on_page()) attribute("id", "b-" + block->id);
        out_ += '>';
        image(*picture);
        const std::string& credit = ref.credit.empty() ? picture->credit : ref.credit;
        const bool captioned = !ref.caption.empty() || !picture->caption.empty();
        if (captioned || !credit.empty()) {
            out_ += "<figcaption>";
            if (!ref.caption.empty())
                text(ref.caption);
            else
                words(picture->caption);
            if (!credit.empty()) {
                out_ += captioned ? " <small>" : "<small>";
                append_escaped(out_, credit);
                out_ += "</small>";
            }
            out_ += "</figcaption>";
        }
        out_ += "</figure>";
        return true;
    }

    void gallery(const Block& block) {
        open("div", "gallery", block);
        bool any = false;
        for (const PictureRef& ref : block.pictures) any = figure(ref, nullptr) || any;
        if (!any) {
            out_.clear();
            return;
        }
        if (!block.caption.empty()) {
            out_ += "<p class=\"caption\">";
            text(block.caption);
            out_ += "</p>";
        }
        out_ += "</div>";
    }

    void row(const std::vector<Text>& cells, bool header) {
        out_ += "<tr>";
        for (const Text& cell : cells) {
            out_ += header ? "<th scope=\"col\">" : "<td>";
            text(cell);
            out_ += header ? "</th>" : "</td>";
        }
        out_ += "</tr>";
    }

    void table(const Block& block) {
        if (on_page()) {
            out_ += "<div class=\"table-scroll\"";
            attribute("id", "b-" + block.id);
            // A wide table scrolls in its own box, which a keyboard must reach and a screen reader must be able to
            // name.
            out_ += " tabindex=\"0\"";
            if (!block.caption.empty()) {
                attribute("role", "region");
                attribute("aria-label", to_text(block.caption));
            }
            out_ += '>';
        }
        out_ += "<table>";
        if (!block.caption.empty()) {
            out_ += "<caption>";
            text(block.caption);
            out_ += "</caption>";
        }
        std::size_t first = 0;
        if (block.header_row && !block.rows.empty()) {
            out_ += "<thead>";
            row(block.rows[0], true);
            out_ += "</thead>";
            first = 1;
        }
        if (first < block.rows.size()) {
            out_ += "<tbody>";
            for (std::size_t at = first; at < block.rows.size(); ++at) row(block.rows[at], false);
            out_ += "</tbody>";
        }
        out_ += on_page() ? "</table></div>" : "</table>";
    }

    void card(const Block& block) {
        open("p", "card", block);
        out_ += "<a";
        attribute("href", block.url);
        if (!block.url.starts_with("mailto:")) attribute("rel", "noopener");
        out_ += '>';
        append_escaped(out_, block.title.empty() ? block.url : block.title);
        out_ += "</a>";
        if (!block.description.empty()) {
            out_ += ' ';
            append_escaped(out_, block.description);
        }
        out_ += "</p>";
    }

    const Resolver& resolver_;
    const HtmlOptions& options_;
    std::string out_;
};

}  // namespace

std::vector<std::string> blocks_to_html(const Document& document, const Resolver& resolver,
                                        const HtmlOptions& options) {
    Writer writer(resolver, options);
    std::vector<std::string> out;
    out.reserve(document.blocks.size());
    for (const Block& block : document.blocks) out.push_back(writer.write(block));
    return out;
}

std::string to_html(const Document& document, const Resolver& resolver, const HtmlOptions& options) {
    std::string out;
    Writer writer(resolver, options);
    for (const Block& block : document.blocks) {
        const std::string html = writer.write(block);
        if (html.empty()) continue;
        if (!out.empty()) out += '\n';
        out += html;
    }
    return out;
}

}  // namespace broadsheet::document
