// A page of the paper itself: about, legal notice, contact … in every edition, outside sections and lists. No I/O.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include "platform/document/document.h"
#include "platform/result/result.h"
#include "platform/time/time.h"
#include "site/editions.h"

namespace broadsheet {

struct PageText {
    std::string slug;         // the whole address below the edition: /en/about
    std::string title;        // ≤ 120 characters
    std::string description;  // ≤ 300; may be empty, in all editions
    Instant updated_at;       // last change of these words
    document::Document body;
    /// The same words; when they were last changed is not one.
    [[nodiscard]] bool says_the_same(const PageText& other) const;
};

struct Page {
    std::string id;
    std::int64_t position = 0;              // order in the footer
    std::map<std::string, PageText> texts;  // one per edition, always all of them
};

/// Cleaned and checked: title and body in every edition and a description in all or in none (DK-11), a slug that is
/// free for use (made from the title when empty). All field problems at once, fields `en.title`, `es.slug`, `en.body` …
/// Words for unknown editions are dropped.
Result<Page> check(Page page, const Editions& editions);

/// Dates the words: what did not change keeps its date; what did gets `now`, unless it brings a date of its own
/// (sample, imports).
void date_words(Page& page, const std::optional<Page>& before, Instant now);

}  // namespace broadsheet
