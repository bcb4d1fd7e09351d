#include "features/sections/store.h"

#include <algorithm>

namespace broadsheet {

namespace {

constexpr db::Sql kAll{
    "sections.all",
    "SELECT s.id, s.parent_id, s.position, t.edition, t.slug, t.name, t.description, t.number, t.stories "
    "FROM section s JOIN section_text t ON t.section_id = s.id ORDER BY s.position, s.id, t.edition"};
constexpr db::Sql kInsert{"sections.insert", "INSERT INTO section (id, parent_id, position) VALUES ($1, $2, $3)"};
constexpr db::Sql kUpdate{"sections.update", "UPDATE section SET parent_id = $2, position = $3 WHERE id = $1"};
constexpr db::Sql kInsertText{
    "sections.insert_text",
    "INSERT INTO section_text (section_id, edition, number, slug, name, description, stories) "
    "VALUES ($1, $2, $3, $4, $5, $6, 0)"};
constexpr db::Sql kUpdateText{
    "sections.update_text",
    "UPDATE section_text SET slug = $3, name = $4, description = $5 WHERE section_id = $1 AND edition = $2"};
constexpr db::Sql kCount{
    "sections.count",
    "UPDATE section_text SET stories = stories + $3 WHERE section_id = $1 AND edition = $2 RETURNING stories"};
constexpr db::Sql kNumber{"sections.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};
constexpr db::Sql kStoriesIn{"sections.stories_in", "SELECT count(*) FROM story WHERE section_id = $1"};
constexpr db::Sql kDeleteText{"sections.delete_text", "DELETE FROM section_text WHERE section_id = $1"};
constexpr db::Sql kDelete{"sections.delete", "DELETE FROM section WHERE id = $1"};

/// What is shown of the sections of an edition changed: a name, an order, whether one has stories.
void changed_in(db::Tx& tx, const std::string& edition) {
    tx.changes("sections:" + edition);
    tx.changes("sections:");
}

db::Arg parent_or_null(const Section& section) {
    return section.parent.empty() ? db::Arg(nullptr) : db::Arg(section.parent);
}

/// Sections of rows ordered by position: parents before their children.
std::vector<Section> in_order(const db::Rows& found) {
    std::vector<Section> rows;
    for (const auto& row : found) {
        if (rows.empty() || rows.back().id != row.text(0))
            rows.push_back({row.text(0), row.text(1), row.integer(2), {}});
        rows.back().texts.emplace(row.text(3),
                                  SectionText{row.text(4), row.text(5), row.text(6), row.integer(7), row.integer(8)});
    }
    std::vector<Section> out;
    out.reserve(rows.size());
    for (const auto& top : rows) {
        if (!top.parent.empty()) continue;
        out.push_back(top);
        for (const auto& child : rows) {
            if (child.parent == top.id) out.push_back(child);
        }
    }
    return out;
}

}  // namespace

std::vector<Section> SectionStore::all(db::ReadTx& tx, const std::string& edition) const {
    if (edition.empty()) {
        tx.reads("sections:");
    } else {
        tx.reads("sections:" + edition);
        tx.reads("section_paths:");
    }
    return in_order(tx.query(kAll));
}

std::map<std::string, std::string> SectionStore::names(db::ReadTx& tx, const std::set<std::string>& ids,
                                                       const std::string& edition) const {
    for (const auto& id : ids) tx.reads("section_name:" + id + ":" + edition);
    std::map<std::string, std::string> out;
    for (const auto& section : in_order(tx.query(kAll))) {
        if (ids.count(section.id) != 0) out.emplace(section.id, section.texts.at(edition).name);
    }
    return out;
}

std::optional<Section> SectionStore::find(db::ReadTx& tx, const std::string& id) const {
    tx.reads("section:" + id);
    for (auto& section : in_order(tx.query(kAll))) {
        if (section.id == id) return section;
    }
    return std::nullopt;
}

void SectionStore::insert(db::Tx& tx, const Section& section) const {
    tx.run(kInsert, {section.id, parent_or_null(section), section.position});
    for (const auto& [edition, words] : section.texts) {
        tx.run(kInsertText, {section.id, edition, next_number(tx, "term"), words.slug, words.name, words.description});
    }
    // Nothing is published in it yet, so no page of readers but its own shows it.
    tx.changes("section:" + section.id);
    tx.changes("section_paths:");
    tx.changes("sections:");
}

void SectionStore::update(db::Tx& tx, const Section& section) const {
    const auto before = find(tx, section.id);
    if (!before) return;
    const bool moved = before->parent != section.parent || before->position != section.position;
    if (moved) tx.run(kUpdate, {section.id, parent_or_null(section), section.position});
    bool differs = moved;
    bool readdressed = before->parent != section.parent;
    for (const auto& [edition, words] : section.texts) {
        const auto known = before->texts.find(edition);
        if (known == before->texts.end()) {  // an edition that is being added
            tx.run(kInsertText,
                   {section.id, edition, next_number(tx, "term"), words.slug, words.name, words.description});
            tx.changes("section_name:" + section.id + ":" + edition);
            differs = true;
            readdressed = true;
            continue;
        }
        const SectionText& old = known->second;
        const bool renamed = old.name != words.name || old.slug != words.slug;
        // A description stands on the section's own page only; a section without stories in nobody's menu.
        if ((moved || renamed) && old.stories > 0) changed_in(tx, edition);
        if (old.name != words.name) tx.changes("section_name:" + section.id + ":" + edition);
        readdressed = readdressed || old.slug != words.slug;
        if (!renamed && old.description == words.description) continue;
        differs = true;
        tx.run(kUpdateText, {section.id, edition, words.slug, words.name, words.description});
    }
    if (!differs) return;
    tx.changes("section:" + section.id);
    tx.changes("sections:");
    if (readdressed) tx.changes("section_paths:");
}

void SectionStore::count(db::Tx& tx, const std::string& id, const std::string& edition, std::int64_t by) const {
    const auto row = tx.one(kCount, {id, edition, by});
    if (!row) return;
    const bool was_empty = row->integer(0) - by == 0;
    const bool is_empty = row->integer(0) == 0;
    if (was_empty != is_empty) changed_in(tx, edition);
}

std::int64_t SectionStore::next_number(db::Tx& tx, const std::string& kind) const {
    return tx.one(kNumber, {kind})->integer(0);
}

std::int64_t SectionStore::stories_in(db::ReadTx& tx, const std::string& id) const {
    return tx.one(kStoriesIn, {id})->integer(0);
}

void SectionStore::remove(db::Tx& tx, const std::string& id) const {
    tx.run(kDeleteText, {id});
    tx.run(kDelete, {id});
    tx.changes("section:" + id);
    tx.changes("section_paths:");
    tx.changes("sections:");
}

}  // namespace broadsheet
