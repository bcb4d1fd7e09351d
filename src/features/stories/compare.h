// Two texts of one version, paragraph by paragraph and word by word: for revisions, for a source that went on, and for
// two people who saved at once. No I/O. Paragraphs are matched by their permanent ids, never by likeness.
#pragma once

#include <map>
#include <string>
#include <string_view>
#include <vector>

#include "features/stories/model.h"
#include "platform/document/document.h"

namespace broadsheet {

/// A stretch of a text: in both, only in the older, only in the newer.
struct Stretch {
    enum class In { Both, Older, Newer };
    In in = In::Both;
    std::string text;
    bool operator==(const Stretch&) const = default;
};

/// Word by word. Linear for equal ends; the differing middle is compared exactly up to 400 × 400 words, beyond that it
/// is one stretch out and one in.
std::vector<Stretch> compare_words(std::string_view older, std::string_view newer);

/// One row: a block of the older text beside the block it became.
struct ComparedBlock {
    enum class Kind { Same, Changed, Added, Removed };
    Kind kind = Kind::Same;
    const document::Block* older = nullptr;  // null: added
    const document::Block* newer = nullptr;  // null: removed
};

/// In reading order. A block that moved shows as removed where it was and added where it is. The documents must outlive
/// the rows.
std::vector<ComparedBlock> compare(const document::Document& older, const document::Document& newer);

/// The fields beside the body that differ: name (kicker, headline …), older, newer. The slug counts too.
struct ComparedField {
    std::string name, older, newer;
};
std::vector<ComparedField> compare_fields(const VersionText& older, const VersionText& newer);

/// One text of two, by somebody's choice: for each row of `compare(theirs, mine)` that differs, and each field of
/// `compare_fields(theirs, mine)`, whether theirs stands. What is not named stays mine.
struct Choices {
    std::map<std::size_t, bool> theirs_of_row;
    std::map<std::string, bool> theirs_of_field;
};
/// What to offer as chosen: theirs wherever mine is still as in `base`, the text both began with, and wherever they
/// added what I never saw; mine wherever I changed something. Nobody's words go without somebody choosing so.
Choices suggested(const VersionText& theirs, const VersionText& mine, const VersionText& base);
VersionText merged(const VersionText& theirs, const VersionText& mine, const Choices& choices);

/// What a reader of the desk sees of a block: its words, or for a picture, table … its words and what kind it is.
std::string words_of(const document::Block& block);

}  // namespace broadsheet
