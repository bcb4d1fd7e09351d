// Organisations: a body that stories are about or that people belong to.
#pragma once

#include "features/addresses/named_things.h"
#include "features/organisations/model.h"

namespace broadsheet {

class Organisations final : public NamedThings<Organisation> {
public:
    Organisations(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    [[nodiscard]] std::vector<Organisation> all(db::ReadTx& tx, const std::string& edition) const override;

private:
    [[nodiscard]] std::vector<Organisation> rows(db::ReadTx& tx, const std::vector<std::string>& ids) const override;
    void write(db::Tx& tx, const Organisation* before, const Organisation& organisation) override;
};

}  // namespace broadsheet
