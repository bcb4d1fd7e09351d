#include "features/organisations/organisations.h"

#include "features/organisations/store.h"
#include "platform/crypto/crypto.h"

namespace broadsheet {

Organisations::Organisations(db::Database& database, const Editions& editions, const Addresses& addresses,
                             const Clock& clock)
    : database_(database), editions_(editions), addresses_(addresses), clock_(clock) {}

std::vector<Organisation> Organisations::all(db::ReadTx& tx, const std::string& edition) const {
    return OrganisationStore().all(tx, edition);
}

std::optional<Organisation> Organisations::find(db::ReadTx& tx, const std::string& id) const {
    auto found = OrganisationStore().some(tx, {id});
    if (found.empty()) return std::nullopt;
    return std::move(found.front());
}

std::vector<Organisation> Organisations::some(db::ReadTx& tx, const std::vector<std::string>& ids) const {
    return OrganisationStore().some(tx, ids);
}

std::string Organisations::path(const Organisation& organisation, const std::string& edition) const {
    return editions_.get(edition).path("organisations") + "/" + organisation.texts.at(edition).slug;
}

Result<Durable<Organisation>> Organisations::save(const Editor& who, Organisation organisation) {
    if (!who.may(Right::Settings)) return forbidden();
    return database_.transact([&](db::Tx& tx) { return save(tx, organisation); });
}

Result<Organisation> Organisations::save(db::Tx& tx, Organisation organisation) {
    auto checked = check(std::move(organisation), editions_);
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
        OrganisationStore().insert(tx, *checked, editions_);
    } else {
        OrganisationStore().update(tx, *checked, editions_);
    }
    for (const auto& edition : editions_.all())
        addresses_.settle(tx, path(*checked, edition.id), edition.id, "organisation", checked->id);
    return checked;
}

}  // namespace broadsheet
