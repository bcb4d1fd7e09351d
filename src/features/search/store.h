// Every SQL statement of search: the words of published versions many at a time, what they mention, and how far the
// index has followed the change log. Not the index itself.
#pragma once

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/db.h"

namespace broadsheet {

class SearchStore {
public:
    /// What a list of teasers does not know of a published version.
    struct Text {
        std::string search_headline;
        std::string body;  // plain text; empty when the stored document is damaged
    };
    /// By story; those not published in the edition are missing. One statement.
    [[nodiscard]] std::map<std::string, Text> texts(db::ReadTx& tx, const std::string& edition,
                                                    const std::vector<std::string>& stories) const;
    struct Mention {
        std::string story;
        std::string kind;  // topic, organisation
        std::string thing;
    };
    [[nodiscard]] std::vector<Mention> mentions(db::ReadTx& tx, const std::string& edition,
                                                const std::vector<std::string>& stories) const;
    /// The first version the change log still has; nothing when it is empty.
    [[nodiscard]] std::optional<std::int64_t> oldest_change(db::ReadTx& tx) const;
    /// Says that versions up to this one are not needed in the log any more. Changes no tag. With several nodes the
    /// fastest one speaks for all: a node that finds its place pruned builds its index anew.
    void keep_cursor(db::Tx& tx, std::int64_t version) const;
};

}  // namespace broadsheet
