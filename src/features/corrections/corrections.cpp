#include "features/corrections/corrections.h"

#include "features/corrections/store.h"
#include "platform/crypto/crypto.h"
#include "site/audit.h"

namespace broadsheet {

Corrections::Corrections(db::Database& database, const Editions& editions, const Stories& stories, const Clock& clock)
    : database_(database), editions_(editions), stories_(stories), clock_(clock) {}

Result<Durable<Correction>> Corrections::publish(const Editor& who, const std::string& story, CorrectionKind kind,
                                                 Texts texts) {
    if (!who.may(Right::Correct)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return publish(tx, who, story, kind, texts, clock_.now()); });
}

Result<Correction> Corrections::publish(db::Tx& tx, const Editor& who, const std::string& story, CorrectionKind kind,
                                        Texts texts, Instant at) {
    if (!who.may(Right::Correct)) return forbidden();
    const auto published = stories_.published_editions(tx, story);
    if (published.empty()) return not_found("story");
    auto correction = draft(story, kind, std::move(texts), published, at);
    if (!correction) return correction;
    correction->id = crypto::new_id(at);
    CorrectionStore().insert(tx, *correction);
    note_audit(tx, clock_.now(), who.id, "corrections.publish", "story:" + story, correction->id);
    return correction;
}

std::vector<CorrectionNote> Corrections::of_story(db::ReadTx& tx, const std::string& story,
                                                  const std::string& edition) const {
    return CorrectionStore().of_story(tx, story, edition);
}

std::map<std::string, std::vector<CorrectionNote>> Corrections::of_stories(db::ReadTx& tx,
                                                                           const std::vector<std::string>& stories,
                                                                           const std::string& edition) const {
    std::map<std::string, std::vector<CorrectionNote>> out;
    for (auto& note : CorrectionStore().of_stories(tx, stories, edition)) out[note.story].push_back(std::move(note));
    return out;
}

std::vector<CorrectionNote> Corrections::newest(db::ReadTx& tx, const std::string& edition, int limit) const {
    return CorrectionStore().newest(tx, edition, limit);
}

std::pair<Instant, Instant> Corrections::bounds(int year, int month) const {
    const text::Zone& zone = editions_.zone();
    const text::Day next = month == 12 ? text::Day{year + 1, 1, 1} : text::Day{year, month + 1, 1};
    return {zone.start_of({year, month, 1}), zone.start_of(next)};
}

std::vector<CorrectionNote> Corrections::of_month(db::ReadTx& tx, const std::string& edition, int year,
                                                  int month) const {
    const auto [from, to] = bounds(year, month);
    return CorrectionStore().between(tx, edition, from, to);
}

std::pair<int, int> Corrections::months_around(db::ReadTx& tx, const std::string& edition, int year, int month) const {
    const auto [from, to] = bounds(year, month);
    const auto month_of = [&](const std::optional<Instant>& at) {
        if (!at) return 0;
        const text::Day day = editions_.zone().day(*at);
        return day.year * 100 + day.month;
    };
    const CorrectionStore store;
    return {month_of(store.last_before(tx, edition, from)), month_of(store.first_from(tx, edition, to))};
}

}  // namespace broadsheet
