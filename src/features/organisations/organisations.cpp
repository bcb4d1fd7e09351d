#include "features/organisations/organisations.h"

#include "features/organisations/store.h"

namespace broadsheet {

Organisations::Organisations(db::Database& database, const Editions& editions, const Addresses& addresses,
                             const Clock& clock)
    : NamedThings(database, editions, addresses, clock, "organisations", "organisation") {}

std::vector<Organisation> Organisations::all(db::ReadTx& tx, const std::string& edition) const {
    return OrganisationStore().all(tx, edition);
}

std::vector<Organisation> Organisations::rows(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return OrganisationStore().some(tx, ids);
}

void Organisations::write(db::Tx& tx, const Organisation* before, const Organisation& organisation) {
    if (before == nullptr) {
        OrganisationStore().insert(tx, organisation, editions_);
    } else {
        OrganisationStore().update(tx, *before, organisation, editions_);
    }
}

}  // namespace broadsheet
