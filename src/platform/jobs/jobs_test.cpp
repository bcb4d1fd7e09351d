#include "platform/jobs/jobs.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <stdexcept>
#include <thread>

#include "platform/db/empty_database_test.h"

namespace broadsheet::jobs {

namespace {

constexpr db::Sql kRows{"test.jobs",
                        "SELECT kind, key, payload, due_at, attempts, leased_until, last_error FROM job ORDER BY id"};
constexpr db::Sql kLeaseAll{"test.lease", "UPDATE job SET leased_until = $1"};

void add(db::Database& database, Jobs& jobs, std::string_view kind, std::string_view key, std::string_view payload,
         Instant due) {
    REQUIRE(database.transact([&](db::Tx& tx) -> Result<Nothing> {
        jobs.add(tx, kind, key, payload, due);
        return Nothing{};
    }));
}

db::Rows rows(db::Database& database) {
    return database.read([](db::ReadTx& tx) { return tx.query(kRows); });
}

constexpr Instant kNoon{1'700'000'000'000'000};

}  // namespace

TEST_CASE("what is due runs in order, once; what is not waits") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        Jobs jobs(database);
        FakeClock clock(kNoon);
        std::string seen;
        jobs.on("publish", [&](const Job& job) -> Result<Nothing> {
            seen += job.key + "=" + job.payload + "@" + std::to_string(job.attempts) + " ";
            return Nothing{};
        });
        add(database, jobs, "publish", "b", "2", kNoon - kSecond);
        add(database, jobs, "publish", "a", "3", kNoon);
        add(database, jobs, "publish", "c", "1", kNoon - kMinute);
        add(database, jobs, "publish", "later", "4", kNoon + 1);
        add(database, jobs, "unknown", "x", "", kNoon - kDay);
        CHECK(jobs.run_due(clock) == 3);
        CHECK(seen == "c=1@1 b=2@1 a=3@1 ");
        CHECK(jobs.run_due(clock) == 0);
        clock.advance(1);
        CHECK(jobs.run_due(clock) == 1);
        const db::Rows left = rows(database);
        REQUIRE(left.size() == 1);
        CHECK(left[0].text(0) == "unknown");  // waits for a program that knows it
        CHECK(left[0].integer(4) == 0);
    }
}

TEST_CASE("steps are done together, and one that fails undoes only itself") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        Jobs jobs(database);
        FakeClock clock(kNoon);
        std::string mailed;
        jobs.on("mail", [&](const Job& job) -> Result<Nothing> {
            mailed += job.key;
            return Nothing{};
        });
        jobs.within("step", [&](db::Tx& tx, const Job& job) {
            jobs.add(tx, "unknown", "of " + job.key, "", kNoon);  // what a step leaves behind
            if (job.payload == "broken") throw std::runtime_error("no luck with " + job.key);
        });
        for (int i = 0; i < 40; ++i) add(database, jobs, "step", "s" + std::to_string(i), "", kNoon - kMinute + i);
        add(database, jobs, "step", "bad", "broken", kNoon - kMinute + 20);
        add(database, jobs, "mail", "m", "", kNoon - kMinute + 10);
        const std::int64_t commits = database.version();
        CHECK(jobs.run_due(clock) == 42);
        CHECK(mailed == "m");
        // Together while nothing fails, and one by one from the commit on that met the failure.
        CHECK(database.version() - commits < 40);
        int left_behind = 0;
        for (const db::Row& row : rows(database)) {
            if (row.text(0) == "unknown") {
                ++left_behind;
                CHECK(row.text(1) != "of bad");
                continue;
            }
            CHECK(row.text(1) == "bad");
            CHECK(row.integer(4) == 1);
            CHECK(row.text(6) == "no luck with bad");
        }
        CHECK(left_behind == 40);
    }
}

TEST_CASE("adding again replaces, cancelling takes back, and both follow their transaction") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        Jobs jobs(database);
        FakeClock clock(kNoon);
        std::string seen;
        jobs.on("mail", [&](const Job& job) -> Result<Nothing> {
            seen += job.payload;
            return Nothing{};
        });
        add(database, jobs, "mail", "x", "first", kNoon);
        add(database, jobs, "mail", "x", "second", kNoon + kHour);
        add(database, jobs, "mail", "y", "cancelled", kNoon);
        REQUIRE(database.transact([&](db::Tx& tx) -> Result<Nothing> {
            jobs.cancel(tx, "mail", "y");
            jobs.cancel(tx, "mail", "absent");
            return Nothing{};
        }));
        (void)database.transact([&](db::Tx& tx) -> Result<Nothing> {
            jobs.add(tx, "mail", "z", "rolled back", kNoon);
            jobs.cancel(tx, "mail", "x");
            return forbidden();
        });
        CHECK(jobs.run_due(clock) == 0);
        clock.advance(kHour);
        CHECK(jobs.run_due(clock) == 1);
        CHECK(seen == "second");
    }
}

TEST_CASE("a failure is tried again later, and exceptions are failures") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        std::vector<std::string> log;
        Jobs jobs(database, [&](std::string line) { log.push_back(std::move(line)); });
        FakeClock clock(kNoon);
        int calls = 0;
        jobs.on("feed", [&](const Job&) -> Result<Nothing> {
            switch (++calls) {
                case 1: return problem(ProblemKind::Unavailable, "problem.away");
                case 2: throw std::runtime_error("broken\xff\n");
                case 3: throw 7;  // NOLINT: any exception
                default: return Nothing{};
            }
        });
        add(database, jobs, "feed", "x", "", kNoon);
        CHECK(jobs.run_due(clock) == 1);
        CHECK(jobs.run_due(clock) == 0);
        CHECK(rows(database)[0].text(6) == "problem.away");
        CHECK(rows(database)[0].integer(3) == kNoon.us + backoff_after(1));
        clock.advance(backoff_after(1));
        CHECK(jobs.run_due(clock) == 1);
        CHECK(rows(database)[0].text(6) == "broken??");
        clock.advance(backoff_after(2));
        CHECK(jobs.run_due(clock) == 1);
        clock.advance(backoff_after(3));
        CHECK(jobs.run_due(clock) == 1);
        CHECK(rows(database).empty());
        REQUIRE(log.size() == 3);
        CHECK(log[1].find("feed x, attempt 2: broken") != std::string::npos);
    }
}

TEST_CASE("the wait after a failure doubles up to an hour") {
    const std::vector<std::pair<int, std::int64_t>> cases = {
        {-1, 10 * kSecond},  {1, 10 * kSecond}, {2, 20 * kSecond},     {5, 160 * kSecond},
        {9, 2560 * kSecond}, {10, kHour},       {2'000'000'000, kHour}};
    for (const auto& [attempts, wait] : cases) {
        CAPTURE(attempts);
        CHECK(backoff_after(attempts) == wait);
    }
}

TEST_CASE("a job that is added again while it runs, runs again") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        Jobs jobs(database);
        FakeClock clock(kNoon);
        std::string seen;
        jobs.on("index", [&](const Job& job) -> Result<Nothing> {
            seen += job.payload;
            if (job.payload == "1") add(database, jobs, "index", "x", "2", kNoon);
            return Nothing{};
        });
        add(database, jobs, "index", "x", "1", kNoon);
        CHECK(jobs.run_due(clock) == 2);
        CHECK(seen == "12");
        CHECK(rows(database).empty());
    }
}

TEST_CASE("a leased job is left alone until its lease runs out") {
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        Jobs jobs(database);
        FakeClock clock(kNoon);
        jobs.on("index", [](const Job&) -> Result<Nothing> { return Nothing{}; });
        add(database, jobs, "index", "x", "", kNoon);
        // As a program leaves it that was killed in the middle of the work.
        REQUIRE(
            database.transact([](db::Tx& tx) -> Result<std::int64_t> { return tx.run(kLeaseAll, {kNoon + kMinute}); }));
        CHECK(jobs.run_due(clock) == 0);
        clock.advance(kMinute);
        CHECK(jobs.run_due(clock) == 1);
    }
}

TEST_CASE("the thread sleeps until the next is due and is woken by a commit") {
    const SystemClock clock;
    for (const db::EngineKind engine : db::engines_under_test()) {
        CAPTURE(db::name_of(engine));
        db::EmptyDatabase empty(engine);
        db::Database database(empty.options());
        std::atomic<int> ran = 0;
        Jobs jobs(database);
        database.on_commit([&](std::int64_t, const std::vector<std::string>& tags) { jobs.committed(tags); });
        jobs.on("tick", [&](const Job&) -> Result<Nothing> {
            ++ran;
            return Nothing{};
        });
        const auto wait_for = [&](int count) {
            for (int i = 0; i < 500 && ran < count; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
            return ran.load();
        };
        jobs.start(clock);
        add(database, jobs, "tick", "now", "", clock.now());
        CHECK(wait_for(1) == 1);
        add(database, jobs, "tick", "soon", "", clock.now() + 100'000);
        CHECK(wait_for(2) == 2);
        jobs.stop();
        add(database, jobs, "tick", "stopped", "", clock.now());
        CHECK(ran == 2);
        jobs.start(clock);
        CHECK(wait_for(3) == 3);
    }
}

TEST_CASE("what is due at an instant does not stand back for commits that come all the time") {
    const SystemClock clock;
    db::EmptyDatabase empty(db::EngineKind::Sqlite);
    db::Database database(empty.options());
    Jobs jobs(database);
    database.on_commit([&](std::int64_t, const std::vector<std::string>& tags) { jobs.committed(tags); });
    std::atomic<std::int64_t> ran_at = 0;
    jobs.on("schedule", [&](const Job&) -> Result<Nothing> {
        ran_at = clock.now().us;
        return Nothing{};
    });
    jobs.within("follow", [](db::Tx&, const Job&) {});
    const Instant due = clock.now() + kSecond;
    add(database, jobs, "schedule", "at its instant", "", due);
    jobs.start(clock);
    // Each of them less than the quarter of a second after the last that the followers wait for.
    for (int i = 0; i < 60 && ran_at == 0; ++i) {
        add(database, jobs, "follow", std::to_string(i), "", clock.now());
        std::this_thread::sleep_for(std::chrono::milliseconds(100));
    }
    jobs.stop();
    CHECK(ran_at >= due.us);
    CHECK(ran_at < due.us + kSecond);  // standing back would have taken two more
}

}  // namespace broadsheet::jobs
