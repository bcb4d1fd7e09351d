#include "platform/db/db.h"

#include <doctest/doctest.h>

#include <atomic>
#include <chrono>
#include <limits>
#include <stdexcept>
#include <thread>

#include "platform/db/empty_database_test.h"

namespace broadsheet::db {

namespace {

constexpr Sql kGet{"test.get", "SELECT name, version FROM cursor WHERE name = $1"};
constexpr Sql kAmong{"test.among", "SELECT name FROM cursor WHERE name IN ($1[]) AND version >= $2 ORDER BY name"};
constexpr Sql kUpsert{"test.upsert",
                      "INSERT INTO cursor (version, name) VALUES ($2, $1) "
                      "ON CONFLICT (name) DO UPDATE SET version = excluded.version RETURNING version"};
constexpr Sql kDelete{"test.delete", "DELETE FROM cursor WHERE version < $1"};
constexpr Sql kWrong{"test.wrong", "SELECT absent FROM nowhere"};

Result<Nothing> put(Tx& tx, const std::string& name, std::int64_t number, const std::string& tag = "") {
    tx.run(kPutRow, {name, number});
    if (!tag.empty()) tx.changes(tag);
    return Nothing{};
}

std::string message_of(const std::function<void()>& act) {
    try {
        act();
    } catch (const DatabaseError& error) {
        return error.what();
    }
    return "nothing was thrown";
}

}  // namespace

TEST_CASE("values come back as they were bound") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        const std::string text = "ñ 'quoted' \"x\" $1 \\ \n\xf0\x9f\x97\x9e" + std::string(100'000, 'z');
        const std::int64_t least = std::numeric_limits<std::int64_t>::min();
        REQUIRE(database.transact([&](Tx& tx) {
            put(tx, text, least);
            put(tx, "", std::numeric_limits<std::int64_t>::max());
            // It sees its own writes.
            CHECK(tx.one(kCountRows)->integer(0) == 2);
            return Result<Nothing>(Nothing{});
        }));
        database.read([&](ReadTx& tx) {
            auto row = tx.one(kGet, {text});
            REQUIRE(row);
            CHECK(row->integer(1) == least);
            CHECK(row->text(0) == text);
            CHECK(row->take(0) == text);
            CHECK(tx.one(kGet, {""})->integer(1) == std::numeric_limits<std::int64_t>::max());
            CHECK_FALSE(tx.one(kGet, {"absent"}));
            CHECK_THROWS_AS((void)row->text(1), DatabaseError);
            CHECK_THROWS_AS((void)row->integer(0), DatabaseError);
            CHECK_THROWS_AS((void)row->is_null(2), DatabaseError);
            CHECK(tx.statements() == 3);
            return 0;
        });
    }
}

TEST_CASE("one text gives the same rows on both engines") {
    constexpr Sql kNulls{"test.nulls", "SELECT NULL, 1 = 1, 'x', (SELECT sum(version) FROM cursor), $1 = ''"};
    constexpr Sql kOptional{"test.optional",
                            "SELECT name FROM cursor WHERE ($1 IS NULL OR name = $1) AND ($2 IS NULL OR version = $2) "
                            "ORDER BY version NULLS LAST"};
    constexpr Sql kWindow{
        "test.window",
        "SELECT name, count(*) OVER (ORDER BY name) FROM cursor WHERE version < $2 ORDER BY name LIMIT $1"};
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        REQUIRE(database.transact([&](Tx& tx) {
            for (const auto& [name, number] : {std::pair{"b", 2}, std::pair{"a", 3}, std::pair{"c", 1}})
                put(tx, name, number);
            CHECK(tx.one(kUpsert, {"b", 20})->integer(0) == 20);
            CHECK(tx.run(kDelete, {2}) == 1);
            CHECK(tx.run(kDelete, {2}) == 0);
            return Result<Nothing>(Nothing{});
        }));
        database.read([&](ReadTx& tx) {
            const auto row = tx.one(kNulls, {""});
            CHECK(row->is_null(0));
            CHECK(row->text(0).empty());
            CHECK(row->integer(0) == 0);
            CHECK(row->flag(1));
            CHECK(row->text(2) == "x");
            CHECK(row->integer(3) == 23);
            CHECK(row->flag(4));
            CHECK(tx.query(kOptional, {std::optional<std::string>(), std::optional<int>()}).size() == 2);
            CHECK(tx.query(kOptional, {std::optional<std::string>("b"), std::optional<int>()}).size() == 1);
            CHECK(tx.query(kOptional, {std::optional<std::string>(), std::optional<int>(20)}).size() == 1);
            CHECK(tx.query(kWindow, {1, 100}).size() == 1);
            CHECK(tx.query(kWindow, {5, 100})[1].integer(1) == 2);
            return 0;
        });
    }
}

TEST_CASE("lists match their members and an empty one matches nothing") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        REQUIRE(database.transact([&](Tx& tx) {
            for (int i = 0; i < 20; ++i) put(tx, "n" + std::to_string(i), i);
            return Result<Nothing>(Nothing{});
        }));
        database.read([&](ReadTx& tx) {
            List wanted;
            for (int size = 0; size <= 20; ++size) {
                CHECK(tx.query(kAmong, {wanted, 0}).size() == static_cast<std::size_t>(size));
                wanted.push_back("n" + std::to_string(size));
            }
            CHECK(tx.query(kAmong, {List{"n3", "n3", "absent", "') OR ('1'='1"}, 0}).size() == 1);
            CHECK(tx.query(kAmong, {List{"n3"}, 4}).empty());
            return 0;
        });
    }
}

TEST_CASE("a problem or an exception undoes its own member only") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        const auto kept = database.transact([](Tx& tx) { return put(tx, "kept", 1, "story:1"); });
        REQUIRE(kept);
        CHECK(kept->version() == 1);

        const auto refused = database.transact([](Tx& tx) -> Result<int> {
            put(tx, "refused", 2, "story:2");
            CHECK(tx.change_version() == 2);
            return forbidden();
        });
        REQUIRE_FALSE(refused);
        CHECK(refused.error().kind == ProblemKind::Forbidden);

        CHECK_THROWS_WITH_AS((void)database.transact([](Tx& tx) -> Result<int> {
            put(tx, "thrown", 3, "story:3");
            throw std::runtime_error("the body's own");
        }),
                             "the body's own", std::runtime_error);
        CHECK_THROWS_AS((void)database.transact([](Tx& tx) { return put(tx, "kept", 9); }), DatabaseError);
        // Swallowing the error does not help: PostgreSQL would have aborted, so SQLite does as well.
        CHECK_THROWS_AS((void)database.transact([](Tx& tx) -> Result<int> {
            put(tx, "swallowed", 3);
            try {
                tx.run(kPutRow, {"kept", 9});
            } catch (const DatabaseError&) {
            }
            return 1;
        }),
                        DatabaseError);

        CHECK(count_rows(database) == 1);
        CHECK(database.version() == 1);
        // The numbers have no gap.
        CHECK(database.transact([](Tx& tx) { return put(tx, "next", 4, "story:4"); })->version() == 2);
        CHECK(database.transact([](Tx& tx) { return put(tx, "silent", 5); })->version() == 0);
        CHECK(database.version() == 2);
    }
}

TEST_CASE("changes are logged once each, and listeners hear every version in order before the answer") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        std::vector<std::pair<std::int64_t, std::size_t>> heard;
        database.on_commit([&](std::int64_t version, const std::vector<std::string>& tags) {
            heard.emplace_back(version, tags.size());
        });
        REQUIRE(database.transact([](Tx& tx) {
            for (const char* tag : {"story:b", "story:a", "story:b"}) tx.changes(tag);
            return Result<Nothing>(Nothing{});
        }));
        CHECK(heard == std::vector<std::pair<std::int64_t, std::size_t>>{{1, 2}});
        for (const int tags : {1, 15, 16, 17, 40}) {
            REQUIRE(database.transact([&](Tx& tx) {
                for (int i = 0; i < tags; ++i) tx.changes("list:front:" + std::to_string(i));
                return Result<Nothing>(Nothing{});
            }));
        }
        CHECK(heard.back() == std::pair<std::int64_t, std::size_t>{6, 40});
        const auto log = database.changes_after(0, 1000);
        CHECK(log.size() == 2 + 1 + 15 + 16 + 17 + 40);
        CHECK(log.front() == std::pair<std::int64_t, std::string>{1, "story:a"});
        CHECK(database.changes_after(5, 7).size() == 7);
        CHECK(database.changes_after(6, 7).empty());
    }
}

TEST_CASE("the log is pruned below the slowest follower, and never within what is kept") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        CHECK(database.prune_log(0).value() == 0);
        for (int i = 0; i < 30; ++i) {
            REQUIRE(database.transact([&](Tx& tx) -> Result<Nothing> {
                tx.changes("a:" + std::to_string(i));
                tx.changes("b");
                return Nothing{};
            }));
        }
        const auto oldest = [&] { return database.changes_after(0, 1).front().first; };
        CHECK(database.prune_log(25).value() == 5);
        CHECK(oldest() == 6);
        CHECK(database.prune_log(25).value() == 0);
        // A follower that lags keeps what it has not seen.
        REQUIRE(database.transact([&](Tx& tx) { return put(tx, "slow", 9); }));
        CHECK(database.prune_log(0).value() == 4);
        CHECK(oldest() == 10);
        CHECK(database.changes_after(0, 1000).size() == 42);
        CHECK(database.version() == 30);
    }
}

TEST_CASE("a version with more changes than a step of pruning takes is pruned as a whole") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        for (const int tags : {1, 5'000, 1, 3'000, 1}) {
            REQUIRE(database.transact([&](Tx& tx) -> Result<Nothing> {
                for (int i = 0; i < tags; ++i) tx.changes("tag:" + std::to_string(i));
                return Nothing{};
            }));
        }
        CHECK(database.prune_log(1).value() == 4);
        const auto left = database.changes_after(0, 10);
        REQUIRE(left.size() == 1);
        CHECK(left.front().first == 5);
    }
}

TEST_CASE("writers in groups: every acknowledged one is there, numbers are gapless") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        std::vector<std::int64_t> heard;
        std::atomic<int> acknowledged = 0;
        {
            Database database(empty.options());
            database.on_commit(
                [&](std::int64_t version, const std::vector<std::string>&) { heard.push_back(version); });
            std::vector<std::thread> threads;
            for (int t = 0; t < 8; ++t) {
                threads.emplace_back([&, t] {
                    for (int i = 0; i < 25; ++i) {
                        const std::string name = std::to_string(t) + "/" + std::to_string(i);
                        const auto result = database.transact([&](Tx& tx) -> Result<int> {
                            put(tx, name, i, "story:" + name);
                            if (i % 5 == 4) return not_found("story");
                            return i;
                        });
                        if (result) ++acknowledged;
                    }
                });
            }
            for (std::thread& thread : threads) thread.join();
        }
        CHECK(acknowledged == 8 * 20);
        Database reopened(empty.options());
        CHECK(count_rows(reopened) == 8 * 20);
        CHECK(reopened.version() == 8 * 20);
        REQUIRE(heard.size() == 8 * 20);
        for (std::size_t i = 0; i < heard.size(); ++i) CHECK(heard[i] == static_cast<std::int64_t>(i) + 1);
    }
}

TEST_CASE("a snapshot shows one version, and cannot write") {
    constexpr Sql kSneak{"test.sneak", "DELETE FROM cursor WHERE name = $1 RETURNING name"};
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        REQUIRE(database.transact([](Tx& tx) { return put(tx, "before", 1, "story:1"); }));
        {
            Database::Lease lease(database);
            CHECK(lease.tx().version() == 1);
            REQUIRE(database.transact([](Tx& tx) { return put(tx, "after", 2, "story:2"); }));
            CHECK_FALSE(lease.tx().one(kGet, {"after"}));
            CHECK(lease.tx().version() == 1);
            CHECK_THROWS_AS((void)lease.tx().query(kSneak, {"before"}), DatabaseError);
        }
        CHECK(count_rows(database) == 2);
        database.read([](ReadTx& tx) {
            CHECK(tx.version() == 2);
            tx.reads("story:1");
            tx.reads("list:x");
            tx.reads("story:1");
            tx.until({50});
            tx.until({40});
            tx.until({60});
            CHECK(tx.tags() == std::vector<std::string>{"story:1", "list:x"});
            CHECK(tx.valid_until() == Instant{40});
            CHECK(tx.cacheable());
            tx.never_cache();
            CHECK_FALSE(tx.cacheable());
            return 0;
        });
    }
}

TEST_CASE("errors name the statement and hold no value") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        const std::string secret = "s3cret";
        REQUIRE(database.transact([&](Tx& tx) { return put(tx, secret, 1); }));
        const std::vector<std::string> messages = {
            message_of([&] { (void)database.transact([&](Tx& tx) { return put(tx, secret, 1); }); }),
            message_of([&] {
                (void)database.transact([&](Tx& tx) -> Result<int> {
                    tx.run(kPutRow, {nullptr, 1});
                    tx.run(kPutRow, {secret, nullptr});
                    return 1;
                });
            }),
            message_of([&] { (void)database.read([](ReadTx& tx) { return tx.query(kWrong).size(); }); }),
        };
        CAPTURE(messages[2]);
        CHECK(messages[0].starts_with("test.put: "));
        CHECK(messages[1].starts_with("test.put: "));
        CHECK(messages[2].starts_with("test.wrong: "));
        CHECK(messages[2].find("nowhere") != std::string::npos);
        for (const std::string& message : messages) {
            CAPTURE(message);
            CHECK(message.find(secret) == std::string::npos);
        }
        CHECK(count_rows(database) == 1);  // the reader that failed is usable again
    }
}

TEST_CASE("a fraction is refused on both engines") {
    constexpr Sql kFraction{"test.fraction", "SELECT 1.5"};
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        const std::string message =
            message_of([&] { (void)database.read([&](ReadTx& tx) { return tx.query(kFraction).size(); }); });
        CHECK(message == "test.fraction: column 0 is neither an integer nor a text");
    }
}

TEST_CASE("transact inside a body or a listener stops") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database database(empty.options());
        CHECK_THROWS_AS((void)database.transact([&](Tx&) -> Result<int> {
            (void)database.transact([](Tx&) -> Result<int> { return 1; });
            return 1;
        }),
                        std::logic_error);
    }
}

TEST_CASE("a body that takes longer than a second is undone and reported") {
    EmptyDatabase empty(EngineKind::Sqlite);
    Options options = empty.options();
    std::vector<std::string> log;
    options.log = [&](std::string line) { log.push_back(std::move(line)); };
    Database database(options);
    const auto late = database.transact([](Tx& tx) {
        std::this_thread::sleep_for(std::chrono::milliseconds(1020));
        return put(tx, "late", 1, "story:late");
    });
    REQUIRE_FALSE(late);
    CHECK(late.error().kind == ProblemKind::Unavailable);
    CHECK(late.error().message == "problem.too_slow");
    CHECK(count_rows(database) == 0);
    CHECK(database.version() == 0);
    REQUIRE(log.size() == 1);
    CHECK(log[0].find("story:late") != std::string::npos);
    CHECK(database.transact([](Tx& tx) { return put(tx, "next", 1, "story:next"); })->version() == 1);
}

TEST_CASE("a snapshot held too long is cut off, and the connection is good again afterwards") {
    constexpr Sql kForever{
        "test.forever",
        "WITH RECURSIVE n (i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < $1) SELECT count(*) FROM n"};
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Options options = empty.options();
        options.read_deadline_ms = 100;
        options.readers = 1;
        Database database(options);
        const std::string message = message_of(
            [&] { (void)database.read([&](ReadTx& tx) { return tx.query(kForever, {2'000'000'000}).size(); }); });
        CHECK(message.find("test.forever: ") == 0);
        CHECK(message.find("held for too long") != std::string::npos);
        CHECK(count_rows(database) == 0);
    }
}

TEST_CASE("readers wait for each other") {
    EmptyDatabase empty(EngineKind::Sqlite);
    Options options = empty.options();
    options.readers = 2;
    Database database(options);
    std::atomic<int> inside = 0;
    std::atomic<int> most = 0;
    std::vector<std::thread> threads;
    for (int t = 0; t < 6; ++t) {
        threads.emplace_back([&] {
            for (int i = 0; i < 10; ++i) {
                database.read([&](ReadTx& tx) {
                    const int now = ++inside;
                    int seen = most.load();
                    while (now > seen && !most.compare_exchange_weak(seen, now)) {
                    }
                    std::this_thread::sleep_for(std::chrono::milliseconds(1));
                    (void)tx.query(kCountRows);
                    --inside;
                    return 0;
                });
            }
        });
    }
    for (std::thread& thread : threads) thread.join();
    CHECK(most <= 2);
}

TEST_CASE("a second server on the same data is refused with a sentence") {
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        Database first(empty.options());
        const std::string message = message_of([&] { Database second(empty.options()); });
        CHECK(message.find("in use by another Broadsheet") != std::string::npos);
    }
}

TEST_CASE("a database newer than the program is refused with a sentence") {
    constexpr Sql kFuture{"test.future",
                          "INSERT INTO schema_migration (number, name, applied_at) VALUES (9999, 'teleport', 0)"};
    for (const EngineKind engine : engines_under_test()) {
        CAPTURE(name_of(engine));
        EmptyDatabase empty(engine);
        {
            Database database(empty.options());
            REQUIRE(database.transact([&](Tx& tx) -> Result<std::int64_t> { return tx.run(kFuture); }));
        }
        const std::string message = message_of([&] { Database again(empty.options()); });
        CHECK(message.find("newer than this program") != std::string::npos);
        CHECK(message.find("9999 (teleport)") != std::string::npos);
    }
}

}  // namespace broadsheet::db
