// The one normal form of texts and blocks, whatever they were made from: so that the same words are the same document.
// Private to this folder.
#pragma once

#include <string>
#include <string_view>

#include "platform/document/document.h"

namespace broadsheet::document {

enum class Lines { Keep, Join };

constexpr std::string_view kNoBreakSpace = "\xC2\xA0";

/// NFC, no control characters; spans with equal marks joined, empty ones gone; no blanks (spaces or U+00A0) at the ends
/// of the text and of its lines, no empty lines. `Join` makes spaces of line breaks.
void tidy(Text& text, Lines lines = Lines::Keep);

/// Tidies every text of a block, drops its empty paragraphs, items and rows; a gallery of one becomes a picture. False
/// when nothing is left and the block is to be dropped.
[[nodiscard]] bool tidy(Block& block);

/// Whether two spans differ in words only.
bool same_marks(const Span& a, const Span& b);
/// Other words with the same marks.
Span marked_like(const Span& span, std::string_view words);

/// Drops the rows of a table that hold nothing; without its header row it has none.
void drop_empty_rows(Block& table);

bool is_block_id(std::string_view id);   // eight of a–z 0–9
bool is_reference(std::string_view id);  // of a story or of media: 1–64 of A–Z a–z 0–9 _ -
bool is_language(std::string_view tag);  // BCP 47 in form

/// A block id from a seed: the same for the same seed.
std::string block_id_of(std::string_view seed);

}  // namespace broadsheet::document
