#include "features/organisations/store.h"

#include "features/addresses/named_things.h"
#include "platform/text/text.h"

namespace broadsheet {

namespace {

constexpr db::Sql kAll{"organisations.all",
                       "SELECT x.id, x.number, t.edition, t.slug, t.name, t.short_name, t.description "
                       "FROM organisation x JOIN organisation_text t ON t.organisation_id = x.id JOIN "
                       "organisation_text o ON o.organisation_id = x.id AND o.edition = $1 "
                       "ORDER BY o.sort_key, x.id, t.edition"};
constexpr db::Sql kSome{"organisations.some",
                        "SELECT x.id, x.number, t.edition, t.slug, t.name, t.short_name, t.description "
                        "FROM organisation x JOIN organisation_text t ON t.organisation_id = x.id WHERE x.id IN ($1[]) "
                        "ORDER BY x.id, t.edition"};
constexpr db::Sql kInsert{"organisations.insert", "INSERT INTO organisation (id, number) VALUES ($1, $2)"};
constexpr db::Sql kInsertText{
    "organisations.insert_text",
    "INSERT INTO organisation_text (organisation_id, edition, slug, name, short_name, description, sort_key) "
    "VALUES ($1, $2, $3, $4, $5, $6, $7)"};
constexpr db::Sql kUpdateText{"organisations.update_text",
                              "UPDATE organisation_text SET slug = $3, name = $4, short_name = $5, description = $6, "
                              "sort_key = $7 WHERE organisation_id = $1 AND edition = $2"};
constexpr db::Sql kNumber{"organisations.next_number",
                          "INSERT INTO number_sequence (kind, last) VALUES ($1, 1) "
                          "ON CONFLICT (kind) DO UPDATE SET last = number_sequence.last + 1 RETURNING last"};

std::int64_t next_number(db::Tx& tx, const char* kind) { return tx.one(kNumber, {kind})->integer(0); }

std::vector<Organisation> from_rows(const db::Rows& rows) {
    std::vector<Organisation> out;
    for (const auto& row : rows) {
        if (out.empty() || out.back().id != row.text(0)) {
            Organisation organisation;
            organisation.id = row.text(0);
            organisation.number = row.integer(1);
            out.push_back(std::move(organisation));
        }
        out.back().texts.emplace(row.text(2), OrganisationText{row.text(3), row.text(4), row.text(5), row.text(6)});
    }
    return out;
}

}  // namespace

std::vector<Organisation> OrganisationStore::all(db::ReadTx& tx, const std::string& edition) const {
    tx.reads("list:organisations");
    return from_rows(tx.query(kAll, {edition}));
}

std::vector<Organisation> OrganisationStore::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return from_rows(tx.query(kSome, {ids}));
}

void OrganisationStore::insert(db::Tx& tx, const Organisation& organisation, const Editions& editions) const {
    tx.run(kInsert, {organisation.id, next_number(tx, "organisation")});
    for (const auto& [edition, words] : organisation.texts) {
        tx.run(kInsertText, {organisation.id, edition, words.slug, words.name, words.short_name, words.description,
                             text::sort_key(editions.get(edition).locale, words.name)});
    }
    note_change<Organisation>(tx, "organisation", "organisations", nullptr, organisation);
}

void OrganisationStore::update(db::Tx& tx, const Organisation& before, const Organisation& organisation,
                               const Editions& editions) const {
    for (const auto& [edition, words] : organisation.texts) {
        const Edition* known = editions.find(edition);
        if (known == nullptr) continue;  // one that was not added to its end
        const std::string key = text::sort_key(known->locale, words.name);
        if (tx.run(kUpdateText,
                   {organisation.id, edition, words.slug, words.name, words.short_name, words.description, key}) == 0)
            tx.run(kInsertText,
                   {organisation.id, edition, words.slug, words.name, words.short_name, words.description, key});
    }
    note_change(tx, "organisation", "organisations", &before, organisation);
}

}  // namespace broadsheet
