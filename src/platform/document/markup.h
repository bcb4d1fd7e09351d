// Foreign HTML as a run of tags and words, in one pass: no tree, no memory of what is open. Comments, doctypes and the
// contents of scripts, styles and the like are passed over. Private to this folder.
#pragma once

#include <cstddef>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::document {

/// Whether a name is one of a few.
bool one_of(std::string_view name, std::initializer_list<std::string_view> names);
/// Without the white space of HTML at its ends.
std::string_view trimmed(std::string_view text);
constexpr std::string_view kSpace = " \t\n\r\f";

struct Tag {
    std::string name;  // lower case
    bool closing = false;
    bool self_closing = false;
    std::vector<std::pair<std::string, std::string>> attributes;  // names lower case, values decoded; at most 64

    /// Value of an attribute; empty when it has none.
    [[nodiscard]] std::string_view attribute(std::string_view wanted) const;
    [[nodiscard]] bool has(std::string_view wanted) const;
    /// Whether `class` holds this name.
    [[nodiscard]] bool has_class(std::string_view wanted) const;
    /// Value of a property in `style`, lower case and trimmed; empty when it has none.
    [[nodiscard]] std::string style(std::string_view property) const;
};

/// Whether an element of this name is structure (a block or part of one) rather than a mark inside a line.
bool is_structure(std::string_view name);

class Markup {
public:
    enum class Kind { Words, Tag, End };

    explicit Markup(std::string_view html) : html_(html) {}
    /// Reads on. After Words, `words()` holds them decoded; after Tag, `tag()`.
    Kind next();
    [[nodiscard]] const std::string& words() const { return words_; }
    [[nodiscard]] const Tag& tag() const { return tag_; }
    [[nodiscard]] std::size_t size() const { return html_.size(); }

private:
    bool read_tag();
    void read_attributes();
    void skip_declaration();
    void skip_raw_text();

    std::string_view html_;
    std::size_t at_ = 0;
    std::string words_;
    Tag tag_;
};

}  // namespace broadsheet::document
