#include "platform/document/html_reader.h"

#include <algorithm>
#include <charconv>

#include "platform/document/tidy.h"
#include "platform/text/text.h"
#include "platform/theme/theme.h"

namespace broadsheet::document {

namespace {

bool is_void(std::string_view name) {
    return one_of(name, {"area", "base", "br", "col", "embed", "hr", "img", "input", "link", "meta", "param", "source",
                         "track", "wbr", "frame"});
}

/// Elements whose content is not body text, and what the report calls them.
std::string_view left_out(std::string_view name) {
    if (one_of(name, {"select", "button", "datalist", "label", "optgroup", "option"})) return "form field";
    if (one_of(name, {"svg", "math", "video", "audio", "object", "canvas", "template", "map", "applet", "xml"}))
        return name;
    return {};
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

}  // namespace

FromHtml HtmlReader::read() {
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

Marks::Languages HtmlReader::languages_of(std::string_view html) {
    const bool office = html.find("mso-") != std::string_view::npos ||
                        html.find("MsoNormal") != std::string_view::npos ||
                        html.find("schemas-microsoft-com") != std::string_view::npos ||
                        html.find("LibreOffice") != std::string_view::npos;
    return office ? Marks::Languages::Noise : Marks::Languages::Kept;
}

void HtmlReader::drop(std::string_view what, int count) {
    for (Dropped& known : dropped_) {
        if (known.what == what) {
            known.count += count;
            return;
        }
    }
    dropped_.push_back({std::string(what), count});
}

void HtmlReader::tag(const Tag& tag) {
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
    if (one_of(tag.name, {"script", "style", "iframe", "noscript", "embed", "frame"})) return drop_element(tag.name);
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

void HtmlReader::drop_element(std::string_view what) {
    drop(what);
    ++output_;  // the paragraph around it was not empty
}

std::optional<Marks::Link> HtmlReader::link_of(const Tag& tag) {
    const std::string href = unwrapped(trimmed(tag.attribute("href")));
    if (href.empty() || tag.has_class("anchor")) return std::nullopt;
    if (input_.story) {
        if (auto story = input_.story(href); story && is_reference(*story)) return Marks::Link{{}, std::move(*story)};
    }
    if (const auto url = theme::WebUrl::parse(href)) {
        if (url->str().size() <= kMaxLink) return Marks::Link{url->str(), {}};
        drop("link beyond the limit");
        return std::nullopt;
    }
    drop("link " + kind_of_link(href));
    return std::nullopt;
}

bool HtmlReader::cites() const {
    for (std::size_t at = open_.size(); at-- > 0;) {
        if (open_[at].kind == Kind::Quote) return true;
        if (open_[at].kind != Kind::Flow) return false;
    }
    return false;
}

void HtmlReader::close(const std::string& name) {
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

FromHtml from_html(std::string_view html, const HtmlInput& input) { return HtmlReader(html, input).read(); }

}  // namespace broadsheet::document
