// The marks that hold where foreign HTML is being read: tags inside lines, styles on any tag. Private to this folder.
#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/document/document.h"
#include "platform/document/markup.h"

namespace broadsheet::document {

class Marks {
public:
    struct Link {
        std::string url, story;
    };
    enum class Languages { Kept, Noise };  // Word and LibreOffice put one on everything

    explicit Marks(Languages languages) : languages_(languages) {}

    /// A tag inside a line, opened `depth` blocks deep. `link` is what became of an address.
    void open(const Tag& tag, std::size_t depth, std::optional<Link> link);
    /// The marks that a block's own tag brings. The block is the `depth`-th.
    void open_block(const Tag& tag, std::size_t depth);
    /// The end of the innermost tag of that name, wherever it stands: `<b><i></b></i>` is read as people mean it.
    bool close(const std::string& name);
    /// The end of all that was opened more than `depth` blocks deep.
    void close_within(std::size_t depth);

    [[nodiscard]] const Span& now() const { return now_; }    // its text is empty
    [[nodiscard]] bool in_marker() const { return marker_; }  // of one of Word's list paragraphs
    [[nodiscard]] bool in_small() const { return small_; }

private:
    struct Change {
        std::string name;
        std::size_t depth = 0;
        std::optional<bool> strong, emphasis, code;
        std::optional<int> script;  // -1 below, 0 on, 1 above the line
        std::optional<std::string> lang;
        std::optional<Link> link;
        bool marker = false;
        bool small = false;
        [[nodiscard]] bool any() const {
            return strong || emphasis || code || script || lang || link || marker || small;
        }
    };

    void add_styles(const Tag& tag, Change& change) const;
    void push(Change change);
    void settle();

    Languages languages_;
    std::vector<Change> changes_;
    std::unordered_map<std::string, int> beyond_;  // tags too deep to be kept, by name
    Span now_;
    bool marker_ = false;
    bool small_ = false;
};

}  // namespace broadsheet::document
