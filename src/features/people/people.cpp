#include "features/people/people.h"

#include "features/people/store.h"
#include "platform/crypto/crypto.h"

namespace broadsheet {

People::People(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : database_(database), editions_(editions), addresses_(addresses), clock_(clock) {}

std::vector<Person> People::all(db::ReadTx& tx, const std::string& edition) const {
    return PersonStore().all(tx, edition);
}

std::optional<Person> People::find(db::ReadTx& tx, const std::string& id) const {
    auto found = PersonStore().some(tx, {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Person> People::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return PersonStore().some(tx, ids);
}

std::string People::path(const Person& person, const std::string& edition) const {
    return editions_.get(edition).path("people") + "/" + person.texts.at(edition).slug;
}

Result<Durable<Person>> People::save(const Editor& who, Person person) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return save(tx, person); });
}

Result<Person> People::save(db::Tx& tx, Person person) {
    auto checked = check(std::move(person), editions_);
    if (!checked) return checked;
    const bool is_new = checked->id.empty() || !find(tx, checked->id);
    if (checked->id.empty()) checked->id = crypto::new_id(clock_.now());
    std::vector<FieldProblem> faults;
    for (const auto& edition : editions_.all()) {
        if (addresses_.taken(tx, path(*checked, edition.id), checked->id)) {
            faults.push_back({edition.id + ".slug", "problem.address_taken", {{"path", path(*checked, edition.id)}}});
        }
    }
    if (!faults.empty()) return invalid(std::move(faults));
    if (is_new) {
        PersonStore().insert(tx, *checked, editions_);
    } else {
        PersonStore().update(tx, *checked, editions_);
    }
    for (const auto& edition : editions_.all())
        addresses_.settle(tx, path(*checked, edition.id), edition.id, "person", checked->id);
    return checked;
}

}  // namespace broadsheet
