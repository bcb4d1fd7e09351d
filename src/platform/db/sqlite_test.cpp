// What only SQLite's side promises: free space, copies, the start after an I/O error.
#include <doctest/doctest.h>

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <limits>
#include <thread>

#include "platform/db/db.h"
#include "platform/db/empty_database_test.h"

namespace broadsheet::db {

namespace {

Result<Durable<std::int64_t>> put_long(Database& database, int number) {
    return database.transact([&](Tx& tx) -> Result<std::int64_t> {
        tx.changes("story:" + std::to_string(number));
        return tx.run(kPutRow, {std::to_string(number) + std::string(200, 'x'), number});
    });
}

/// In batches: a transaction may take a second at most, also on a busy machine under a sanitizer.
void fill(const Options& options, int rows) {
    constexpr int kBatch = 200;
    Database database(options);
    for (int first = 0; first < rows; first += kBatch) {
        REQUIRE(database.transact([&](Tx& tx) -> Result<Nothing> {
            for (int i = first; i < std::min(first + kBatch, rows); ++i) {
                tx.run(kPutRow, {std::to_string(i) + std::string(200, 'y'), i});
            }
            return Nothing{};
        }));
    }
}

void mark(const std::string& folder) { std::ofstream(folder + "/io-error") << "a test\n"; }

/// Overwrites a part of a file.
void damage(const std::string& path, std::streamoff offset, std::size_t length) {
    std::fstream file(path, std::ios::in | std::ios::out | std::ios::binary);
    file.seekp(offset);
    file << std::string(length, '\x5a');
}

std::string refusal(const Options& options) {
    try {
        Database database(options);
    } catch (const DatabaseError& error) {
        return error.what();
    }
    return "";
}

}  // namespace

TEST_CASE("too little free space refuses writes beforehand, and reading goes on") {
    EmptyDatabase empty(EngineKind::Sqlite);
    fill(empty.options(), 3);
    Options options = empty.options();
    options.min_free_bytes = std::numeric_limits<std::int64_t>::max();
    Database database(options);
    const auto refused = put_long(database, 1);
    REQUIRE_FALSE(refused);
    CHECK(refused.error().kind == ProblemKind::NoSpace);
    CHECK(count_rows(database) == 3);
    const auto copied = database.copy_to(empty.folder() + "/copy.db");
    REQUIRE_FALSE(copied);
    CHECK(copied.error().kind == ProblemKind::NoSpace);
}

TEST_CASE("a copy is whole, of one moment, and replaces the file at once") {
    EmptyDatabase empty(EngineKind::Sqlite);
    const std::string copies = empty.folder() + "/copies";
    std::filesystem::create_directory(copies);
    const std::string file = copies + "/paper.db";
    std::ofstream(file) << "an older copy";
    {
        Database database(empty.options());
        std::thread writer([&] {
            for (int i = 0; i < 60; ++i) (void)put_long(database, i);
        });
        while (count_rows(database) < 20) std::this_thread::yield();
        REQUIRE(database.copy_to(file));
        writer.join();
    }
    CHECK_FALSE(std::filesystem::exists(file + ".unfinished"));
    CHECK_FALSE(std::filesystem::exists(file + "-wal"));
    Options options = empty.options();
    options.folder = copies;
    Database copy(options);
    CHECK(copy.integrity().empty());
    CHECK(count_rows(copy) >= 20);
    CHECK(count_rows(copy) == copy.version());  // one row a version: a copy of one moment
}

TEST_CASE("a copy to where nothing can be written throws and leaves nothing") {
    EmptyDatabase empty(EngineKind::Sqlite);
    Database database(empty.options());
    CHECK_THROWS_AS((void)database.copy_to(empty.folder() + "/absent/paper.db"), DatabaseError);
    CHECK(put_long(database, 1));
}

TEST_CASE("after the marker of an I/O error the start copies, checks and goes on, with the log or without") {
    for (const bool with_log : {false, true}) {
        CAPTURE(with_log);
        EmptyDatabase empty(EngineKind::Sqlite);
        const std::string file = empty.folder() + "/paper.db";
        if (with_log) {
            // As a kill leaves them: taken while the log still holds the rows.
            Database database(empty.options());
            for (int i = 0; i < 30; ++i) REQUIRE(put_long(database, i));
            for (const char* ending : {"", "-wal"}) std::filesystem::copy_file(file + ending, file + ending + ".kept");
        } else {
            fill(empty.options(), 30);
        }
        if (with_log) {
            REQUIRE(std::filesystem::file_size(file + "-wal.kept") > 0);
            for (const char* ending : {"", "-wal"}) std::filesystem::rename(file + ending + ".kept", file + ending);
        }
        mark(empty.folder());
        Database database(empty.options());
        CHECK_FALSE(std::filesystem::exists(empty.folder() + "/io-error"));
        CHECK_FALSE(std::filesystem::exists(file + ".rescue"));
        CHECK_FALSE(std::filesystem::exists(file + ".rescue-wal"));
        CHECK(count_rows(database) == 30);
        CHECK(put_long(database, 1000));
    }
}

TEST_CASE("a database that was damaged is refused after an I/O error, and the marker stays") {
    EmptyDatabase empty(EngineKind::Sqlite);
    fill(empty.options(), 2000);
    const std::string file = empty.folder() + "/paper.db";
    damage(file, static_cast<std::streamoff>(std::filesystem::file_size(file) / 4096 / 2 * 4096), 4096);
    mark(empty.folder());
    const std::string sentence = refusal(empty.options());
    CHECK(sentence.find("damaged after an I/O error") != std::string::npos);
    CHECK(sentence.find("Restore a backup") != std::string::npos);
    CHECK(std::filesystem::exists(empty.folder() + "/io-error"));
    CHECK(std::filesystem::exists(file));
    CHECK_FALSE(refusal(empty.options()).empty());
}

TEST_CASE("a marker without a database is only removed") {
    EmptyDatabase empty(EngineKind::Sqlite);
    mark(empty.folder());
    Database database(empty.options());
    CHECK_FALSE(std::filesystem::exists(empty.folder() + "/io-error"));
    CHECK(put_long(database, 1));
}

TEST_CASE("integrity says what is wrong") {
    EmptyDatabase empty(EngineKind::Sqlite);
    fill(empty.options(), 2000);
    {
        Database database(empty.options());
        CHECK(database.integrity().empty());
    }
    const std::string file = empty.folder() + "/paper.db";
    damage(file, static_cast<std::streamoff>(std::filesystem::file_size(file) / 4096 / 2 * 4096), 4096);
    Database database(empty.options());
    CHECK_FALSE(database.integrity().empty());
}

TEST_CASE("files of the data folder are the owner's alone") {
    EmptyDatabase empty(EngineKind::Sqlite);
    Options options = empty.options();
    options.folder += "/new/data";
    Database database(options);
    for (const char* name : {"", "/lock", "/paper.db", "/paper.db-wal"}) {
        CAPTURE(name);
        const auto permissions = std::filesystem::status(options.folder + name).permissions();
        CHECK((permissions & (std::filesystem::perms::group_all | std::filesystem::perms::others_all)) ==
              std::filesystem::perms::none);
    }
}

TEST_CASE("a file that is no database is refused with its name") {
    EmptyDatabase empty(EngineKind::Sqlite);
    std::ofstream(empty.folder() + "/paper.db") << std::string(8192, 'z');
    CHECK(refusal(empty.options()).find("/paper.db is no SQLite database") != std::string::npos);
}

}  // namespace broadsheet::db
