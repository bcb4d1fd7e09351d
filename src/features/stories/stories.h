// Stories: writing, publishing, scheduling, withdrawing; and what readers and lists are shown of them.
// The public door of the feature. Use cases own permission, rule and transaction; the stores own tags and SQL.
#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "features/addresses/addresses.h"
#include "features/media/media.h"
#include "features/organisations/organisations.h"
#include "features/people/people.h"
#include "features/sections/sections.h"
#include "features/stories/model.h"
#include "features/stories/published_store.h"
#include "features/stories/store.h"
#include "features/topics/topics.h"
#include "platform/db/db.h"
#include "platform/jobs/jobs.h"
#include "site/editions.h"
#include "site/viewer.h"

namespace broadsheet {

/// What a publication did, for the answer of desk and API.
struct Publication {
    std::string story;
    Texts paths;  // edition → live path
};

/// How many stories an editor may pick to be read next.
inline constexpr std::size_t kPicks = 4;

class Stories {
public:
    Stories(db::Database& database, const Editions& editions, const Addresses& addresses, Sections& sections,
            const People& people, const Organisations& organisations, const Topics& topics, const Media& media,
            jobs::Jobs& jobs, const Clock& clock);

    // Writing. `id` of a new story may be chosen (sample, import), else one is made.
    Result<Durable<Story>> create(const Editor& who, StoryFields fields, std::string id = {});
    Result<Story> create(db::Tx& tx, const Editor& who, StoryFields fields, std::string id = {});
    /// Refused with Conflict when `edit` is not the story's present one: somebody else saved meanwhile. What is
    /// published changes with it.
    Result<Durable<Story>> save_fields(const Editor& who, const std::string& id, StoryFields fields, std::int64_t edit);
    Result<Story> save_fields(db::Tx& tx, const Editor& who, const std::string& id, StoryFields fields,
                              std::int64_t edit);
    /// A new revision of a version (the first makes the version). `based_on` is the revision it was made from, empty
    /// for the first: Conflict when another was saved meanwhile. The same words as the current revision make none. A
    /// translation records the source revision it was made from. A live version's readers see nothing of it before it
    /// is published.
    Result<Durable<Revision>> save_version(const Editor& who, const std::string& id, const std::string& edition,
                                           VersionText text, const std::string& based_on);
    Result<Revision> save_version(db::Tx& tx, const Editor& who, const std::string& id, const std::string& edition,
                                  VersionText text, const std::string& based_on);

    /// Publishes the current revision of every edition named, all or none, in one transaction. All that is missing is
    /// said at once. `at` unset: now; imports and the sample give the time of first publication. `read`: edition → the
    /// revision that was read before deciding; Conflict when the current one is another. Rights: Publish.
    Result<Durable<Publication>> publish(const Editor& who, const std::string& id,
                                         const std::vector<std::string>& editions, Instant at = {},
                                         const Texts& read = {});
    Result<Publication> publish(db::Tx& tx, const Editor& who, const std::string& id,
                                const std::vector<std::string>& editions, Instant at = {}, const Texts& read = {});
    /// The revisions of this moment go out at `at` (in the future), in the set second, also after a restart, whatever
    /// is saved meanwhile. The same checks as publishing, at once; what stops it later is kept in `Version::refused`.
    Result<Durable<Nothing>> schedule(const Editor& who, const std::string& id,
                                      const std::vector<std::string>& editions, Instant at, const Texts& read = {});
    Result<Nothing> schedule(db::Tx& tx, const Editor& who, const std::string& id,
                             const std::vector<std::string>& editions, Instant at, const Texts& read = {});
    /// Takes the schedule of every one of these editions back; refused when one has none. Rights: Publish.
    Result<Durable<Nothing>> unschedule(const Editor& who, const std::string& id,
                                        const std::vector<std::string>& editions);
    Result<Nothing> unschedule(db::Tx& tx, const Editor& who, const std::string& id,
                               const std::vector<std::string>& editions);
    /// Readers get 410 afterwards; the text stays at the desk. What is only scheduled does not go out. Refused when one
    /// of these editions is neither out nor scheduled. Rights: Publish.
    Result<Durable<Nothing>> withdraw(const Editor& who, const std::string& id,
                                      const std::vector<std::string>& editions);
    Result<Nothing> withdraw(db::Tx& tx, const Editor& who, const std::string& id,
                             const std::vector<std::string>& editions);

    /// What is to be read next after a story, before what shares its subject: at most kPicks other stories, in order.
    /// Rights: Publish.
    Result<Durable<Nothing>> pick(const Editor& who, const std::string& id, const std::vector<std::string>& others);
    Result<Nothing> pick(db::Tx& tx, const Editor& who, const std::string& id, const std::vector<std::string>& others);
    /// The id of the story that somebody typed or pasted: an id, an address of readers, live or former, or one of the
    /// desk. Empty when there is none.
    [[nodiscard]] std::string named(db::ReadTx& tx, std::string_view typed) const;

    // What the desk reads.
    [[nodiscard]] std::optional<Story> find(db::ReadTx& tx, const std::string& id) const;
    [[nodiscard]] std::optional<Revision> revision(db::ReadTx& tx, const std::string& id) const;
    [[nodiscard]] std::vector<Revision> revisions(db::ReadTx& tx, const std::string& version) const;
    [[nodiscard]] std::vector<DeskLine> list(db::ReadTx& tx, const DeskFilter& filter) const;
    /// Stories that a picture leads: (id, headline of the source version), at most a hundred.
    [[nodiscard]] std::vector<std::pair<std::string, std::string>> using_picture(db::ReadTx& tx,
                                                                                 const std::string& media) const;
    /// A private link to the current text of a version for a source or a lawyer: the token, shown once. 14 days.
    Result<Durable<std::string>> make_preview(const Editor& who, const std::string& id, const std::string& edition);
    [[nodiscard]] std::optional<StoryStore::Preview> preview(db::ReadTx& tx, const std::string& token) const;
    /// Links of a story that still work, newest first.
    [[nodiscard]] std::vector<StoryStore::Preview> previews(db::ReadTx& tx, const std::string& id) const;
    /// Takes back the link with this hash. Rights: Write, as for making one.
    Result<Durable<Nothing>> revoke_preview(const Editor& who, const std::string& id, const std::string& link);
    /// Editions in which readers see a picture, or will see it by a schedule: as main picture or within a text.
    [[nodiscard]] std::vector<std::string> editions_showing(db::ReadTx& tx, const std::string& picture) const;
    /// What a version would look like to readers if it were published now.
    [[nodiscard]] std::optional<Published> as_published(db::ReadTx& tx, const Story& story,
                                                        const std::string& edition) const;

    // What readers are shown.
    [[nodiscard]] const PublishedStore& published() const { return published_; }
    /// Editions with a published version, for use cases of other features.
    [[nodiscard]] std::vector<std::string> published_editions(db::ReadTx& tx, const std::string& id) const;

    /// The paper has another zone: what is published is put on the days and months of that zone, some at a time, by a
    /// job of this transaction. Addresses stay, and so do the instants of schedules.
    void zone_changed(db::Tx& tx);

    /// Registers the jobs of this feature: going out on time, working out what to read next, following the zone.
    void register_jobs();

private:
    Result<Nothing> redate_after(const std::string& story, const std::string& edition);
    /// Edition → the revisions of it that readers see or will see.
    using Outgoing = std::map<std::string, std::vector<std::string>>;
    /// The current revision of each edition, one each; Conflict when it is not the one that was read.
    static Result<Outgoing> newest(const Story& story, const std::vector<std::string>& editions, const Texts& read);
    /// Publishes exactly these revisions, one an edition.
    Result<Publication> let_out(db::Tx& tx, const Editor& who, Story story, const Outgoing& outgoing, Instant now);
    /// What of a published row follows from story, version and text; times, address and words are the caller's.
    [[nodiscard]] Published row_of(db::ReadTx& tx, const Story& story, const Version& version, Revision revision) const;
    Result<Publication> put_published(db::Tx& tx, const Story& story, const std::vector<std::string>& editions);
    std::vector<FieldProblem> unknown_things(db::ReadTx& tx, const StoryFields& fields) const;
    std::string free_slug(db::ReadTx& tx, const Story& story, const Version& version, const std::string& wished) const;
    std::vector<FieldProblem> missing(db::ReadTx& tx, const Story& story, const Outgoing& outgoing) const;
    void take_schedule_back(db::Tx& tx, const std::string& id, Version& version);
    void note(db::Tx& tx, const Editor& who, const char* action, const std::string& story,
              const std::string& detail) const;

    db::Database& database_;
    const Editions& editions_;
    const Addresses& addresses_;
    Sections& sections_;
    const People& people_;
    const Organisations& organisations_;
    const Topics& topics_;
    const Media& media_;
    jobs::Jobs& jobs_;
    const Clock& clock_;
    StoryStore store_;
    PublishedStore published_;
};

}  // namespace broadsheet
