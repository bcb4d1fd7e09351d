// Pages: about, legal notice, contact …, each in every edition or refused. Not stories: no section, no byline, no list
// of versions.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/pages/model.h"
#include "features/pages/store.h"
#include "platform/db/db.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

class Pages {
public:
    Pages(db::Database& database, const Editions& editions, const Addresses& addresses, const Clock& clock);

    /// Adds (`id` empty or unknown) or changes; an old address stays as a redirect. Rights: Settings.
    Result<Durable<Page>> save(const Editor& who, Page page);
    /// The same inside a transaction. Words may bring the date of their last change (sample, imports).
    Result<Page> save(db::Tx& tx, Page page);
    /// Its place among the others and nothing else: words that would be refused today do not stand in the way.
    Result<Nothing> move(db::Tx& tx, const std::string& id, std::int64_t position);
    /// Its addresses answer 410 afterwards. Rights: Settings.
    Result<Durable<Nothing>> remove(const Editor& who, const std::string& id);
    Result<Nothing> remove(db::Tx& tx, const std::string& id);

    [[nodiscard]] std::optional<Page> find(db::ReadTx& tx, const std::string& id) const;
    /// In the order of the footer, without dates: the cheap list that every page prints.
    [[nodiscard]] std::vector<PageLine> lines(db::ReadTx& tx, const std::string& edition) const;
    /// The same with the date of each page's last change.
    [[nodiscard]] std::vector<PageLine> dated_lines(db::ReadTx& tx, const std::string& edition) const;
    /// Site path: /es/aviso-legal.
    [[nodiscard]] static std::string path(const std::string& edition, const std::string& slug) {
        return "/" + edition + "/" + slug;
    }

private:
    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    const Clock& clock_;
};

}  // namespace broadsheet
