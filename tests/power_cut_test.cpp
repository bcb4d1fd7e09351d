// "Acknowledged means durable", shown on SQLite with a file layer that forgets unsynced bytes; and its twin that must
// fail.
#include <doctest/doctest.h>
#include <fcntl.h>
#include <sys/wait.h>
#include <unistd.h>

#include <atomic>
#include <chrono>
#include <filesystem>
#include <mutex>
#include <set>
#include <thread>

#include "platform/db/db.h"
#include "platform/db/empty_database_test.h"
#include "power_cut_vfs.h"

namespace broadsheet {

namespace {

constexpr db::Sql kPut{"power_cut.put", "INSERT INTO cursor (name, version) VALUES ($1, $2)"};
constexpr db::Sql kNames{"power_cut.names", "SELECT name FROM cursor"};

Result<db::Outcome> put(db::Database& database, const std::string& name) {
    const auto result = database.transact([&](db::Tx& tx) -> Result<Nothing> {
        tx.run(kPut, {name, 1});
        tx.changes("story:" + name);
        return Nothing{};
    });
    if (!result) return tl::unexpected<Problem>(result.error());
    return db::Outcome::Durable;
}

std::set<std::string> names(db::Database& database) {
    return database.read([](db::ReadTx& tx) {
        std::set<std::string> found;
        for (db::Row& row : tx.query(kNames)) found.insert(row.take(0));
        return found;
    });
}

int missing(const std::set<std::string>& acknowledged, const std::set<std::string>& found) {
    int count = 0;
    for (const std::string& name : acknowledged) count += found.contains(name) ? 0 : 1;
    return count;
}

/// Waits until the process would have ended; false when it does not, or twice.
bool stopped(const std::atomic<int>& stops) {
    for (int i = 0; i < 300 && stops == 0; ++i) std::this_thread::sleep_for(std::chrono::milliseconds(10));
    return stops == 1;
}

/// Acknowledged writes that a power cut loses: `count` writes one after another, cut, start again.
int lost_in_cut(bool weaken, int count) {
    db::EmptyDatabase empty(db::EngineKind::Sqlite);
    PowerCutVfs vfs("power-cut");
    db::Options options = empty.options();
    options.sqlite_vfs = vfs.name();
    options.weaken_synchronous = weaken;
    std::set<std::string> acknowledged;
    {
        db::Database database(options);
        vfs.process_dies();  // the schema is durable on both sides: only what follows is compared
    }
    {
        db::Database database(options);
        for (int i = 0; i < count; ++i) {
            if (put(database, std::to_string(i))) acknowledged.insert(std::to_string(i));
        }
        vfs.cut();
    }
    CHECK(acknowledged.size() == static_cast<std::size_t>(count));
    db::Database again(options);
    CHECK(again.integrity().empty());
    return missing(acknowledged, names(again));
}

}  // namespace

TEST_CASE("a power cut loses nothing that was acknowledged") { CHECK(lost_in_cut(false, 50) == 0); }

TEST_CASE("the twin with the weaker synchronous setting loses acknowledged writes") {
    CHECK(lost_in_cut(true, 50) > 0);
}

TEST_CASE(
    "a power cut at a random moment, with any part of the unsynced writes on the disk, loses nothing acknowledged") {
    for (unsigned seed = 1; seed <= 12; ++seed) {
        CAPTURE(seed);
        db::EmptyDatabase empty(db::EngineKind::Sqlite);
        PowerCutVfs vfs("power-cut");
        db::Options options = empty.options();
        options.sqlite_vfs = vfs.name();
        std::mutex mutex;
        std::set<std::string> acknowledged;
        std::set<std::string> before_cut;
        {
            db::Database database(options);
            std::atomic<bool> stop = false;
            std::vector<std::thread> threads;
            for (int t = 0; t < 3; ++t) {
                threads.emplace_back([&, t] {
                    for (int i = 0; !stop && i < 2000; ++i) {
                        const std::string name = std::to_string(t) + "/" + std::to_string(i);
                        if (!put(database, name)) continue;
                        const std::lock_guard lock(mutex);
                        acknowledged.insert(name);
                    }
                });
            }
            std::this_thread::sleep_for(std::chrono::milliseconds(20 + 7 * seed));
            {
                const std::lock_guard lock(mutex);
                before_cut = acknowledged;
            }
            vfs.cut(seed);
            stop = true;
            for (std::thread& thread : threads) thread.join();
        }
        CHECK(before_cut.size() > 1);
        db::Database again(options);
        CHECK(again.integrity().empty());
        CHECK(missing(before_cut, names(again)) == 0);
        CHECK(again.version() >= static_cast<std::int64_t>(before_cut.size()));
    }
}

TEST_CASE("a sync that fails: unknown, one stop, and a start that checks") {
    for (int k = 1; k <= 12; ++k) {
        CAPTURE(k);
        db::EmptyDatabase empty(db::EngineKind::Sqlite);
        PowerCutVfs vfs("power-cut");
        db::Options options = empty.options();
        options.sqlite_vfs = vfs.name();
        std::atomic<int> stops = 0;
        options.fail_stop = [&] { ++stops; };
        std::set<std::string> acknowledged;
        {
            db::Database database(options);
            vfs.fail_sync(k);
            int i = 0;
            for (;; ++i) {
                REQUIRE(i < 20);
                const auto result = put(database, std::to_string(i));
                if (result) {
                    acknowledged.insert(std::to_string(i));
                    continue;
                }
                CHECK(result.error().kind == ProblemKind::Unknown);
                break;
            }
            CHECK(stopped(stops));  // the writers are answered first
            CHECK(std::filesystem::exists(empty.folder() + "/io-error"));
            const auto after = put(database, "after");
            REQUIRE_FALSE(after);
            CHECK(after.error().kind == ProblemKind::Unavailable);
            CHECK(stops == 1);
            // Either the machine lost its power as well, or only the process ended and the page cache was written in
            // the end.
            if (k % 2 == 0) {
                vfs.cut();
            } else {
                vfs.process_dies();
            }
        }
        db::Database again(options);
        CHECK_FALSE(std::filesystem::exists(empty.folder() + "/io-error"));
        CHECK(again.integrity().empty());
        const std::set<std::string> found = names(again);
        CHECK(missing(acknowledged, found) == 0);
        CHECK_FALSE(found.contains("after"));
        CHECK(put(again, "onwards"));
    }
}

TEST_CASE("a checkpoint that meets an I/O error stops the process too") {
    db::EmptyDatabase empty(db::EngineKind::Sqlite);
    PowerCutVfs vfs("power-cut");
    db::Options options = empty.options();
    options.sqlite_vfs = vfs.name();
    std::atomic<int> stops = 0;
    options.fail_stop = [&] { ++stops; };
    db::Database database(options);
    REQUIRE(put(database, "a"));
    vfs.fail_sync(1);
    CHECK(stopped(stops));
    CHECK(std::filesystem::exists(empty.folder() + "/io-error"));
    CHECK_FALSE(put(database, "b"));
}

TEST_CASE("without a hook the process ends with 70 within a second") {
    db::EmptyDatabase empty(db::EngineKind::Sqlite);
    PowerCutVfs vfs("power-cut");
    db::Options options = empty.options();
    options.sqlite_vfs = vfs.name();
    const auto begun = std::chrono::steady_clock::now();
    const pid_t child = ::fork();
    REQUIRE(child >= 0);
    if (child == 0) {
        const int nowhere = ::open("/dev/null", O_WRONLY);
        ::dup2(nowhere, STDERR_FILENO);
        db::Database database(options);
        vfs.fail_sync(1);
        (void)put(database, "a");
        ::sleep(5);
        ::_exit(1);
    }
    int status = 0;
    REQUIRE(::waitpid(child, &status, 0) == child);
    CHECK(WIFEXITED(status));
    CHECK(WEXITSTATUS(status) == 70);
    CHECK(std::chrono::steady_clock::now() - begun < std::chrono::seconds(3));
    CHECK(std::filesystem::exists(empty.folder() + "/io-error"));
}

}  // namespace broadsheet
