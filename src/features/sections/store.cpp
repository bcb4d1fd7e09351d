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

/// `sections:` is what readers of all editions' words read.
void changed_in(db::Tx& tx, const std::string& edition) {
    tx.changes("sections:" + edition);
    tx.changes("sections:");
}

db::Arg parent_or_null(const Section& section) {
    return section.parent.empty() ? db::Arg(nullptr) : db::Arg(section.parent);
}

}  // namespace

std::vector<Section> SectionStore::all(db::ReadTx& tx, const std::string& edition) const {
    std::vector<Section> rows;
    const auto found = tx.query(kAll);
    if (edition.empty()) tx.reads("sections:");
    if (!edition.empty()) tx.reads("sections:" + edition);
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

std::optional<Section> SectionStore::find(db::ReadTx& tx, const std::string& id) const {
    for (auto& section : all(tx)) {
        if (section.id == id) return section;
    }
    return std::nullopt;
}

void SectionStore::insert(db::Tx& tx, const Section& section) const {
    tx.run(kInsert, {section.id, parent_or_null(section), section.position});
    for (const auto& [edition, words] : section.texts) {
        tx.run(kInsertText, {section.id, edition, next_number(tx, "term"), words.slug, words.name, words.description});
        changed_in(tx, edition);
    }
}

void SectionStore::update(db::Tx& tx, const Section& section) const {
    const auto before = find(tx, section.id);
    const bool moved = !before || before->parent != section.parent || before->position != section.position;
    tx.run(kUpdate, {section.id, parent_or_null(section), section.position});
    for (const auto& [edition, words] : section.texts) {
        if (!moved) {
            const auto old = before->texts.find(edition);
            if (old != before->texts.end() && old->second.slug == words.slug && old->second.name == words.name &&
                old->second.description == words.description)
                continue;
        }
        changed_in(tx, edition);
        tx.run(kUpdateText, {section.id, edition, words.slug, words.name, words.description});
    }
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
    std::vector<std::string> editions;
    if (const auto section = find(tx, id)) {
        for (const auto& [edition, words] : section->texts) editions.push_back(edition);
    }
    tx.run(kDeleteText, {id});
    tx.run(kDelete, {id});
    for (const auto& edition : editions) changed_in(tx, edition);
}

}  // namespace broadsheet
