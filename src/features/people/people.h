// People: somebody with a byline: staff or from outside, with or without an account.
#pragma once

#include "features/addresses/named_things.h"
#include "features/people/model.h"

namespace broadsheet {

class People final : public NamedThings<Person> {
public:
    People(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    [[nodiscard]] std::vector<Person> all(db::ReadTx& tx, const std::string& edition) const override;

private:
    [[nodiscard]] std::vector<Person> rows(db::ReadTx& tx, const std::vector<std::string>& ids) const override;
    void write(db::Tx& tx, const Person* before, const Person& person) override;
};

}  // namespace broadsheet
