// What only PostgreSQL's side can suffer: a server that goes away, settings and collations that cannot be trusted.
// Every case is skipped without BROADSHEET_TEST_POSTGRES.
#include <doctest/doctest.h>

#include <chrono>
#include <mutex>
#include <thread>

#include "platform/db/db.h"
#include "platform/db/empty_database_test.h"

namespace broadsheet::db {

namespace {

constexpr Sql kEndWriter{"test.end_writer",
                         "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity "
                         "WHERE application_name = 'broadsheet writer' AND datname = current_database()"};
constexpr Sql kEndReaders{"test.end_readers",
                          "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE pid <> pg_backend_pid() "
                          "AND application_name = 'broadsheet reader' AND datname = current_database()"};
constexpr Sql kSlowCommit{"test.slow_commit",
                          "CREATE FUNCTION wait_in_commit() RETURNS trigger LANGUAGE plpgsql AS "
                          "'BEGIN PERFORM pg_sleep(0.7); RETURN NULL; END'"};
constexpr Sql kSlowTrigger{"test.slow_trigger",
                           "CREATE CONSTRAINT TRIGGER slow AFTER INSERT ON cursor DEFERRABLE INITIALLY DEFERRED "
                           "FOR EACH ROW WHEN (NEW.version = 7) EXECUTE FUNCTION wait_in_commit()"};

bool has_postgres() { return engines_under_test().size() > 1; }

Result<Durable<std::int64_t>> put_one(Database& database, const std::string& name, int number) {
    return database.transact([&](Tx& tx) -> Result<std::int64_t> {
        tx.changes("story:" + name);
        return tx.run(kPutRow, {name, number});
    });
}

std::int64_t number(Database& database, const Sql& sql) {
    return database.read([&](ReadTx& tx) { return tx.one(sql)->integer(0); });
}

std::string refusal_of_server(const Options& options) {
    try {
        Database database(options);
    } catch (const DatabaseError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("PostgreSQL: a connection lost during COMMIT is unknown, and the writer comes back") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres);
    Database database(empty.options());
    REQUIRE(database.transact([](Tx& tx) -> Result<std::int64_t> {
        tx.run(kSlowCommit);
        return tx.run(kSlowTrigger);
    }));
    REQUIRE(put_one(database, "before", 1));
    std::thread killer([&] {
        std::this_thread::sleep_for(std::chrono::milliseconds(300));
        CHECK(number(database, kEndWriter) == 1);
    });
    const auto lost = put_one(database, "lost", 7);
    killer.join();
    REQUIRE_FALSE(lost);
    CHECK(lost.error().kind == ProblemKind::Unknown);
    const auto next = put_one(database, "next", 1);
    REQUIRE(next);
    CHECK(next->version() == 2);
    CHECK(count_rows(database) == 2);
}

TEST_CASE(
    "PostgreSQL: a connection lost before COMMIT is provably not done, and a commit that nobody heard of is "
    "announced") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres);
    Database database(empty.options());
    std::mutex mutex;
    std::vector<std::string> heard;
    database.on_commit([&](std::int64_t, const std::vector<std::string>& tags) {
        const std::lock_guard lock(mutex);
        heard.insert(heard.end(), tags.begin(), tags.end());
    });
    REQUIRE(put_one(database, "a", 1));
    const auto ended = database.transact([](Tx& tx) -> Result<Nothing> {
        tx.run(kPutRow, {"b", 1});
        (void)tx.query(kEndWriter);
        return Nothing{};
    });
    REQUIRE_FALSE(ended);
    CHECK(ended.error().kind == ProblemKind::Unavailable);
    CHECK(put_one(database, "c", 1)->version() == 2);
    const std::lock_guard lock(mutex);
    CHECK(heard == std::vector<std::string>{"story:a", "story:c"});
    CHECK(count_rows(database) == 2);
}

TEST_CASE("PostgreSQL: readers whose server side died are replaced") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres);
    Database database(empty.options());
    {
        Database::Lease first(database);
        Database::Lease second(database);
        Database::Lease third(database);
    }
    CHECK(number(database, kEndReaders) == 2);
    Database::Lease first(database);
    Database::Lease second(database);
    Database::Lease third(database);
    CHECK(third.tx().one(kCountRows)->integer(0) == 0);
}

TEST_CASE("PostgreSQL: another collation is refused, and the sentence says what to do") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres, "C.utf8");
    const std::string sentence = refusal_of_server(empty.options());
    CHECK(sentence.find("collation C.utf8") != std::string::npos);
    CHECK(sentence.find("--locale=C") != std::string::npos);
}

TEST_CASE("PostgreSQL: a setting that can lose a commit is refused, and the sentence says what to do") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres);
    Options options = empty.options();
    options.url += "&options=-csynchronous_commit%3Doff";
    const std::string sentence = refusal_of_server(options);
    CHECK(sentence.find("synchronous_commit = off") != std::string::npos);
    CHECK(sentence.find("power cut") != std::string::npos);
    options.weaken_synchronous = true;
    CHECK(refusal_of_server(options).empty());
}

TEST_CASE("PostgreSQL: no message holds the address, which may hold a password") {
    Options options;
    options.url = "postgresql://someone:hunter2@/nowhere?host=/nonexistent&port=1";
    const std::string sentence = refusal_of_server(options);
    CHECK(sentence.find("Cannot connect to PostgreSQL") == 0);
    CHECK(sentence.find("hunter2") == std::string::npos);
}

TEST_CASE("PostgreSQL: copying is left to pg_dump") {
    if (!has_postgres()) return;
    EmptyDatabase empty(EngineKind::Postgres);
    Database database(empty.options());
    CHECK(database.is_postgres());
    CHECK(database.integrity().empty());
    const auto copied = database.copy_to("/nonexistent/copy.db");
    REQUIRE_FALSE(copied);
    CHECK(copied.error().message.find("pg_dump") != std::string::npos);
}

}  // namespace broadsheet::db
