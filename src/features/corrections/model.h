// A published note that a story was wrong, unclear or has moved on, in every edition the story is published in. No I/O.
#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"
#include "site/editions.h"

namespace broadsheet {

/// A correction says that something was wrong and stands above the story; a clarification and an update stand below it.
enum class CorrectionKind { Correction, Clarification, Update };
std::string_view name_of(CorrectionKind kind);
std::optional<CorrectionKind> correction_kind_named(std::string_view name);
const std::vector<CorrectionKind>& all_correction_kinds();

inline constexpr std::size_t kCorrectionMinimum = 10;  // characters: "Oops." is no correction
inline constexpr std::size_t kCorrectionMaximum = 600;

struct Correction {
    std::string id;
    std::string story;
    CorrectionKind kind = CorrectionKind::Correction;
    Instant at;
    Texts texts;  // one per edition the story was published in
};

/// One correction as an edition prints it.
struct CorrectionNote {
    std::string id;
    std::string story;
    CorrectionKind kind = CorrectionKind::Correction;
    Instant at;
    std::string text;
};

/// Cleans the words and refuses a published edition without any, words for an edition the story is not published in,
/// and fewer than 10 or more than 600 characters. Fields `text.ED`. The id is the caller's to give.
Result<Correction> draft(std::string story, CorrectionKind kind, Texts texts, const std::vector<std::string>& published,
                         Instant at);

/// Fragment of a correction on its story and on the list: `correction-ID`.
std::string anchor_of(const CorrectionNote& note);

}  // namespace broadsheet
