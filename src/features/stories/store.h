// Every SQL statement about stories as the desk sees them: fields, versions, revisions, slots and preview links.
// What readers see is in published_store.h.
#pragma once

#include <optional>
#include <string>
#include <vector>

#include "features/stories/model.h"
#include "platform/db/db.h"

namespace broadsheet {

/// One line of the desk's list.
struct DeskLine {
    std::string story;
    Kind kind = Kind::News;
    std::string section;
    std::string source_edition;
    Instant touched_at;
    struct VersionLine {
        std::string edition;
        State state = State::Draft;
        std::string headline;
        Instant scheduled_at;
        Instant first_published_at;
        bool pending = false;  // the newest revision is not the published one
        bool behind = false;   // the source went on after this translation was made
        bool refused = false;  // it was due and something stopped it
    };
    std::vector<VersionLine> versions;
};

/// What the desk's list can be narrowed to. Empty members do not narrow.
struct DeskFilter {
    std::string state;
    std::string edition;
    std::string section;
    std::string kind;
    std::string missing_edition;  // stories without a version there
    std::string words;            // folded words that the headline must hold
    Instant before;               // paging: touched before this …
    std::string before_story;     // … and this id
    int limit = 50;
};

class StoryStore {
public:
    [[nodiscard]] std::optional<Story> find(db::ReadTx& tx, const std::string& id) const;
    [[nodiscard]] std::optional<Revision> revision(db::ReadTx& tx, const std::string& id) const;
    /// All of a version, newest first, without bodies.
    [[nodiscard]] std::vector<Revision> revisions(db::ReadTx& tx, const std::string& version) const;
    [[nodiscard]] std::vector<DeskLine> list(db::ReadTx& tx, const DeskFilter& filter) const;
    /// Stories that a picture leads: (id, headline of the source version), at most a hundred.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> using_picture(db::ReadTx& tx,
                                                                                 const std::string& media) const;

    void insert(db::Tx& tx, const Story& story) const;
    /// `before`: the fields as they were; teasers follow the byline only when it differs.
    void update_fields(db::Tx& tx, const StoryFields& before, const Story& story) const;
    void touch(db::Tx& tx, const std::string& story, Instant at) const;
    void insert_version(db::Tx& tx, const std::string& story, const Version& version) const;
    void update_version(db::Tx& tx, const std::string& story, const Version& version) const;
    void insert_revision(db::Tx& tx, const std::string& version, const Revision& revision) const;
    [[nodiscard]] std::int64_t next_number(db::Tx& tx, const std::string& kind) const;

    void add_preview(db::Tx& tx, const std::string& token_hash, const std::string& story, const std::string& edition,
                     const std::string& by, Instant now, Instant expires) const;
    struct Preview {
        std::string token_hash;
        std::string story, edition;
        std::string made_by;
        Instant made_at;
        Instant expires_at;
    };
    [[nodiscard]] std::optional<Preview> preview(db::ReadTx& tx, const std::string& token_hash) const;
    /// Links of a story that still work, newest first.
    [[nodiscard]] std::vector<Preview> previews(db::ReadTx& tx, const std::string& story, Instant now) const;
    /// Takes one link of a story back; false when it has no such link.
    bool remove_preview(db::Tx& tx, const std::string& story, const std::string& token_hash) const;
    void remove_previews(db::Tx& tx, const std::string& story, const std::string& edition) const;
    /// What goes out later, with its main picture: (edition, revision, picture or empty).
    struct Scheduled {
        std::string edition, revision, picture;
    };
    [[nodiscard]] std::vector<Scheduled> scheduled(db::ReadTx& tx) const;
};

}  // namespace broadsheet
