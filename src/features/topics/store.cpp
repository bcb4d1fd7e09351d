#include "features/topics/store.h"

#include "features/addresses/named_things.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr db::Sql kAll{
    "topics.all",
    "SELECT x.id, t.edition, t.slug, t.name, t.description, t.number "
    "FROM topic x JOIN topic_text t ON t.topic_id = x.id JOIN topic_text o ON o.topic_id = x.id AND o.edition = $1 "
    "ORDER BY o.sort_key, x.id, t.edition"};
constexpr db::Sql kSome{
    "topics.some",
    "SELECT x.id, t.edition, t.slug, t.name, t.description, t.number "
    "FROM topic x JOIN topic_text t ON t.topic_id = x.id WHERE x.id IN ($1[]) ORDER BY x.id, t.edition"};
constexpr db::Sql kInsert{"topics.insert", "INSERT INTO topic (id) VALUES ($1)"};
constexpr db::Sql kInsertText{"topics.insert_text",
                              "INSERT INTO topic_text (topic_id, edition, slug, name, description, number, sort_key) "
                              "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr db::Sql kUpdateText{
    "topics.update_text",
    "UPDATE topic_text SET slug = $3, name = $4, description = $5, sort_key = $6 WHERE topic_id = $1 AND edition = $2"};
constexpr db::Sql kNumber{"topics.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};

std::int64_t next_number(db::Tx& tx, const char* kind) { return tx.one(kNumber, {kind})->integer(0); }

std::vector<Topic> from_rows(const db::Rows& rows) {
    std::vector<Topic> out;
    for (const auto& row : rows) {
        if (out.empty() || out.back().id != row.text(0)) {
            Topic topic;
            topic.id = row.text(0);
            out.push_back(std::move(topic));
        }
        out.back().texts.emplace(row.text(1), TopicText{row.text(2), row.text(3), row.text(4), row.integer(5)});
    }
    return out;
}

}  // namespace

std::vector<Topic> TopicStore::all(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("list:topics");
    return from_rows(tx.query(kAll, {edition}));
}

std::vector<Topic> TopicStore::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return from_rows(tx.query(kSome, {ids}));
}

void TopicStore::insert(db::Tx& tx, const Topic& topic, const Editions& editions) const {
    tx.run(kInsert, {topic.id});
    for (const auto& [edition, words] : topic.texts) {
        tx.run(kInsertText, {topic.id, edition, words.slug, words.name, words.description, next_number(tx, "term"),
                             text::sort_key(editions.get(edition).locale, words.name)});
    }
    note_change<Topic>(tx, "topic", "topics", nullptr, topic);
}

void TopicStore::update(db::Tx& tx, const Topic& before, const Topic& topic, const Editions& editions) const {
    for (const auto& [edition, words] : topic.texts) {
        const Edition* known = editions.find(edition);
        if (known == nullptr) continue;  // one that was not added to its end
        const std::string key = text::sort_key(known->locale, words.name);
        if (tx.run(kUpdateText, {topic.id, edition, words.slug, words.name, words.description, key}) == 0)
            tx.run(kInsertText,
                   {topic.id, edition, words.slug, words.name, words.description, next_number(tx, "term"), key});
    }
    note_change(tx, "topic", "topics", &before, topic);
}

}  // namespace broadsheet
