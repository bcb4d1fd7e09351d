// Organisations: a body that stories are about or that people belong to.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/organisations/model.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

class Organisations {
public:
    Organisations(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    /// All, in the order of an edition's alphabet.
    [[nodiscard]] std::vector<Organisation> all(db::ReadTx& tx, const std::string& edition) const;
    [[nodiscard]] std::optional<Organisation> find(db::ReadTx& tx, const std::string& id) const;
    /// Those with the given ids, in no order; unknown ids are left out.
    [[nodiscard]] std::vector<Organisation> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    /// Site path in an edition: /es/organizaciones/onu.
    [[nodiscard]] std::string path(const Organisation& organisation, const std::string& edition) const;

    /// Adds (`id` empty or unknown) or changes; an old address stays as a redirect. Rights: Settings.
    Result<Durable<Organisation>> save(const Editor& who, Organisation organisation);
    Result<Organisation> save(db::Tx& tx, Organisation organisation);

private:
    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    const Clock& clock_;
};

}  // namespace broadsheet
