// Where in the HTML a template's tag stands, so that text goes only where escaping protects it. A reading of the
// template's literal text, not a parser of pages. Private to this folder.
#pragma once

#include <string>
#include <string_view>

namespace broadsheet::theme {

class Place {
public:
    enum class Kind {
        Text,          // between tags, in comments, titles and text areas: escaped text is safe
        Attribute,     // inside a quoted attribute value
        AddressStart,  // at the very start of a quoted attribute that holds an address: only addresses
        Script,        // inside <script> or <style>: only HTML that a renderer made for it
        Tag,           // inside a tag: names, unquoted values, event handlers: nothing
    };

    /// Follows literal text of the template.
    void read(std::string_view literal);
    /// Follows a printed value: what comes after it is no longer the start of an attribute.
    void printed() { value_empty_ = false; }
    [[nodiscard]] Kind kind() const;

    /// Whether a section that began at `before` may end here: each way through it must lead to the same place.
    [[nodiscard]] bool agrees_with(const Place& before) const;
    /// After a section that may have printed nothing.
    void maybe_skipped(const Place& before) {
        value_empty_ = value_empty_ || (before.in_value() && before.value_empty_);
    }

private:
    enum class State { Text, TagOpen, TagName, InTag, AttributeName, BeforeValue, Double, Single, Unquoted, Comment };

    void step(char c);
    void end_tag();
    [[nodiscard]] bool in_value() const { return state_ == State::Double || state_ == State::Single; }

    State state_ = State::Text;
    std::string tag_;        // of the tag being read
    std::string attribute_;  // of the attribute being read
    std::string raw_;        // "script" or "style" while inside one
    std::string recent_;     // the last few characters, to see "<!--", "-->" and "</script"
    bool value_empty_ = false;
};

}  // namespace broadsheet::theme
