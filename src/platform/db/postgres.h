// One PostgreSQL connection over libpq: unnamed statements only, because pgbouncer keeps no named ones. Not settings or
// the server's checks: those are in postgres_engine.cpp.
#pragma once

#include <memory>
#include <string>

#include "platform/db/connection.h"

struct pg_conn;
struct pg_result;

namespace broadsheet::db {

class PostgresConnection final : public Connection {
public:
    /// `url` is `postgresql://…` and appears in no message. Throws DatabaseError.
    PostgresConnection(const std::string& url, const char* application_name, int read_deadline_ms);
    ~PostgresConnection() override;

    Rows query(const Statement& statement) override;
    std::int64_t run(const Statement& statement) override;
    void execute(std::string_view name, std::string_view text) override;
    std::int64_t begin_snapshot() override;
    void end_snapshot() noexcept override;
    void begin_group() override;
    void savepoint() override;
    void release_savepoint() override;
    void rollback_to_savepoint() override;
    Ending commit_group() override;
    void rollback_group() noexcept override;
    bool rest(Pause pause) override;

    /// First column of the first row. Throws DatabaseError.
    std::string value_of(std::string_view name, const char* text);

private:
    struct Clear {
        void operator()(pg_result* result) const;
    };
    using Answer = std::unique_ptr<pg_result, Clear>;

    Answer send(const Statement& statement);
    Answer send_text(std::string_view name, const char* text);
    void check(std::string_view name, const pg_result* result);

    pg_conn* handle_ = nullptr;
    std::string begin_snapshot_;  // its text
};

}  // namespace broadsheet::db
