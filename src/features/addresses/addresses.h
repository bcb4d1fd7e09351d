// Addresses: one table of every path that ever was, live, former or imported. Not routes of the system (/assets, /desk
// …).
#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "platform/db/db.h"

namespace broadsheet {

/// What a path leads to.
struct Address {
    std::string path;
    std::string edition;
    std::string kind;   // story, section, person, organisation, topic, page
    std::string thing;  // id of that kind
    bool live = false;  // false: a former address; `Addresses::current` tells where to go
};

/// Store and use case in one: an address has no rules beyond its table. Stateless; inner forms take the caller's
/// transaction.
class Addresses {
public:
    /// Reads `path:PATH`, also when there is nothing: a 404 can be kept too.
    [[nodiscard]] std::optional<Address> find(db::ReadTx& tx, std::string_view path) const;
    /// The live path of a thing in an edition, if it has one. Ids are unique per kind only: the section "tourism" and
    /// the topic "tourism" are two things.
    [[nodiscard]] std::optional<std::string> current(db::ReadTx& tx, std::string_view kind, std::string_view thing,
                                                     std::string_view edition) const;
    /// True when something live stands there already that is not this thing of this kind.
    [[nodiscard]] bool taken(db::ReadTx& tx, std::string_view path, std::string_view kind,
                             std::string_view thing) const;
    /// Makes `path` the live address of the thing; its previous live address becomes a former one. Live beats former:
    /// a former address of something else that stands in the way is overwritten.
    void settle(db::Tx& tx, std::string_view path, std::string_view edition, std::string_view kind,
                std::string_view thing) const;
    /// Adds a former address (imports, slugs kept) unless something stands there.
    void add_former(db::Tx& tx, std::string_view path, std::string_view edition, std::string_view kind,
                    std::string_view thing) const;
};

}  // namespace broadsheet
