// PostgreSQL as an engine: what the server must be set to, and the lock that keeps a second writing server away.
#include <array>
#include <chrono>
#include <thread>

#include "platform/db/connection.h"
#include "platform/db/postgres.h"

namespace broadsheet::db {

namespace {

struct Setting {
    const char* show;
    const char* name;
    std::string_view expected;
    std::string_view also;  // stronger than needed
};

constexpr std::array kSettings = {
    Setting{"SHOW fsync", "fsync", "on", ""},
    Setting{"SHOW full_page_writes", "full_page_writes", "on", ""},
    Setting{"SHOW data_sync_retry", "data_sync_retry", "off", ""},
    Setting{"SHOW synchronous_commit", "synchronous_commit", "on", "remote_apply"},
};

// "Broadshe" as a number: one writing server a database; the lock ends with the connection.
constexpr const char* kTakeLock = "SELECT pg_try_advisory_lock(4787493137487226981)";

class PostgresEngine final : public Engine {
public:
    explicit PostgresEngine(const Options& options) : options_(options) {}

    std::unique_ptr<Connection> open_writer() override {
        auto connection =
            std::make_unique<PostgresConnection>(options_.url, "broadsheet writer", options_.read_deadline_ms);
        check_server(*connection);
        if (!take_lock(*connection)) {
            throw InUse(
                "The PostgreSQL database is in use by another Broadsheet. Stop it first, or start this one "
                "with another database.");
        }
        return connection;
    }

    std::unique_ptr<Connection> open_reader() override {
        return std::make_unique<PostgresConnection>(options_.url, "broadsheet reader", options_.read_deadline_ms);
    }

    Result<Nothing> copy_to(const std::string&) override {
        return problem(ProblemKind::Unsupported, "problem.copy_with_pg_dump", {{"program", "pg_dump"}});
    }

    /// The server's own matter (pg_amcheck, data checksums).
    std::string integrity() override { return ""; }

    [[nodiscard]] bool is_postgres() const override { return true; }

private:
    /// A server that was just stopped, or killed, gives its lock back a moment later.
    static bool take_lock(PostgresConnection& connection) {
        constexpr int kTries = 20;
        for (int i = 0; i < kTries; ++i) {
            if (connection.value_of("db.lock", kTakeLock) == "t") return true;
            std::this_thread::sleep_for(std::chrono::milliseconds(50));
        }
        return false;
    }

    void check_server(PostgresConnection& connection) const {
        if (options_.weaken_synchronous) connection.execute("db.weaken", "SET synchronous_commit = off");
        for (const Setting& setting : kSettings) {
            const std::string found = connection.value_of("db.setting", setting.show);
            if (found == setting.expected || (!setting.also.empty() && found == setting.also)) continue;
            if (options_.weaken_synchronous && std::string_view(setting.name) == "synchronous_commit") continue;
            throw DatabaseError("PostgreSQL has " + std::string(setting.name) + " = " + found + ": Broadsheet needs " +
                                std::string(setting.expected) +
                                ", or a power cut can lose what was published. Change it in "
                                "postgresql.conf (or with ALTER SYSTEM SET) and reload the server.");
        }
        const std::string encoding = connection.value_of("db.encoding", "SHOW server_encoding");
        const std::string collation = connection.value_of(
            "db.collation", "SELECT datcollate FROM pg_database WHERE datname = current_database()");
        if (encoding == "UTF8" && (collation == "C" || collation == "POSIX")) return;
        throw DatabaseError(
            "The PostgreSQL database has the encoding " + encoding + " and the collation " + collation +
            ": Broadsheet needs UTF8 and C. Create it with: createdb --template=template0 --encoding=UTF8 "
            "--locale=C NAME");
    }

    Options options_;
};

}  // namespace

std::unique_ptr<Engine> make_postgres_engine(const Options& options) {
    return std::make_unique<PostgresEngine>(options);
}

}  // namespace broadsheet::db
