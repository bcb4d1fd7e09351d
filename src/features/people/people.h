// People: somebody with a byline: staff or from outside, with or without an account.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/people/model.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

class People {
public:
    People(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    /// All, in the order of an edition's alphabet.
    [[nodiscard]] std::vector<Person> all(db::ReadTx& tx, const std::string& edition) const;
    [[nodiscard]] std::optional<Person> find(db::ReadTx& tx, const std::string& id) const;
    /// Those with the given ids, in no order; unknown ids are left out.
    [[nodiscard]] std::vector<Person> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    /// Site path in an edition: /es/personas/ada.
    [[nodiscard]] std::string path(const Person& person, const std::string& edition) const;

    /// Adds (`id` empty or unknown) or changes; an old address stays as a redirect. Rights: Settings.
    Result<Durable<Person>> save(const Editor& who, Person person);
    Result<Person> save(db::Tx& tx, Person person);

private:
    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    const Clock& clock_;
};

}  // namespace broadsheet
