#include "features/people/store.h"

#include "features/addresses/named_things.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr db::Sql kAll{"people.all",
                       "SELECT x.id, x.number, x.kind, x.organisation_id, t.edition, t.slug, t.name, t.title, t.bio "
                       "FROM person x JOIN person_text t ON t.person_id = x.id JOIN person_text o ON o.person_id = "
                       "x.id AND o.edition = $1 "
                       "ORDER BY o.sort_key, x.id, t.edition"};
constexpr db::Sql kSome{
    "people.some",
    "SELECT x.id, x.number, x.kind, x.organisation_id, t.edition, t.slug, t.name, t.title, t.bio "
    "FROM person x JOIN person_text t ON t.person_id = x.id WHERE x.id IN ($1[]) ORDER BY x.id, t.edition"};
constexpr db::Sql kInsert{"people.insert",
                          "INSERT INTO person (id, number, kind, organisation_id) VALUES ($1, $2, $3, $4)"};
constexpr db::Sql kUpdate{"people.update", "UPDATE person SET kind = $2, organisation_id = $3 WHERE id = $1"};
constexpr db::Sql kInsertText{"people.insert_text",
                              "INSERT INTO person_text (person_id, edition, slug, name, title, bio, sort_key) "
                              "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr db::Sql kUpdateText{"people.update_text",
                              "UPDATE person_text SET slug = $3, name = $4, title = $5, bio = $6, sort_key = $7 WHERE "
                              "person_id = $1 AND edition = $2"};
constexpr db::Sql kNumber{"people.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};

std::int64_t next_number(db::Tx& tx, const char* kind) { return tx.one(kNumber, {kind})->integer(0); }

std::vector<Person> from_rows(const db::Rows& rows) {
    std::vector<Person> out;
    for (const auto& row : rows) {
        if (out.empty() || out.back().id != row.text(0)) {
            Person person;
            person.id = row.text(0);
            person.number = row.integer(1);
            person.kind = row.text(2);
            person.organisation = row.text(3);
            out.push_back(std::move(person));
        }
        out.back().texts.emplace(row.text(4), PersonText{row.text(5), row.text(6), row.text(7), row.text(8)});
    }
    return out;
}

}  // namespace

std::vector<Person> PersonStore::all(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("list:people");
    return from_rows(tx.query(kAll, {edition}));
}

std::vector<Person> PersonStore::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return from_rows(tx.query(kSome, {ids}));
}

void PersonStore::insert(db::Tx& tx, const Person& person, const Editions& editions) const {
    tx.run(kInsert, {person.id, next_number(tx, "person"), person.kind,
                     person.organisation.empty() ? db::Arg(nullptr) : db::Arg(person.organisation)});
    for (const auto& [edition, words] : person.texts) {
        tx.run(kInsertText, {person.id, edition, words.slug, words.name, words.title, words.bio,
                             text::sort_key(editions.get(edition).locale, words.name)});
    }
    note_change<Person>(tx, "person", "people", nullptr, person);
}

void PersonStore::update(db::Tx& tx, const Person& before, const Person& person, const Editions& editions) const {
    tx.run(kUpdate,
           {person.id, person.kind, person.organisation.empty() ? db::Arg(nullptr) : db::Arg(person.organisation)});
    for (const auto& [edition, words] : person.texts) {
        const Edition* known = editions.find(edition);
        if (known == nullptr) continue;  // one that was not added to its end
        const std::string key = text::sort_key(known->locale, words.name);
        if (tx.run(kUpdateText, {person.id, edition, words.slug, words.name, words.title, words.bio, key}) == 0)
            tx.run(kInsertText, {person.id, edition, words.slug, words.name, words.title, words.bio, key});
    }
    note_change(tx, "person", "people", &before, person);
    // A byline prints the affiliation of outside authors beside the name.
    if (before.kind != person.kind || before.organisation != person.organisation) {
        for (const auto& [edition, words] : person.texts) {
            tx.changes("person_words:" + person.id + ":" + edition);
            tx.changes("person_name:" + person.id + ":" + edition);
        }
    }
}

}  // namespace broadsheet
