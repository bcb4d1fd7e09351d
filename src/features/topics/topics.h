// Topics: a subject that stories share across sections.
#pragma once

#include "features/addresses/named_things.h"
#include "features/topics/model.h"

namespace broadsheet {

class Topics final : public NamedThings<Topic> {
public:
    Topics(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    [[nodiscard]] std::vector<Topic> all(db::ReadTx& tx, const std::string& edition) const override;

private:
    [[nodiscard]] std::vector<Topic> rows(db::ReadTx& tx, const std::vector<std::string>& ids) const override;
    void write(db::Tx& tx, const Topic* before, const Topic& topic) override;
};

}  // namespace broadsheet
