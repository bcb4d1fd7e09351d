#include "features/corrections/model.h"

#include <algorithm>

#include "platform/text/text.h"

namespace broadsheet {

std::string_view name_of(CorrectionKind kind) {
    switch (kind) {
        case CorrectionKind::Correction: return "correction";
        case CorrectionKind::Clarification: return "clarification";
        case CorrectionKind::Update: return "update";
    }
    return "correction";
}

const std::vector<CorrectionKind>& all_correction_kinds() {
    static const std::vector<CorrectionKind> kAll = {CorrectionKind::Correction, CorrectionKind::Clarification,
                                                     CorrectionKind::Update};
    return kAll;
}

std::optional<CorrectionKind> correction_kind_named(std::string_view name) {
    for (const CorrectionKind kind : all_correction_kinds()) {
        if (name_of(kind) == name) return kind;
    }
    return std::nullopt;
}

Result<Correction> draft(std::string story, CorrectionKind kind, Texts texts, const std::vector<std::string>& published,
                         Instant at) {
    std::vector<FieldProblem> faults;
    Correction out;
    out.story = std::move(story);
    out.kind = kind;
    out.at = at;
    for (const auto& edition : published) {
        const auto given = texts.find(edition);
        std::string words = given == texts.end() ? std::string() : text::clean_line(given->second);
        const std::size_t length = text::length(words);
        if (words.empty()) {
            faults.push_back({"text." + edition, "problem.missing_in", {{"edition", edition}}});
        } else if (length < kCorrectionMinimum) {
            faults.push_back({"text." + edition, "problem.too_short", {{"min", std::to_string(kCorrectionMinimum)}}});
        } else if (length > kCorrectionMaximum) {
            faults.push_back({"text." + edition, "problem.too_long", {{"max", std::to_string(kCorrectionMaximum)}}});
        }
        out.texts.emplace(edition, std::move(words));
    }
    // Words that nobody would ever see are a mistake, not something to drop in silence.
    for (const auto& [edition, words] : texts) {
        const bool is_published = std::find(published.begin(), published.end(), edition) != published.end();
        if (!is_published && !text::clean_line(words).empty()) {
            faults.push_back({"text." + edition, "problem.not_published_there", {{"edition", edition}}});
        }
    }
    if (!faults.empty()) return invalid(std::move(faults));
    return out;
}

std::string anchor_of(const CorrectionNote& note) { return "correction-" + note.id; }

}  // namespace broadsheet
