// Keeps the index of every edition in step with the change log, on a thread of its own. Not the writer: a publication
// is durable and acknowledged before it is found, usually a third of a second before.
#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <set>
#include <string>
#include <thread>
#include <vector>

#include "features/organisations/organisations.h"
#include "features/people/people.h"
#include "features/search/index.h"
#include "features/sections/sections.h"
#include "features/stories/stories.h"
#include "features/topics/topics.h"
#include "platform/db/db.h"
#include "site/editions.h"

namespace broadsheet {

/// Where the words come from. All outlive the follower.
struct SearchSources {
    db::Database& database;
    const Editions& editions;
    const Stories& stories;
    const Sections& sections;
    const People& people;
    const Topics& topics;
    const Organisations& organisations;
};

/// Published versions as the index takes them; those not published are missing. Seven statements, however many.
std::vector<IndexedStory> gather(db::ReadTx& tx, const SearchSources& sources, const std::string& edition,
                                 const std::vector<std::string>& stories);

class IndexFollower {
public:
    /// `folder`: DATA/search, one folder an edition in it.
    IndexFollower(SearchSources sources, std::string folder);
    ~IndexFollower();
    IndexFollower(const IndexFollower&) = delete;
    IndexFollower& operator=(const IndexFollower&) = delete;

    /// Opens the indexes and catches up, in the background; builds anew what is missing, broken, of another form, or
    /// behind a pruned log.
    void start();
    /// Commits what was followed and ends the thread. What is left is done at the next start.
    void stop();
    /// A commit listener: quick, any thread.
    void wake();
    /// Builds all indexes anew from what is published, in batches; searches and following go on. Waits for the end.
    /// Nothing when it failed or the follower stops; the log says why.
    struct Rebuilt {
        std::int64_t versions = 0;
        std::int64_t milliseconds = 0;
    };
    std::optional<Rebuilt> rebuild();
    /// A search could not read this edition's files: they are built anew, at most every ten minutes. Any thread.
    void suspect(const std::string& edition);
    /// Waits until everything up to `version` can be found. False when the time is over.
    bool wait_for(std::int64_t version, std::chrono::milliseconds at_most);

    /// Null for an edition there is none of.
    [[nodiscard]] const StoryIndex* index(const std::string& edition) const;

private:
    using Touched = std::map<std::string, std::set<std::string>>;  // edition → stories

    void run();
    bool step();
    void open_all();
    void build_what_is_wanted();
    void answer_rebuild(std::uint64_t asked, std::optional<Rebuilt> rebuilt);
    bool follow();
    [[nodiscard]] bool log_was_pruned(std::int64_t next);
    void touch(const std::string& tag, Touched& touched) const;
    void touch_renamed_sections(Touched& touched);
    void apply(const Touched& touched, std::int64_t version);
    void note_sections(StoryIndex& index, const std::string& edition);
    std::optional<Rebuilt> build(const std::set<std::string>& editions);
    std::int64_t fill(const std::set<std::string>& editions, std::map<std::string, std::unique_ptr<StoryIndex>>& fresh);
    void settle(std::int64_t version);
    void commit_position(std::int64_t least_distance);
    void keep_cursor();
    [[nodiscard]] bool stopping() const;
    [[nodiscard]] std::int64_t committed() const;

    const SearchSources sources_;
    const std::string folder_;
    std::map<std::string, std::unique_ptr<StoryIndex>> indexes_;  // by edition

    // The follower's own.
    std::int64_t position_ = 0;  // everything up to here is in the indexes, or concerns them not
    std::int64_t kept_ = 0;
    std::chrono::steady_clock::time_point kept_at_;
    bool open_ = false;
    int failures_ = 0;              // of the index files, one after the other
    std::set<std::string> broken_;  // editions to be built anew
    std::chrono::steady_clock::time_point suspicion_followed_at_;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    bool stopping_ = false;
    std::uint64_t commits_ = 0;  // that it was woken for
    int waiting_ = 0;            // callers of wait_for: they are served at once
    std::uint64_t asked_ = 0;    // rebuilds asked for …
    std::uint64_t served_ = 0;   // … and ended, well or not
    std::optional<Rebuilt> last_rebuilt_;
    std::set<std::string> suspected_;  // editions whose files a search could not read
    std::int64_t settled_ = -1;
    bool running_ = false;
    std::thread thread_;
};

}  // namespace broadsheet
