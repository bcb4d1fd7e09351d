// Corrections: open notes that a story was wrong, on the story and on a list of their own. They change no version and
// no date of the story: what was published when is one thing, what was said of it afterwards another.
#pragma once

#include <map>
#include <string>
#include <utility>
#include <vector>

#include "features/corrections/model.h"
#include "features/stories/stories.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

/// Newest corrections that the first page shows; everything older is in closed months.
inline constexpr int kCorrectionsLength = 30;

class Corrections {
public:
    Corrections(db::Database& database, const Editions& editions, const Stories& stories, const Clock& clock);

    /// Publishes a note in every edition the story is published in, or in none. Rights: Correct.
    Result<Durable<Correction>> publish(const Editor& who, const std::string& story, CorrectionKind kind, Texts texts);
    /// The same inside a transaction at a chosen time: sample, imports.
    Result<Correction> publish(db::Tx& tx, const Editor& who, const std::string& story, CorrectionKind kind,
                               Texts texts, Instant at);

    /// Oldest first.
    [[nodiscard]] std::vector<CorrectionNote> of_story(db::ReadTx& tx, const std::string& story,
                                                       const std::string& edition) const;
    /// Of many stories at once, by story; oldest first.
    [[nodiscard]] std::map<std::string, std::vector<CorrectionNote>> of_stories(db::ReadTx& tx,
                                                                                const std::vector<std::string>& stories,
                                                                                const std::string& edition) const;
    /// Newest first.
    [[nodiscard]] std::vector<CorrectionNote> newest(db::ReadTx& tx, const std::string& edition,
                                                     int limit = kCorrectionsLength) const;
    [[nodiscard]] std::vector<CorrectionNote> of_month(db::ReadTx& tx, const std::string& edition, int year,
                                                       int month) const;
    /// The months with corrections before and after a month (yyyymm); 0: none.
    [[nodiscard]] std::pair<int, int> months_around(db::ReadTx& tx, const std::string& edition, int year,
                                                    int month) const;

private:
    [[nodiscard]] std::pair<Instant, Instant> bounds(int year, int month) const;
    db::Database& database_;
    const Editions& editions_;
    const Stories& stories_;
    const Clock& clock_;
};

}  // namespace broadsheet
