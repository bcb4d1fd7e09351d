#include "platform/db/empty_database_test.h"

#include <postgresql/libpq-fe.h>
#include <unistd.h>

#include <cstdlib>
#include <filesystem>
#include <mutex>
#include <set>

namespace broadsheet::db {

namespace {

std::string cluster() {
    const char* url = std::getenv("BROADSHEET_TEST_POSTGRES");
    return url != nullptr ? url : "";
}

void run(const std::string& url, const std::string& text) {
    PGconn* connection = PQconnectdb(url.c_str());
    PGresult* result = PQexec(connection, text.c_str());
    const std::string error = PQresultStatus(result) == PGRES_COMMAND_OK ? "" : PQerrorMessage(connection);
    PQclear(result);
    PQfinish(connection);
    if (!error.empty()) throw DatabaseError("the test cluster: " + error);
}

std::string url_of(const std::string& name) {
    const std::string url = cluster();
    return url + (url.find('?') == std::string::npos ? "?" : "&") + "dbname=" + name;
}

/// The databases this process has made, those not in use first emptied and then used again: making one takes half a
/// second.
class Databases {
public:
    ~Databases() {
        for (const std::string& name : idle_) drop(name);
    }

    std::string take(const std::string& collation) {
        const std::lock_guard lock(mutex_);
        if (idle_.empty() || collation != "C") {
            const std::string name = "broadsheet_test_" + std::to_string(::getpid()) + "_" + std::to_string(made_++);
            run(cluster(), "CREATE DATABASE " + name + " TEMPLATE template0 ENCODING 'UTF8' LC_COLLATE '" + collation +
                               "' LC_CTYPE '" + collation + "'");
            if (collation != "C") foreign_.insert(name);
            return name;
        }
        const std::string name = idle_.back();
        idle_.pop_back();
        run(url_of(name), "DROP SCHEMA public CASCADE; CREATE SCHEMA public");
        return name;
    }

    void give(std::string name) {
        const std::lock_guard lock(mutex_);
        if (foreign_.contains(name)) {
            drop(name);
        } else {
            idle_.push_back(std::move(name));
        }
    }

private:
    static void drop(const std::string& name) {
        try {
            run(cluster(), "DROP DATABASE IF EXISTS " + name + " WITH (FORCE)");
        } catch (const DatabaseError&) {
            // The cluster is a throw-away too.
        }
    }

    std::mutex mutex_;
    std::set<std::string> foreign_;  // of another collation: not used again
    std::vector<std::string> idle_;
    int made_ = 0;
};

Databases& databases() {
    static Databases all;
    return all;
}

}  // namespace

std::vector<EngineKind> engines_under_test() {
    std::vector<EngineKind> engines = {EngineKind::Sqlite};
    if (!cluster().empty()) engines.push_back(EngineKind::Postgres);
    return engines;
}

std::string name_of(EngineKind engine) { return engine == EngineKind::Sqlite ? "SQLite" : "PostgreSQL"; }

EmptyDatabase::EmptyDatabase(EngineKind engine, const std::string& collation) : engine_(engine) {
    std::string pattern = (std::filesystem::temp_directory_path() / "broadsheet-test-XXXXXX").string();
    if (::mkdtemp(pattern.data()) == nullptr) throw DatabaseError("cannot make a folder for a test");
    folder_ = pattern;
    if (engine_ == EngineKind::Postgres) name_ = databases().take(collation);
}

EmptyDatabase::~EmptyDatabase() {
    std::error_code ignored;
    std::filesystem::remove_all(folder_, ignored);
    if (engine_ == EngineKind::Postgres) databases().give(name_);
}

Options EmptyDatabase::options() const {
    Options options;
    options.folder = folder_;
    if (engine_ == EngineKind::Postgres) options.url = url_of(name_);
    return options;
}

}  // namespace broadsheet::db
