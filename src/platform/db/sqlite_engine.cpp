// SQLite as an engine: the folder and its lock, pragmas read back, the checkpointer, copies.
#include <sqlite3.h>
#include <sys/stat.h>
#include <unistd.h>

#include <array>
#include <cerrno>
#include <cstdio>
#include <cstring>
#include <fstream>
#include <utility>

#include "platform/db/checkpointer.h"
#include "platform/db/connection.h"
#include "platform/db/fail_stop.h"
#include "platform/db/folder.h"
#include "platform/db/rescue.h"
#include "platform/db/sqlite.h"

namespace broadsheet::db {

namespace {

struct Pragma {
    const char* name;
    const char* set;
    const char* expected;
};

void set_and_read_back(SqliteConnection& connection, const Pragma& pragma) {
    const std::string name = pragma.name;
    connection.pragma("PRAGMA " + name + "=" + pragma.set);
    const std::string found = connection.pragma("PRAGMA " + name);
    if (found == pragma.expected) return;
    throw DatabaseError("SQLite does not keep " + name + "=" + pragma.set + " (it says \"" + found +
                        "\"): the data folder's file system or this SQLite cannot promise what Broadsheet does.");
}

/// Defensive mode, and no checkpoint by SQLite itself when the last connection closes: after a failed device nothing
/// may be written, and otherwise the checkpointer has done it.
void configure(SqliteConnection& connection) {
    for (const int option : {SQLITE_DBCONFIG_DEFENSIVE, SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE}) {
        int on = 0;
        if (sqlite3_db_config(connection.handle(), option, 1, &on) != SQLITE_OK || on != 1) {
            throw DatabaseError("This SQLite lacks a setting that Broadsheet needs (" + std::to_string(option) + ").");
        }
    }
}

constexpr std::array kEveryConnection = {
    Pragma{"foreign_keys", "ON", "1"},   Pragma{"trusted_schema", "OFF", "0"}, Pragma{"cell_size_check", "ON", "1"},
    Pragma{"temp_store", "MEMORY", "2"}, Pragma{"mmap_size", "0", "0"},
};

/// A file that does not begin as a database does is somebody else's, or what is left of one.
void require_database(const std::string& file) {
    constexpr std::string_view kBegins = "SQLite format 3";
    std::ifstream in(file, std::ios::binary);
    std::string begins(kBegins.size(), ' ');
    in.read(begins.data(), static_cast<std::streamsize>(begins.size()));
    if (in.gcount() == 0 || begins == kBegins) return;  // an empty file becomes one
    throw DatabaseError(
        file +
        " is no SQLite database. If this was your paper, put the newest backup into an empty folder with "
        "`broadsheet restore`.");
}

class SqliteEngine final : public Engine {
public:
    SqliteEngine(const Options& options, FailStop& fail_stop) : options_(options), fail_stop_(fail_stop) {
        make_folder(options_.folder);
        lock_.emplace(options_.folder);
        rescue_after_io_error(options_.folder, file(), options_.log);
    }

    std::unique_ptr<Connection> open_writer() override {
        const bool existed = file_exists(file());
        require_database(file());
        auto connection = open(SqliteUse::Writer);
        set_and_read_back(*connection, {"journal_mode", "WAL", "wal"});
        if (options_.weaken_synchronous) {
            set_and_read_back(*connection, {"synchronous", "NORMAL", "1"});
        } else {
            set_and_read_back(*connection, {"synchronous", "FULL", "2"});
        }
        set_and_read_back(*connection, {"secure_delete", "ON", "1"});
        set_and_read_back(*connection, {"wal_autocheckpoint", "0", "0"});
        set_and_read_back(*connection, {"busy_timeout", "0", "0"});
        if (!existed) {
            ::chmod(file().c_str(), 0600);
            sync_path(options_.folder);  // SQLite syncs the folder for its log, not for a new database file
        }
        writer_ = connection.get();
        return connection;
    }

    std::unique_ptr<Connection> open_reader() override {
        auto connection = open(SqliteUse::Reader);
        connection->set_read_deadline(std::chrono::milliseconds(options_.read_deadline_ms));
        set_and_read_back(*connection, {"query_only", "ON", "1"});
        set_and_read_back(*connection, {"busy_timeout", "2000", "2000"});
        return connection;
    }

    void begin_upkeep() override {
        auto own = open(SqliteUse::Checkpointer);
        set_and_read_back(*own, {"synchronous", "FULL", "2"});
        set_and_read_back(*own, {"wal_autocheckpoint", "0", "0"});
        set_and_read_back(*own, {"busy_timeout", "0", "0"});
        checkpointer_ = std::make_unique<Checkpointer>(*writer_, std::move(own), fail_stop_, options_.log);
    }

    void end_upkeep(bool whole) override {
        if (checkpointer_) checkpointer_->stop(whole);
        checkpointer_.reset();
    }

    [[nodiscard]] bool has_space() const override { return free_bytes(options_.folder) >= options_.min_free_bytes; }

    Result<Nothing> copy_to(const std::string& target) override;

    std::string integrity() override {
        std::string found;
        try {
            const auto connection = open(SqliteUse::Reader);
            for (const Row& row : connection->query(prepare(kIntegrity, {}))) {
                if (!found.empty()) found += '\n';
                found += row.text(0);
            }
        } catch (const DatabaseError& error) {
            return error.what();  // too damaged to be checked to the end
        }
        return found == "ok" ? "" : found;
    }

    [[nodiscard]] bool is_postgres() const override { return false; }

private:
    static constexpr Sql kIntegrity{"db.integrity", "PRAGMA integrity_check"};

    [[nodiscard]] std::string file() const { return options_.folder + "/paper.db"; }

    std::unique_ptr<SqliteConnection> open(SqliteUse use) {
        auto connection = std::make_unique<SqliteConnection>(file(), options_.sqlite_vfs, use);
        configure(*connection);
        for (const Pragma& pragma : kEveryConnection) set_and_read_back(*connection, pragma);
        return connection;
    }

    void copy_pages(const std::string& target);

    Options options_;
    FailStop& fail_stop_;
    std::optional<FolderLock> lock_;
    SqliteConnection* writer_ = nullptr;  // owned by the writer; outlives the upkeep
    std::unique_ptr<Checkpointer> checkpointer_;
};

void SqliteEngine::copy_pages(const std::string& target) {
    const auto source = open(SqliteUse::Reader);
    SqliteConnection copy(target, "", SqliteUse::Writer);
    copy.pragma("PRAGMA synchronous=OFF");  // made durable once, below
    sqlite3_backup* backup = sqlite3_backup_init(copy.handle(), "main", source->handle(), "main");
    if (backup == nullptr) throw DatabaseError("db.copy: " + std::string(sqlite3_errmsg(copy.handle())));
    // All pages in one step: one snapshot, so that writes meanwhile cannot make it start over.
    const int code = sqlite3_backup_step(backup, -1);
    sqlite3_backup_finish(backup);
    if (code != SQLITE_DONE) throw DatabaseError("db.copy: " + std::string(sqlite3_errstr(code)));
    copy.pragma("PRAGMA journal_mode=DELETE");  // the copy is one file, without a log beside it
}

Result<Nothing> SqliteEngine::copy_to(const std::string& target) {
    struct stat original{};
    const std::int64_t size = ::stat(file().c_str(), &original) == 0 ? static_cast<std::int64_t>(original.st_size) : 0;
    const std::string folder = folder_of(target);
    if (free_bytes(folder) - size < options_.min_free_bytes) return problem(ProblemKind::NoSpace, "problem.no_space");
    const std::string unfinished = target + ".unfinished";
    ::unlink(unfinished.c_str());
    try {
        copy_pages(unfinished);
        ::chmod(unfinished.c_str(), 0600);
        sync_path(unfinished);
    } catch (...) {
        ::unlink(unfinished.c_str());
        throw;
    }
    if (std::rename(unfinished.c_str(), target.c_str()) != 0) {
        const int error = errno;
        ::unlink(unfinished.c_str());
        throw DatabaseError(target + ": cannot put the copy in place: " + std::strerror(error));
    }
    sync_path(folder);
    return Nothing{};
}

}  // namespace

std::unique_ptr<Engine> make_sqlite_engine(const Options& options, FailStop& fail_stop) {
    return std::make_unique<SqliteEngine>(options, fail_stop);
}

}  // namespace broadsheet::db
