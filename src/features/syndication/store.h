// What feeds and sitemaps read of stories beyond a teaser, for many stories in one statement: words, source and
// subjects of published versions, never a draft. Every answer leaves the tags it depends on.
#pragma once

#include <map>
#include <string>
#include <vector>

#include "features/stories/model.h"
#include "platform/db/db.h"

namespace broadsheet {

/// The published words of a story and where they come from.
struct StoryWords {
    document::Document body;
    std::string disclaimer;
    std::string rights;
    std::string outside_name;
    std::string outside_url;
};

struct StorySubjects {
    std::vector<std::string> topics;
    std::vector<std::string> organisations;
};

class SyndicationStore {
public:
    /// Story id → words; those that are not published in the edition are left out. Reads `story:ID:ED` of each.
    [[nodiscard]] std::map<std::string, StoryWords> words(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                          const std::string& edition) const;
    /// Story id → topics and organisations by id. Reads `story:ID:ED` of each.
    [[nodiscard]] std::map<std::string, StorySubjects> subjects(db::ReadTx& tx, const std::vector<std::string>& stories,
                                                                const std::string& edition) const;
    /// For an answer that prints when a story last changed: no list of teasers depends on that.
    void reads_changes(db::ReadTx& tx, const std::vector<std::string>& stories, const std::string& edition) const;
};

}  // namespace broadsheet
