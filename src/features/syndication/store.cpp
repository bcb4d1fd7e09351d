#include "features/syndication/store.h"

namespace broadsheet {

namespace {

constexpr db::Sql kWords{
    "syndication.words",
    "SELECT p.story_id, r.id, r.disclaimer, r.rights, s.outside_name, s.outside_url, r.body FROM published p "
    "JOIN revision r ON r.id = p.revision_id JOIN story s ON s.id = p.story_id "
    "WHERE p.edition = $1 AND p.story_id IN ($2[])"};
constexpr db::Sql kSubjects{"syndication.subjects",
                            "SELECT story_id, kind, thing_id FROM published_mention "
                            "WHERE edition = $1 AND kind IN ('topic', 'organisation') AND story_id IN ($2[]) "
                            "ORDER BY story_id, kind, thing_id"};

}  // namespace

void SyndicationStore::reads_changes(db::ReadTx& tx, const std::vector<std::string>& stories,
                                     const std::string& edition) const {
    for (const auto& story : stories) tx.reads("story:" + story + ":" + edition);
}

std::map<std::string, StoryWords> SyndicationStore::words(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                          const std::string& edition) const {
    std::map<std::string, StoryWords> out;
    if (stories.empty()) return out;
    reads_changes(tx, stories, edition);
    for (const auto& row : tx.query(kWords, {edition, stories})) {
        StoryWords words{{}, row.text(2), row.text(3), row.text(4), row.text(5)};
        auto body = document::parse(row.text(6));
        // What is stored passed the same parser; if it no longer does, the data is damaged and no feed may pretend
        // otherwise.
        if (!body) throw db::DatabaseError("revision " + row.text(1) + " holds no valid document");
        words.body = std::move(*body);
        out.emplace(row.text(0), std::move(words));
    }
    return out;
}

std::map<std::string, StorySubjects> SyndicationStore::subjects(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                                const std::string& edition) const {
    std::map<std::string, StorySubjects> out;
    if (stories.empty()) return out;
    reads_changes(tx, stories, edition);
    for (const auto& row : tx.query(kSubjects, {edition, stories})) {
        StorySubjects& subjects = out[row.text(0)];
        (row.text(1) == "topic" ? subjects.topics : subjects.organisations).push_back(row.text(2));
    }
    return out;
}

}  // namespace broadsheet
