// For tests: an empty database of either engine, removed at the end of the scope. Which engines: SQLite always,
// PostgreSQL when BROADSHEET_TEST_POSTGRES holds the address of a cluster (tests/postgres_cluster.sh makes one).
#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "platform/db/db.h"

namespace broadsheet::db {

enum class EngineKind { Sqlite, Postgres };

/// The engines to test on: a loop over these is how one test covers both.
std::vector<EngineKind> engines_under_test();
std::string name_of(EngineKind engine);

/// Rows of a table that every database has, for tests that only need some: ($1 name, $2 number).
inline constexpr Sql kPutRow{"test.put", "INSERT INTO cursor (name, version) VALUES ($1, $2)"};
inline constexpr Sql kCountRows{"test.count", "SELECT count(*) FROM cursor"};
inline std::int64_t count_rows(Database& database) {
    return database.read([](ReadTx& tx) { return tx.one(kCountRows)->integer(0); });
}

class EmptyDatabase {
public:
    /// `collation` is PostgreSQL's, to show that others than C are refused.
    explicit EmptyDatabase(EngineKind engine, const std::string& collation = "C");
    ~EmptyDatabase();
    EmptyDatabase(const EmptyDatabase&) = delete;
    EmptyDatabase& operator=(const EmptyDatabase&) = delete;

    /// Options that open it; open, close and open again as often as wanted.
    [[nodiscard]] Options options() const;
    /// A folder of the test's own; the data folder too.
    [[nodiscard]] const std::string& folder() const { return folder_; }

private:
    EngineKind engine_;
    std::string folder_;
    std::string name_;  // of the database in the cluster
};

}  // namespace broadsheet::db
