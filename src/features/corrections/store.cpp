#include "features/corrections/store.h"

namespace broadsheet {

namespace {

constexpr db::Sql kInsert{"corrections.insert",
                          "INSERT INTO correction (id, story_id, kind, at) VALUES ($1, $2, $3, $4)"};
constexpr db::Sql kInsertText{"corrections.insert_text",
                              "INSERT INTO correction_text (correction_id, edition, text) VALUES ($1, $2, $3)"};
constexpr db::Sql kOfStory{"corrections.of_story",
                           "SELECT c.id, c.story_id, c.kind, c.at, t.text FROM correction c "
                           "JOIN correction_text t ON t.correction_id = c.id AND t.edition = $2 "
                           "WHERE c.story_id = $1 ORDER BY c.at, c.id"};
constexpr db::Sql kOfStories{"corrections.of_stories",
                             "SELECT c.id, c.story_id, c.kind, c.at, t.text FROM correction c "
                             "JOIN correction_text t ON t.correction_id = c.id AND t.edition = $1 "
                             "WHERE c.story_id IN ($2[]) ORDER BY c.at, c.id"};
constexpr db::Sql kNewest{"corrections.newest",
                          "SELECT c.id, c.story_id, c.kind, c.at, t.text FROM correction c "
                          "JOIN correction_text t ON t.correction_id = c.id AND t.edition = $1 "
                          "ORDER BY c.at DESC, c.id DESC LIMIT $2"};
constexpr db::Sql kBetween{"corrections.between",
                           "SELECT c.id, c.story_id, c.kind, c.at, t.text FROM correction c "
                           "JOIN correction_text t ON t.correction_id = c.id AND t.edition = $1 "
                           "WHERE c.at >= $2 AND c.at < $3 ORDER BY c.at DESC, c.id DESC"};
constexpr db::Sql kLastBefore{
    "corrections.last_before",
    "SELECT c.at FROM correction c JOIN correction_text t ON t.correction_id = c.id AND t.edition = $1 "
    "WHERE c.at < $2 ORDER BY c.at DESC LIMIT 1"};
constexpr db::Sql kFirstFrom{
    "corrections.first_from",
    "SELECT c.at FROM correction c JOIN correction_text t ON t.correction_id = c.id AND t.edition = $1 "
    "WHERE c.at >= $2 ORDER BY c.at LIMIT 1"};

std::string list_tag(const std::string& edition) { return "list:corrections:" + edition; }
std::string story_tag(const std::string& story, const std::string& edition) { return "story:" + story + ":" + edition; }

std::vector<CorrectionNote> notes_from(const db::Rows& rows) {
    std::vector<CorrectionNote> out;
    out.reserve(rows.size());
    for (const auto& row : rows) {
        const auto kind = correction_kind_named(row.text(2));
        // The kind decides whether a reader sees the note above or below the story: no guess.
        if (!kind) throw db::DatabaseError("correction " + row.text(0) + " is of no known kind");
        out.push_back({row.text(0), row.text(1), *kind, row.instant(3), row.text(4)});
    }
    return out;
}

std::optional<Instant> instant_from(const std::optional<db::Row>& row) {
    if (!row) return std::nullopt;
    return row->instant(0);
}

}  // namespace

void CorrectionStore::insert(db::Tx& tx, const Correction& correction) const {
    tx.run(kInsert, {correction.id, correction.story, name_of(correction.kind), correction.at});
    for (const auto& [edition, words] : correction.texts) {
        tx.run(kInsertText, {correction.id, edition, words});
        tx.changes(story_tag(correction.story, edition));
        tx.changes(list_tag(edition));
    }
}

std::vector<CorrectionNote> CorrectionStore::of_story(db::ReadTx& tx, const std::string& story,
                                                      const std::string& edition) const {
    tx.reads(story_tag(story, edition));
    return notes_from(tx.query(kOfStory, {story, edition}));
}

std::vector<CorrectionNote> CorrectionStore::of_stories(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                        const std::string& edition) const {
    if (stories.empty()) return {};
    for (const auto& story : stories) tx.reads(story_tag(story, edition));
    return notes_from(tx.query(kOfStories, {edition, stories}));
}

std::vector<CorrectionNote> CorrectionStore::newest(db::ReadTx& tx, const std::string& edition, int limit) const {
    tx.reads(list_tag(edition));
    return notes_from(tx.query(kNewest, {edition, limit}));
}

std::vector<CorrectionNote> CorrectionStore::between(db::ReadTx& tx, const std::string& edition, Instant from,
                                                     Instant to) const {
    tx.reads(list_tag(edition));
    return notes_from(tx.query(kBetween, {edition, from, to}));
}

std::optional<Instant> CorrectionStore::last_before(db::ReadTx& tx, const std::string& edition, Instant at) const {
    tx.reads(list_tag(edition));
    return instant_from(tx.one(kLastBefore, {edition, at}));
}

std::optional<Instant> CorrectionStore::first_from(db::ReadTx& tx, const std::string& edition, Instant at) const {
    tx.reads(list_tag(edition));
    return instant_from(tx.one(kFirstFrom, {edition, at}));
}

}  // namespace broadsheet
