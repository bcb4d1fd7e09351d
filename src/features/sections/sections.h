// Sections: the paper's two-level order. The menu is a page part of this feature.
#pragma once

#include <functional>
#include <map>
#include <optional>
#include <set>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/sections/model.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

class Sections {
public:
    Sections(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    /// All, parents before children. Costs one statement. With an edition, only names there of sections with stories
    /// there may be used, and addresses in any edition; without, everything.
    [[nodiscard]] std::vector<Section> all(db::ReadTx& tx, const std::string& edition = {}) const;
    /// Names in an edition of the sections with the given ids: for feeds, which show no menu.
    [[nodiscard]] std::map<std::string, std::string> names(db::ReadTx& tx, const std::set<std::string>& ids,
                                                           const std::string& edition) const;
    /// One with all its words.
    [[nodiscard]] std::optional<Section> find(db::ReadTx& tx, const std::string& id) const;
    /// Site path of a section in an edition: /en/news/world.
    [[nodiscard]] static std::string path(const std::vector<Section>& all, const Section& section,
                                          const std::string& edition);

    /// Adds a section (`id` empty: a new one) or changes it; every old address stays as a redirect. Rights: Settings.
    Result<Durable<Section>> save(const Editor& who, Section section);
    Result<Section> save(db::Tx& tx, Section section);
    /// Its place among the others and nothing else: words that would be refused today do not stand in the way.
    Result<Nothing> move(db::Tx& tx, const std::string& id, std::int64_t position);
    /// Only an empty section without sub-sections can go.
    Result<Durable<Nothing>> remove(const Editor& who, const std::string& id);
    Result<Nothing> remove(db::Tx& tx, const std::string& id);

    /// For `stories`: hears, in the transaction of a save, that a section stands below another top section now (or is
    /// one). What is published carries its top section; sections know nothing of stories.
    using Moved = std::function<void(db::Tx& tx, const std::string& section, const std::string& from_top,
                                     const std::string& to_top)>;
    void on_moved(Moved moved) { moved_ = std::move(moved); }

    /// For `stories`: counts published stories, so that an empty section is not in the menu.
    void count(db::Tx& tx, const std::string& id, const std::string& edition, std::int64_t by) const;

private:
    void settle_addresses(db::Tx& tx, const Section& section) const;
    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    const Clock& clock_;
    Moved moved_;
};

}  // namespace broadsheet
