#include "features/search/store.h"

#include "platform/document/document.h"
#include "platform/log/log.h"

namespace broadsheet {

namespace {

constexpr db::Sql kTexts{
    "search.texts",
    "SELECT p.story_id, r.search_headline, r.body FROM published p JOIN revision r ON r.id = p.revision_id "
    "WHERE p.edition = $1 AND p.story_id IN ($2[])"};
constexpr db::Sql kMentions{
    "search.mentions",
    "SELECT story_id, kind, thing_id FROM published_mention WHERE story_id IN ($2[]) AND edition = $1 AND "
    "kind IN ('topic', 'organisation') ORDER BY story_id, kind, thing_id"};
constexpr db::Sql kOldest{"search.oldest_change", "SELECT version FROM change_log ORDER BY version LIMIT 1"};
constexpr db::Sql kKeep{"search.keep_cursor",
                        "INSERT INTO cursor (name, version) VALUES ('search', $1) "
                        "ON CONFLICT (name) DO UPDATE SET version = excluded.version"};

}  // namespace

std::map<std::string, SearchStore::Text> SearchStore::texts(db::ReadTx& tx, const std::string& edition,
                                                            const std::vector<std::string>& stories) const {
    std::map<std::string, Text> out;
    if (stories.empty()) return out;
    for (const auto& row : tx.query(kTexts, {edition, stories})) {
        const auto body = document::parse(row.text(2));
        // One damaged text must not keep all others out of the index; its page says so loudly enough.
        if (!body) log::error("search.damaged_text", {{"story", row.text(0)}, {"edition", edition}});
        out.emplace(row.text(0), Text{row.text(1), body ? document::to_text(*body) : std::string()});
    }
    return out;
}

std::vector<SearchStore::Mention> SearchStore::mentions(db::ReadTx& tx, const std::string& edition,
                                                        const std::vector<std::string>& stories) const {
    std::vector<Mention> out;
    if (stories.empty()) return out;
    for (const auto& row : tx.query(kMentions, {edition, stories}))
        out.push_back({row.text(0), row.text(1), row.text(2)});
    return out;
}

std::optional<std::int64_t> SearchStore::oldest_change(db::ReadTx& tx) const {
    const auto row = tx.one(kOldest);
    return row ? std::optional(row->integer(0)) : std::nullopt;
}

void SearchStore::keep_cursor(db::Tx& tx, std::int64_t version) const { tx.run(kKeep, {version}); }

}  // namespace broadsheet
