#include "features/pages/store.h"

namespace broadsheet {

namespace {

constexpr db::Sql kFind{"pages.find",
                        "SELECT p.position, t.edition, t.slug, t.title, t.description, t.updated_at, t.body "
                        "FROM page p JOIN page_text t ON t.page_id = p.id WHERE p.id = $1"};
constexpr db::Sql kLines{"pages.lines",
                         "SELECT p.id, t.slug, t.title, t.updated_at FROM page p "
                         "JOIN page_text t ON t.page_id = p.id AND t.edition = $1 ORDER BY p.position, p.id"};
constexpr db::Sql kPut{
    "pages.put",
    "INSERT INTO page (id, position) VALUES ($1, $2) ON CONFLICT (id) DO UPDATE SET position = excluded.position"};
constexpr db::Sql kPutText{
    "pages.put_text",
    "INSERT INTO page_text (page_id, edition, slug, title, description, updated_at, body) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7) ON CONFLICT (page_id, edition) DO UPDATE SET slug = excluded.slug, "
    "title = excluded.title, description = excluded.description, updated_at = excluded.updated_at, "
    "body = excluded.body"};
constexpr db::Sql kRemoveText{"pages.remove_text", "DELETE FROM page_text WHERE page_id = $1"};
constexpr db::Sql kRemove{"pages.remove", "DELETE FROM page WHERE id = $1"};

constexpr const char* kListTag = "list:pages";

std::string page_tag(const std::string& id) { return "page:" + id; }

/// Do the two stand in a footer the same way?
bool listed_alike(const Page& a, const Page& b) {
    if (a.position != b.position || a.texts.size() != b.texts.size()) return false;
    for (const auto& [edition, words] : a.texts) {
        const auto other = b.texts.find(edition);
        if (other == b.texts.end() || other->second.slug != words.slug || other->second.title != words.title)
            return false;
    }
    return true;
}

}  // namespace

std::optional<Page> PageStore::find(db::ReadTx& tx, const std::string& id) const {
    tx.reads(page_tag(id));
    Page out;
    out.id = id;
    for (const auto& row : tx.query(kFind, {id})) {
        out.position = row.integer(0);
        PageText words{row.text(2), row.text(3), row.text(4), row.instant(5), {}};
        auto body = document::parse(row.text(6));
        // What is stored passed the same parser; if it no longer does, the data is damaged and no page may pretend
        // otherwise.
        if (!body) throw db::DatabaseError("page " + id + " holds no valid document");
        words.body = std::move(*body);
        out.texts.emplace(row.text(1), std::move(words));
    }
    if (out.texts.empty()) return std::nullopt;
    return out;
}

std::vector<PageLine> PageStore::lines(db::ReadTx& tx, const std::string& edition) const {
    tx.reads(kListTag);
    std::vector<PageLine> out;
    for (const auto& row : tx.query(kLines, {edition})) out.push_back({row.text(0), row.text(1), row.text(2), {}});
    return out;
}

std::vector<PageLine> PageStore::dated_lines(db::ReadTx& tx, const std::string& edition) const {
    tx.reads(kListTag);
    std::vector<PageLine> out;
    for (const auto& row : tx.query(kLines, {edition})) {
        tx.reads(page_tag(row.text(0)));
        out.push_back({row.text(0), row.text(1), row.text(2), row.instant(3)});
    }
    return out;
}

void PageStore::put(db::Tx& tx, const Page& page, const std::optional<Page>& before) const {
    tx.run(kPut, {page.id, page.position});
    for (const auto& [edition, words] : page.texts) {
        tx.run(kPutText, {page.id, edition, words.slug, words.title, words.description, words.updated_at,
                          document::to_json(words.body)});
    }
    tx.changes(page_tag(page.id));
    if (!before || !listed_alike(page, *before)) tx.changes(kListTag);
}

void PageStore::remove(db::Tx& tx, const std::string& id) const {
    tx.run(kRemoveText, {id});
    tx.run(kRemove, {id});
    tx.changes(page_tag(id));
    tx.changes(kListTag);
}

}  // namespace broadsheet
