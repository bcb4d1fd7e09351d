// What platform/db asks of an engine: a connection that runs statements and transactions, and a factory of connections.
// Private to this folder: everybody else sees db.h.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

#include "platform/db/db.h"
#include "platform/db/statement.h"

namespace broadsheet::db {

/// The version of the paper that a connection sees.
inline constexpr Sql kVersion{"db.version", "SELECT version FROM paper WHERE id = 1"};

/// Something worse than a wrong statement happened to a connection.
enum class Failure {
    None,
    DiskFull,        // the engine rolled back or says it cannot write
    DeviceFailed,    // I/O error or corruption: nothing this connection says can be believed any more
    ConnectionLost,  // the server went away
};

/// How a COMMIT ended.
enum class Ending {
    Committed,
    NotCommitted,    // provably rolled back
    NoSpace,         // provably rolled back, for want of space
    DiskFull,        // may or may not be stored; no more writes in this process
    DeviceFailed,    // may or may not be stored; the process must stop
    ConnectionLost,  // may or may not be stored; reconnect
};

/// One connection, used by one thread at a time.
class Connection {
public:
    virtual ~Connection() = default;
    Connection() = default;
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    /// Throws DatabaseError, which names the statement and never a value.
    virtual Rows query(const Statement& statement) = 0;
    /// Returns the number of rows touched.
    virtual std::int64_t run(const Statement& statement) = 0;
    /// One text without arguments: migrations and transaction control. Not kept prepared.
    virtual void execute(std::string_view name, std::string_view text) = 0;

    /// Begins a read-only snapshot; returns the version of the paper it shows.
    virtual std::int64_t begin_snapshot() = 0;
    virtual void end_snapshot() noexcept = 0;

    virtual void begin_group() = 0;
    virtual void savepoint() = 0;
    virtual void release_savepoint() = 0;
    /// Undoes the member and forgets that one of its statements failed.
    virtual void rollback_to_savepoint() = 0;
    virtual Ending commit_group() = 0;
    virtual void rollback_group() noexcept = 0;

    /// Whether a statement failed since the last savepoint began.
    [[nodiscard]] bool statement_failed() const { return statement_failed_; }
    [[nodiscard]] Failure failure() const { return failure_; }

    /// Upkeep on the writer thread; returns true while there is more to do later.
    enum class Pause { BetweenGroups, Idle };
    virtual bool rest(Pause pause) {
        (void)pause;
        return false;
    }

protected:
    bool statement_failed_ = false;
    Failure failure_ = Failure::None;
};

/// An opened database of one kind.
class Engine {
public:
    virtual ~Engine() = default;
    Engine() = default;
    Engine(const Engine&) = delete;
    Engine& operator=(const Engine&) = delete;

    virtual std::unique_ptr<Connection> open_writer() = 0;
    virtual std::unique_ptr<Connection> open_reader() = 0;
    /// Called once the schema is in place and before the first write.
    virtual void begin_upkeep() {}
    /// Called before the connections are closed. `whole` is false when nothing may be written any more.
    virtual void end_upkeep(bool whole) { (void)whole; }
    /// False when a write must be refused beforehand.
    [[nodiscard]] virtual bool has_space() const { return true; }
    virtual Result<Nothing> copy_to(const std::string& file) = 0;
    virtual std::string integrity() = 0;
    [[nodiscard]] virtual bool is_postgres() const = 0;
};

class FailStop;

std::unique_ptr<Engine> make_sqlite_engine(const Options& options, FailStop& fail_stop);
std::unique_ptr<Engine> make_postgres_engine(const Options& options);

}  // namespace broadsheet::db
