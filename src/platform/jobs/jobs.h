// Work that is due at an instant: schedules, retries, mail, what follows a publication. A job is a row written in the
// transaction that wants it, so it exists exactly if that transaction does. Not a queue for work of this moment.
//
// A handler runs at least once: after a crash or a lost lease it runs again, so what it does must bear repeating.
#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"
#include "platform/result/result.h"
#include "platform/time/time.h"

namespace broadsheet::jobs {

/// One job as its handler sees it.
struct Job {
    std::string kind;     // "stories.publish"
    std::string key;      // what it is about: one job a kind and key
    std::string payload;  // the kind's own text, usually JSON
    Instant due;
    int attempts = 1;  // this one included
};

/// Done, or a Problem: then it is tried again later. Called without a transaction; it opens its own.
using Handler = std::function<Result<Nothing>(const Job&)>;

/// Work that is only for the database. An exception undoes it, and it is tried again later.
using Step = std::function<void(db::Tx&, const Job&)>;

/// The change tag that every `add` leaves.
constexpr std::string_view kTag = "jobs";

/// How long after its n-th failed attempt a job is due again: 10 s, doubled each time, at most an hour.
std::int64_t backoff_after(int attempts);

/// Thread-safe. Several programs may share one database: a job is leased to one of them at a time.
class Jobs {
public:
    /// `log` hears of failures; may be empty. Any thread.
    explicit Jobs(db::Database& database, std::function<void(std::string)> log = {});
    ~Jobs();
    Jobs(const Jobs&) = delete;
    Jobs& operator=(const Jobs&) = delete;

    /// Adds a job, or replaces the one of the same kind and key: new payload, new instant, attempts forgotten. A job
    /// that is just running and is added again runs once more.
    void add(db::Tx& tx, std::string_view kind, std::string_view key, std::string_view payload, Instant due);
    /// Takes a job back; nothing happens when there is none. One that is just running ends its run.
    void cancel(db::Tx& tx, std::string_view kind, std::string_view key);

    /// Names the handler of a kind. Before `start` and `run_due` only; a kind without one waits for a program that has
    /// it.
    void on(std::string kind, Handler handler);
    /// Names the work of a kind that is done and recorded as done in one commit, together with what is due after it: a
    /// commit for every job would cost more than the work, and make the newsroom's commits wait. Before `start`, too.
    void within(std::string kind, Step step);

    /// Runs on the calling thread what is due at `clock.now()`, in the order of due times; returns the number of runs.
    /// At most 10,000 runs, so that a job which always adds itself again cannot hold the caller.
    int run_due(const Clock& clock);

    /// Starts the thread that runs jobs when they are due. `clock` outlives it.
    void start(const Clock& clock);
    /// Waits for the job that is running. The rest stays in the database.
    void stop();
    /// Makes the thread look again at once: the clock was set, or another program may have added a job.
    void wake();
    /// For the database's commit listener: when a job was added, the thread looks again as soon as commits pause. Does
    /// not block.
    void committed(const std::vector<std::string>& tags);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::jobs
