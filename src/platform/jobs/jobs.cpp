#include "platform/jobs/jobs.h"

#include <algorithm>
#include <atomic>
#include <chrono>
#include <condition_variable>
#include <map>
#include <mutex>
#include <optional>
#include <thread>

#include "platform/jobs/background.h"

namespace broadsheet::jobs {

namespace {

constexpr int kRunLimit = 10'000;
constexpr int kTogether = 8;                                 // steps in one commit …
constexpr auto kLongestStep = std::chrono::milliseconds(1);  // … begun within this time: other commits wait for it
constexpr std::int64_t kLease = 10 * kMinute;
constexpr std::int64_t kLongestSleep = 30 * kSecond;
constexpr std::int64_t kSleepAfterTrouble = 2 * kSecond;

constexpr db::Sql kAdd{"jobs.add",
                       "INSERT INTO job (id, kind, key, payload, due_at, attempts, leased_until, last_error) "
                       "VALUES ($1, $2, $3, $4, $5, 0, 0, '') "
                       "ON CONFLICT (kind, key) DO UPDATE SET payload = excluded.payload, due_at = excluded.due_at, "
                       "attempts = 0, leased_until = 0, last_error = ''"};
constexpr db::Sql kCancel{"jobs.cancel", "DELETE FROM job WHERE kind = $1 AND key = $2"};
// The lease is asked for twice: on PostgreSQL a second program waits for the first one's row and then checks only the
// outer condition again. `kind || ''` hides the index on kind: through it SQLite would sort all that is due, a hundred
// thousand after an import, for the first of them, which job_due has in front.
constexpr db::Sql kLeaseNext{
    "jobs.lease",
    "UPDATE job SET leased_until = $2, attempts = attempts + 1 WHERE leased_until <= $1 AND id = "
    "(SELECT id FROM job WHERE due_at <= $1 AND leased_until <= $1 AND kind || '' IN ($3[]) "
    "ORDER BY due_at, id LIMIT 1) RETURNING id, kind, key, payload, due_at, attempts"};
// Only while the lease is still ours: `add` ends it, and then the job runs again.
constexpr db::Sql kFinish{"jobs.finish", "DELETE FROM job WHERE id = $1 AND leased_until = $2"};
constexpr db::Sql kRetry{
    "jobs.retry", "UPDATE job SET leased_until = 0, due_at = $3, last_error = $4 WHERE id = $1 AND leased_until = $2"};
constexpr db::Sql kNextDue{"jobs.next_due",
                           "SELECT due_at, leased_until FROM job WHERE kind IN ($1[]) "
                           "ORDER BY CASE WHEN due_at > leased_until THEN due_at ELSE leased_until END LIMIT 1"};

struct Leased {
    std::string id;
    Instant until;
    Job job;
};

/// What the row keeps of a failure: foreign text, so only what every engine can store, and not much of it.
std::string storable(std::string text) {
    constexpr std::size_t kLength = 500;
    if (text.size() > kLength) text.resize(kLength);
    for (char& c : text) {
        if (c < ' ' || c > '~') c = '?';
    }
    return text;
}

std::string id_of(std::string_view kind, std::string_view key) { return std::string(kind) + "/" + std::string(key); }

}  // namespace

std::int64_t backoff_after(int attempts) {
    const int doublings = std::clamp(attempts - 1, 0, 9);
    return std::min((10 * kSecond) << doublings, kHour);
}

struct Jobs::Impl {
    Impl(db::Database& database_, std::function<void(std::string)> log_) : database(database_), log(std::move(log_)) {}

    void report(const std::string& line) const {
        if (log) log(line);
    }

    [[nodiscard]] db::List kinds() const {
        db::List names;
        for (const auto& [kind, handler] : handlers) names.push_back(kind);
        for (const auto& [kind, step] : steps) names.push_back(kind);
        return names;
    }

    /// The next job that was due at `due`, leased from `now` on.
    std::optional<Leased> lease_next(db::Tx& tx, Instant due, Instant now) const;
    std::optional<Leased> lease(Instant due, Instant now);
    /// Why it failed, if it did.
    std::optional<std::string> run(const Leased& leased) const;
    /// Records the end and takes the next job in one commit: with a long queue the disk is waited for half as often.
    /// Nothing when there is none, or when the database could not be told: the lease then runs out and the job runs
    /// again.
    std::optional<Leased> end(const Leased& leased, const std::optional<std::string>& failure,
                              std::optional<Instant> next_due, Instant now);
    /// Takes the steps of this job and of those due after it in one commit. The job that comes next, leased; `done`
    /// grows by what was done. When they cannot be done together, nothing is, and `together` becomes 1: then the one
    /// that fails is found.
    std::optional<Leased> take_steps(const Leased& first, Instant due, const Clock& clock, int& together, int& done);
    std::int64_t until_next(Instant now);
    bool stop_wanted() {
        const std::lock_guard lock(mutex);
        return stopping;
    }

    db::Database& database;
    std::function<void(std::string)> log;
    std::map<std::string, Handler, std::less<>> handlers;
    std::map<std::string, Step, std::less<>> steps;

    std::mutex mutex;
    std::condition_variable changed;
    bool woken = false;
    bool stopping = false;
    std::uint64_t commits = 0;          // that added a job
    std::atomic<bool> trouble = false;  // the database could not be asked; the thread waits a little
    std::thread thread;
};

std::optional<Leased> Jobs::Impl::lease_next(db::Tx& tx, Instant due, Instant now) const {
    const Instant until = now + kLease;
    std::optional<db::Row> row = tx.one(kLeaseNext, {due, until, kinds()});
    if (!row) return std::nullopt;
    return Leased{row->take(0), until,
                  Job{row->take(1), row->take(2), row->take(3), row->instant(4), static_cast<int>(row->integer(5))}};
}

std::optional<Leased> Jobs::Impl::lease(Instant due, Instant now) {
    auto leased =
        database.transact([&](db::Tx& tx) -> Result<std::optional<Leased>> { return lease_next(tx, due, now); });
    if (leased) return std::move(**leased);
    report("jobs: cannot take the next job: " + leased.error().message);
    trouble = true;
    return std::nullopt;
}

std::optional<std::string> Jobs::Impl::run(const Leased& leased) const {
    std::optional<std::string> failure;
    try {
        if (const auto step = steps.find(leased.job.kind); step != steps.end()) {
            const auto done = database.transact([&](db::Tx& tx) -> Result<Nothing> {
                step->second(tx, leased.job);
                return Nothing{};
            });
            if (!done) failure = done.error().message;
        } else {
            const Result<Nothing> result = handlers.find(leased.job.kind)->second(leased.job);
            if (!result) failure = result.error().message;
        }
    } catch (const std::exception& error) {
        failure = error.what();
    } catch (...) {
        failure = "an exception of an unknown kind";
    }
    if (failure) {
        report("jobs: " + leased.job.kind + " " + leased.job.key + ", attempt " + std::to_string(leased.job.attempts) +
               ": " + *failure);
    }
    return failure;
}

std::optional<Leased> Jobs::Impl::end(const Leased& leased, const std::optional<std::string>& failure,
                                      std::optional<Instant> next_due, Instant now) {
    auto ended = database.transact([&](db::Tx& tx) -> Result<std::optional<Leased>> {
        if (failure) {
            tx.run(kRetry, {leased.id, leased.until, now + backoff_after(leased.job.attempts), storable(*failure)});
        } else {
            tx.run(kFinish, {leased.id, leased.until});
        }
        if (!next_due) return std::nullopt;
        return lease_next(tx, *next_due, now);
    });
    if (ended) return std::move(**ended);
    report("jobs: cannot record the end of " + leased.job.kind + " " + leased.job.key + ": " + ended.error().message);
    trouble = true;
    return std::nullopt;
}

std::optional<Leased> Jobs::Impl::take_steps(const Leased& first, Instant due, const Clock& clock, int& together,
                                             int& done) {
    int count = 0;
    try {
        auto next = database.transact([&](db::Tx& tx) -> Result<std::optional<Leased>> {
            const auto latest = std::chrono::steady_clock::now() + kLongestStep;
            std::optional<Leased> leased = first;
            while (leased) {
                const auto step = steps.find(leased->job.kind);
                if (step == steps.end()) break;
                if (count == together || (count > 0 && std::chrono::steady_clock::now() > latest)) break;
                step->second(tx, leased->job);
                tx.run(kFinish, {leased->id, leased->until});
                ++count;
                const bool goes_on = done + count < kRunLimit && !stop_wanted();
                leased = goes_on ? lease_next(tx, due, clock.now()) : std::nullopt;
            }
            return leased;
        });
        if (next) {
            done += count;
            return std::move(**next);
        }
    } catch (...) {
        // Told by `run`, which comes upon it again.
    }
    together = 1;
    return first;
}

std::int64_t Jobs::Impl::until_next(Instant now) {
    return database.read([&](db::ReadTx& tx) -> std::int64_t {
        const std::optional<db::Row> row = tx.one(kNextDue, {kinds()});
        if (!row) return kLongestSleep;
        const std::int64_t at = std::max(row->integer(0), row->integer(1));
        return std::clamp<std::int64_t>(at - now.us, 0, kLongestSleep);
    });
}

Jobs::Jobs(db::Database& database, std::function<void(std::string)> log)
    : impl_(std::make_unique<Impl>(database, std::move(log))) {}

Jobs::~Jobs() { stop(); }

void Jobs::add(db::Tx& tx, std::string_view kind, std::string_view key, std::string_view payload, Instant due) {
    tx.run(kAdd, {id_of(kind, key), kind, key, payload, due});
    tx.changes(std::string(kTag));
}

void Jobs::cancel(db::Tx& tx, std::string_view kind, std::string_view key) { tx.run(kCancel, {kind, key}); }

void Jobs::on(std::string kind, Handler handler) {
    impl_->handlers.insert_or_assign(std::move(kind), std::move(handler));
}

void Jobs::within(std::string kind, Step step) { impl_->steps.insert_or_assign(std::move(kind), std::move(step)); }

int Jobs::run_due(const Clock& clock) {
    const Instant due = clock.now();
    int runs = 0;
    std::optional<Leased> leased;
    if (!impl_->stop_wanted()) leased = impl_->lease(due, due);
    int together = kTogether;
    while (leased) {
        if (together > 1 && impl_->steps.count(leased->job.kind) > 0) {
            leased = impl_->take_steps(*leased, due, clock, together, runs);
            continue;
        }
        ++runs;
        const std::optional<std::string> failure = impl_->run(*leased);
        const bool goes_on = runs < kRunLimit && !impl_->stop_wanted();
        leased = impl_->end(*leased, failure, goes_on ? std::optional(due) : std::nullopt, clock.now());
    }
    return runs;
}

void Jobs::start(const Clock& clock) {
    if (impl_->thread.joinable()) return;
    impl_->thread = std::thread([this, &clock] {
        work_in_background();
        std::unique_lock lock(impl_->mutex);
        while (!impl_->stopping) {
            impl_->woken = false;
            const std::uint64_t seen = impl_->commits;
            impl_->trouble = false;
            lock.unlock();
            std::int64_t sleep = kSleepAfterTrouble;
            try {
                run_due(clock);
                if (!impl_->trouble) sleep = impl_->until_next(clock.now());
            } catch (const std::exception& error) {
                impl_->report("jobs: " + std::string(error.what()));
            }
            lock.lock();
            const auto called = [&] { return impl_->woken || impl_->stopping; };
            const auto asleep = std::chrono::steady_clock::now();
            const auto next_due = asleep + std::chrono::microseconds(sleep);
            impl_->changed.wait_until(lock, next_due, [&] { return called() || impl_->commits != seen; });
            if (impl_->commits == seen) continue;
            // What was due at an instant before this commit stays so: a schedule does not stand back.
            const auto latest = asleep + kLongestStandBack;
            stand_back(lock, impl_->changed, impl_->commits, called, sleep > 0 ? std::min(latest, next_due) : latest);
        }
    });
}

void Jobs::stop() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->stopping = true;
    }
    impl_->changed.notify_all();
    if (impl_->thread.joinable()) impl_->thread.join();
    const std::lock_guard lock(impl_->mutex);
    impl_->stopping = false;
}

void Jobs::wake() {
    {
        const std::lock_guard lock(impl_->mutex);
        impl_->woken = true;
    }
    impl_->changed.notify_all();
}

void Jobs::committed(const std::vector<std::string>& tags) {
    if (std::find(tags.begin(), tags.end(), kTag) == tags.end()) return;
    {
        const std::lock_guard lock(impl_->mutex);
        ++impl_->commits;
    }
    impl_->changed.notify_all();
}

}  // namespace broadsheet::jobs
