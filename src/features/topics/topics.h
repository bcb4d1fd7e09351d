// Topics: a subject that stories share across sections.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/topics/model.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

class Topics {
public:
    Topics(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    /// All, in the order of an edition's alphabet.
    [[nodiscard]] std::vector<Topic> all(db::ReadTx& tx, const std::string& edition) const;
    [[nodiscard]] std::optional<Topic> find(db::ReadTx& tx, const std::string& id) const;
    /// Those with the given ids, in no order; unknown ids are left out.
    [[nodiscard]] std::vector<Topic> some(db::ReadTx& tx, const std::vector<std::string>& ids) const;
    /// Site path in an edition: /es/temas/tratados.
    [[nodiscard]] std::string path(const Topic& topic, const std::string& edition) const;

    /// Adds (`id` empty or unknown) or changes; an old address stays as a redirect. Rights: Settings.
    Result<Durable<Topic>> save(const Editor& who, Topic topic);
    Result<Topic> save(db::Tx& tx, Topic topic);

private:
    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    const Clock& clock_;
};

}  // namespace broadsheet
