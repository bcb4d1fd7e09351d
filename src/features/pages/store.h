// Every SQL statement about pages, and the tags they read and change.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/pages/model.h"
#include "platform/db/db.h"

namespace broadsheet {

/// A page as a list knows it.
struct PageLine {
    std::string id;
    std::string slug;
    std::string title;
    Instant updated_at;
};

class PageStore {
public:
    /// Reads `page:ID`.
    [[nodiscard]] std::optional<Page> find(db::ReadTx& tx, const std::string& id) const;
    /// In order, without bodies and without dates: what every footer prints. Reads `list:pages`.
    [[nodiscard]] std::vector<PageLine> lines(db::ReadTx& tx, const std::string& edition) const;
    /// In order, with dates. Reads `list:pages` and `page:ID` of each.
    [[nodiscard]] std::vector<PageLine> dated_lines(db::ReadTx& tx, const std::string& edition) const;
    /// Changes `page:ID`, and `list:pages` only when an order, slug or title did: the words of one page must not drop
    /// the footer of all.
    void put(db::Tx& tx, const Page& page, const std::optional<Page>& before) const;
    void remove(db::Tx& tx, const std::string& id) const;
};

}  // namespace broadsheet
