#include "platform/document/markup.h"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "platform/document/entities.h"

namespace broadsheet::document {

namespace {

constexpr std::size_t kMaxAttributes = 64;

char lower(char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; }
bool is_letter(char c) { return lower(c) >= 'a' && lower(c) <= 'z'; }
bool is_space(char c) { return kSpace.find(c) != std::string_view::npos; }

std::string lowered(std::string_view text) {
    std::string out(text);
    std::transform(out.begin(), out.end(), out.begin(), lower);
    return out;
}

/// Elements whose content is not markup; theirs is never body text.
bool holds_raw_text(std::string_view name) {
    constexpr std::array<std::string_view, 8> names = {"script", "style",    "textarea", "title",
                                                       "iframe", "noscript", "noembed",  "noframes"};
    return std::find(names.begin(), names.end(), name) != names.end();
}

}  // namespace

bool one_of(std::string_view name, std::initializer_list<std::string_view> names) {
    return std::find(names.begin(), names.end(), name) != names.end();
}

std::string_view trimmed(std::string_view text) {
    const std::size_t first = text.find_first_not_of(kSpace);
    return first == std::string_view::npos ? std::string_view()
                                           : text.substr(first, text.find_last_not_of(kSpace) - first + 1);
}

bool is_structure(std::string_view name) {
    static const std::unordered_set<std::string_view> names = {
        "p",    "h1",  "h2",   "h3",      "h4",       "h5",         "h6",      "blockquote", "aside",  "ul",     "ol",
        "menu", "dir", "li",   "figure",  "table",    "caption",    "thead",   "tbody",      "tfoot",  "tr",     "td",
        "th",   "pre", "div",  "section", "article",  "main",       "header",  "footer",     "nav",    "center", "dl",
        "dt",   "dd",  "form", "details", "fieldset", "figcaption", "address", "summary",    "hgroup", "legend"};
    return names.contains(name);
}

std::string_view Tag::attribute(std::string_view wanted) const {
    for (const auto& [name, value] : attributes) {
        if (name == wanted) return value;
    }
    return {};
}

bool Tag::has(std::string_view wanted) const {
    return std::any_of(attributes.begin(), attributes.end(), [&](const auto& one) { return one.first == wanted; });
}

bool Tag::has_class(std::string_view wanted) const {
    std::string_view rest = attribute("class");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find_first_of(kSpace), rest.size());
        if (rest.substr(0, end) == wanted) return true;
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return false;
}

std::string Tag::style(std::string_view property) const {
    std::string_view rest = attribute("style");
    while (!rest.empty()) {
        const std::size_t end = std::min(rest.find(';'), rest.size());
        const std::string_view one = rest.substr(0, end);
        const std::size_t colon = one.find(':');
        if (colon != std::string_view::npos && lowered(trimmed(one.substr(0, colon))) == property) {
            return lowered(trimmed(one.substr(colon + 1)));
        }
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return {};
}

Markup::Kind Markup::next() {
    words_.clear();
    while (at_ < html_.size()) {
        const std::size_t open = html_.find('<', at_);
        if (open != at_) {
            words_ += decoded(html_.substr(at_, open - at_), In::Text);
            at_ = std::min(open, html_.size());
            return Kind::Words;
        }
        const char next = at_ + 1 < html_.size() ? html_[at_ + 1] : '\0';
        const char after = at_ + 2 < html_.size() ? html_[at_ + 2] : '\0';
        if (next == '!' || next == '?' || (next == '/' && after == '>')) {
            skip_declaration();
        } else if (is_letter(next) || (next == '/' && is_letter(after))) {
            if (read_tag()) return Kind::Tag;
        } else {
            words_ = "<";
            ++at_;
            return Kind::Words;
        }
    }
    return Kind::End;
}

/// Comments (Word's conditions among them), doctypes, XML declarations: to their end, or to the end of everything.
void Markup::skip_declaration() {
    if (html_.substr(at_, 4) == "<!--") {
        // "<!-->" is a whole comment.
        const std::size_t end = html_.find("-->", at_ + 2);
        at_ = end == std::string_view::npos ? html_.size() : end + 3;
        return;
    }
    const std::size_t end = html_.find('>', at_);
    at_ = end == std::string_view::npos ? html_.size() : end + 1;
}

/// False when the tag never ends: it is then no tag, nor are its letters words.
bool Markup::read_tag() {
    tag_ = {};
    ++at_;
    if (html_[at_] == '/') {
        tag_.closing = true;
        ++at_;
    }
    const std::size_t end = std::min(html_.find_first_of(" \t\n\r\f/>", at_), html_.size());
    tag_.name = lowered(html_.substr(at_, std::min<std::size_t>(end - at_, 40)));
    at_ = end;
    read_attributes();
    if (at_ >= html_.size()) return false;
    ++at_;  // '>'
    // "<iframe/>" is no empty element to a browser, but it is to those who write it.
    if (!tag_.closing && !tag_.self_closing && holds_raw_text(tag_.name)) skip_raw_text();
    return true;
}

void Markup::read_attributes() {
    while (at_ < html_.size() && html_[at_] != '>') {
        if (is_space(html_[at_]) || html_[at_] == '/') {
            tag_.self_closing = html_[at_] == '/';
            ++at_;
            continue;
        }
        tag_.self_closing = false;
        std::size_t end = std::min(html_.find_first_of(" \t\n\r\f/>=", at_ + 1), html_.size());
        std::string name = lowered(html_.substr(at_, std::min<std::size_t>(end - at_, 40)));
        at_ = end;
        std::size_t next = std::min(html_.find_first_not_of(kSpace, at_), html_.size());
        std::string_view value;
        if (next < html_.size() && html_[next] == '=') {
            next = std::min(html_.find_first_not_of(kSpace, next + 1), html_.size());
            const char quote = next < html_.size() ? html_[next] : '\0';
            if (quote == '"' || quote == '\'') {
                end = html_.find(quote, next + 1);
                if (end == std::string_view::npos) {
                    at_ = html_.size();
                    return;
                }
                value = html_.substr(next + 1, end - next - 1);
                at_ = end + 1;
            } else {
                end = std::min(html_.find_first_of(" \t\n\r\f>", next), html_.size());
                value = html_.substr(next, end - next);
                at_ = end;
            }
        }
        if (tag_.attributes.size() < kMaxAttributes && !tag_.has(name)) {
            tag_.attributes.emplace_back(std::move(name), decoded(value, In::Attribute));
        }
    }
}

void Markup::skip_raw_text() {
    const std::string closing = "</" + tag_.name;
    for (std::size_t at = html_.find("</", at_); at != std::string_view::npos; at = html_.find("</", at + 2)) {
        if (lowered(html_.substr(at, closing.size())) == closing) {
            const std::size_t end = html_.find('>', at);
            at_ = end == std::string_view::npos ? html_.size() : end + 1;
            return;
        }
    }
    at_ = html_.size();
}

}  // namespace broadsheet::document
