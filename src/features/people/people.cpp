#include "features/people/people.h"

#include "features/people/store.h"

namespace broadsheet {

People::People(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock)
    : NamedThings(database, editions, addresses, clock, "people", "person") {}

std::vector<Person> People::all(db::ReadTx& tx, const std::string& edition) const {
    return PersonStore().all(tx, edition);
}

std::vector<Person> People::rows(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return PersonStore().some(tx, ids);
}

void People::write(db::Tx& tx, const Person* before, const Person& person) {
    if (before == nullptr) {
        PersonStore().insert(tx, person, editions_);
    } else {
        PersonStore().update(tx, *before, person, editions_);
    }
}

}  // namespace broadsheet
