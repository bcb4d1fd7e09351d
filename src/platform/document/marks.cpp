#include "platform/document/marks.h"

#include <algorithm>
#include <charconv>

#include "platform/document/tidy.h"

namespace broadsheet::document {

namespace {

constexpr std::size_t kMaxChanges = 128;

}  // namespace

void Marks::add_styles(const Tag& tag, Change& change) const {
    if (tag.has("style")) {
        const std::string weight = tag.style("font-weight");
        int number = 0;
        std::from_chars(weight.data(), weight.data() + weight.size(), number);
        if (weight.starts_with("bold") || number >= 600)
            change.strong = true;
        else if (weight == "normal" || number > 0)
            change.strong = false;
        const std::string style = tag.style("font-style");
        if (style == "italic" || style == "oblique")
            change.emphasis = true;
        else if (style == "normal")
            change.emphasis = false;
        const std::string align = tag.style("vertical-align");
        if (align == "super")
            change.script = 1;
        else if (align == "sub")
            change.script = -1;
        if (tag.style("mso-list") == "ignore") change.marker = true;
    }
    if (languages_ == Languages::Kept && is_language(tag.attribute("lang"))) {
        change.lang = std::string(tag.attribute("lang"));
    }
}

void Marks::open(const Tag& tag, std::size_t depth, std::optional<Link> link) {
    const std::string& name = tag.name;
    if (name == "a") {
        // A link inside a link ends the first.
        while (close("a")) {
        }
    }
    if (changes_.size() >= kMaxChanges) {
        ++beyond_[name];
        return;
    }
    Change change;
    change.name = name;
    change.depth = depth;
    change.link = std::move(link);
    if (one_of(name, {"b", "strong"}))
        change.strong = true;
    else if (one_of(name, {"i", "em", "cite", "dfn", "var"}))
        change.emphasis = true;
    else if (one_of(name, {"code", "kbd", "samp", "tt"}))
        change.code = true;
    else if (name == "sub")
        change.script = -1;
    else if (name == "sup")
        change.script = 1;
    else if (name == "small")
        change.small = true;
    add_styles(tag, change);
    push(std::move(change));
}

void Marks::open_block(const Tag& tag, std::size_t depth) {
    Change change;
    change.depth = depth;
    add_styles(tag, change);
    change.marker = false;
    if (!tag.name.empty() && tag.name[0] == 'h') change.strong.reset();  // a heading is bold of itself
    if (change.any() && changes_.size() < kMaxChanges) push(std::move(change));
}

void Marks::push(Change change) {
    changes_.push_back(std::move(change));
    settle();
}

bool Marks::close(const std::string& name) {
    if (const auto beyond = beyond_.find(name); beyond != beyond_.end() && beyond->second > 0) {
        --beyond->second;
        return true;
    }
    for (std::size_t at = changes_.size(); at-- > 0;) {
        if (changes_[at].name != name) continue;
        changes_.erase(changes_.begin() + static_cast<std::ptrdiff_t>(at));
        settle();
        return true;
    }
    return false;
}

void Marks::close_within(std::size_t depth) {
    if (changes_.empty() || changes_.back().depth <= depth) return;
    while (!changes_.empty() && changes_.back().depth > depth) changes_.pop_back();
    settle();
}

void Marks::settle() {
    now_ = {};
    marker_ = false;
    small_ = false;
    for (const Change& change : changes_) {
        if (change.strong) now_.strong = *change.strong;
        if (change.emphasis) now_.emphasis = *change.emphasis;
        if (change.code) now_.code = *change.code;
        if (change.script) {
            now_.subscript = *change.script < 0;
            now_.superscript = *change.script > 0;
        }
        if (change.lang) now_.lang = *change.lang;
        if (change.link) {
            now_.link_url = change.link->url;
            now_.link_story = change.link->story;
        }
        marker_ = marker_ || change.marker;
        small_ = small_ || change.small;
    }
}

}  // namespace broadsheet::document
