// The database: one SQL text for SQLite and PostgreSQL, snapshot reads that leave tags, and one writer whose
// commits are durable before they are acknowledged. Not an object mapper, and not a place for engine-specific SQL.
//
// SQL is a literal with a name: `constexpr db::Sql kById{"stories.by_id", "SELECT … WHERE id = $1"}`. Parameters are
// $1 … $n by number on both engines; `IN ($1[])` stands for a list and is expanded and padded to a power of two.
#pragma once

#include <cstdint>
#include <exception>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <unordered_set>
#include <utility>
#include <variant>
#include <vector>

#include "platform/result/result.h"
#include "platform/time/time.h"

namespace broadsheet::db {

/// A statement: a name for the log and a text. Both can only be literals, so no input can become SQL.
struct Sql {
    consteval Sql(const char* statement_name, const char* statement_text)
        : name(statement_name), text(statement_text) {}
    std::string_view name;
    std::string_view text;
};

/// A list argument for `$n[]`, at most 16,384 texts. An empty list matches nothing, with NOT IN as with IN.
using List = std::vector<std::string>;

/// One bound argument. Integers are bound as integers, text as text, `nullptr` as NULL.
class Arg {
public:
    Arg(std::nullptr_t) : value_(nullptr) {}                   // NOLINT: conversions are the point
    Arg(std::string_view text) : value_(std::string(text)) {}  // NOLINT
    Arg(const std::string& text) : value_(text) {}             // NOLINT
    Arg(const char* text) : value_(std::string(text)) {}       // NOLINT
    Arg(Instant at) : value_(at.us) {}                         // NOLINT
    Arg(List list) : value_(std::move(list)) {}                // NOLINT
    template <class I>
        requires std::is_integral_v<I>
    Arg(I number) : value_(static_cast<std::int64_t>(number)) {}  // NOLINT
    template <class T>
    Arg(const std::optional<T>& maybe) : value_(nullptr) {  // NOLINT
        constexpr bool kNumber = std::is_integral_v<T> || std::is_same_v<T, Instant>;
        null_type_ = kNumber ? NullType::Integer : NullType::Text;
        if (maybe) value_ = Arg(*maybe).value_;
    }
    using Value = std::variant<std::nullptr_t, std::int64_t, std::string, List>;
    [[nodiscard]] const Value& value() const { return value_; }

    /// What a NULL would have been. PostgreSQL cannot type `$1 IS NULL` by itself; an empty optional can, `nullptr`
    /// cannot.
    enum class NullType { Unknown, Integer, Text };
    [[nodiscard]] NullType null_type() const { return null_type_; }

private:
    Value value_;
    NullType null_type_ = NullType::Unknown;
};

/// One row of an answer, columns from 0 in the order of the SELECT.
class Row {
public:
    using Column = std::variant<std::nullptr_t, std::int64_t, std::string>;
    /// `statement` is the name of the statement the row came from, for the errors below; it must outlive the row.
    explicit Row(std::vector<Column> columns, std::string_view statement = "row")
        : columns_(std::move(columns)), statement_(statement) {}
    [[nodiscard]] bool is_null(std::size_t column) const;
    /// Text of a column; empty when NULL. Throws DatabaseError when the column holds a number or does not exist.
    [[nodiscard]] const std::string& text(std::size_t column) const;
    /// Moves the text out: for long bodies.
    [[nodiscard]] std::string take(std::size_t column);
    /// Integer of a column; 0 when NULL. Accepts a numeric text (PostgreSQL's count(*) and sums).
    [[nodiscard]] std::int64_t integer(std::size_t column) const;
    [[nodiscard]] bool flag(std::size_t column) const { return integer(column) != 0; }
    [[nodiscard]] Instant instant(std::size_t column) const { return {integer(column)}; }

private:
    [[nodiscard]] const Column& at(std::size_t column) const;
    std::vector<Column> columns_;
    std::string_view statement_;
};
using Rows = std::vector<Row>;

/// The environment is broken (I/O error, lost server, wrong SQL). Thrown, never expected.
class DatabaseError : public std::exception {
public:
    explicit DatabaseError(std::string what) : what_(std::move(what)) {}
    [[nodiscard]] const char* what() const noexcept override { return what_.c_str(); }

private:
    std::string what_;
};

/// Another process works with this data folder or database.
class InUse : public DatabaseError {
public:
    using DatabaseError::DatabaseError;
};

class Connection;  // one engine connection; private to platform/db

/// A snapshot that cannot write. Everything read through it is of one version of the paper.
/// Store functions say what an answer depended on with `reads`; the page cache keeps those tags. One thread at a time.
class ReadTx {
public:
    ReadTx(Connection& connection, std::int64_t version);
    virtual ~ReadTx();
    ReadTx(const ReadTx&) = delete;
    ReadTx& operator=(const ReadTx&) = delete;

    /// All rows. Throws DatabaseError.
    [[nodiscard]] Rows query(const Sql& sql, const std::vector<Arg>& args = {});
    /// The first row, if there is one.
    [[nodiscard]] std::optional<Row> one(const Sql& sql, const std::vector<Arg>& args = {});

    /// Leaves a tag (`story:ID`, `list:NAME:KEY`, `path:/en/…`, `words:EDITION`): the answer changes only if the tag
    /// does.
    void reads(std::string tag);
    /// The answer holds until `at` only (a schedule, an age limit, midnight).
    void until(Instant at);
    /// The answer must not be cached at all (an optional part failed).
    void never_cache();

    /// Version of the paper this snapshot shows.
    [[nodiscard]] std::int64_t version() const { return version_; }
    [[nodiscard]] const std::vector<std::string>& tags() const { return tags_; }
    [[nodiscard]] std::optional<Instant> valid_until() const { return valid_until_; }
    [[nodiscard]] bool cacheable() const { return cacheable_; }
    /// Statements run so far: the scenario runner refuses a page whose number grows with its rows.
    [[nodiscard]] int statements() const { return statements_; }

protected:
    Connection& connection_;
    std::int64_t version_;
    int statements_ = 0;

private:
    std::vector<std::string> tags_;  // unique, in order of first reading
    std::unordered_set<std::string> known_tags_;
    std::optional<Instant> valid_until_;
    bool cacheable_ = true;
};

/// A write in progress, on the writer thread, inside a savepoint of the current group. It sees its own writes.
/// A body must let a DatabaseError pass: a failed statement rolls the member back whatever the body returns.
class Tx final : public ReadTx {
public:
    using ReadTx::ReadTx;
    /// Runs INSERT, UPDATE or DELETE; returns the number of rows touched.
    std::int64_t run(const Sql& sql, const std::vector<Arg>& args = {});
    /// Says that what a tag stands for has changed. Goes to the change log in this very transaction.
    void changes(std::string tag);
    [[nodiscard]] const std::vector<std::string>& changed() const { return changed_; }
    /// The number this transaction's changes carry in the log; takes it on first use (`UPDATE paper SET version =
    /// version + 1`).
    std::int64_t change_version();

private:
    std::vector<std::string> changed_;  // unique, in order of first change
    std::unordered_set<std::string> known_changes_;
    bool numbered_ = false;
};

class Database;

}  // namespace broadsheet::db

namespace broadsheet {

/// Proof that a write is on stable storage. Only the database makes one; only one of these can make a 2xx for a write.
template <class T>
class Durable {
public:
    const T& operator*() const { return value_; }
    const T* operator->() const { return &value_; }
    T& operator*() { return value_; }
    /// Version of the paper that holds the write; 0 when nothing changed.
    [[nodiscard]] std::int64_t version() const { return version_; }

private:
    friend class db::Database;
    Durable(T value, std::int64_t version) : value_(std::move(value)), version_(version) {}
    T value_;
    std::int64_t version_;
};

namespace db {

/// Where the paper is kept. `url` empty: SQLite at `folder`/paper.db; else `postgresql://…`.
struct Options {
    std::string folder;
    std::string url;
    int readers = 6;                           // read connections, opened on first use
    int read_deadline_ms = 5000;               // statements of a snapshot that is older than this fail
    std::int64_t min_free_bytes = 64LL << 20;  // writes are refused beforehand below this (SQLite)
    std::string sqlite_vfs;                    // a test's file layer; empty: the default
    bool weaken_synchronous = false;           // twin of the durability tests only: NORMAL / off
    int acknowledge_before_commit_ms = 0;      // twin of the kill test only: answers, waits so long, commits
    std::function<void(std::string)> log;      // slow members, checkpoints that failed; empty: silence. Any thread
    std::function<void()> fail_stop;  // after an I/O error; empty: a short wait for the answers, then _exit(70)
};

/// What happened to a group's member, once its group has ended.
enum class Outcome {
    Durable,
    Rejected,
    Unknown,
    NoSpace,
    Stopping,
    TooSlow,      // the body ran longer than a second and was rolled back
    Unavailable,  // provably not done: the queue is full, the server is away
};

/// Heard after COMMIT and before the acknowledgement, on the writer thread, in version order. Must be quick and not
/// throw.
using CommitListener = std::function<void(std::int64_t version, const std::vector<std::string>& tags)>;

/// Thread-safe. Owns the writer thread and the connections.
class Database {
public:
    /// Opens, takes the folder's lock, checks pragmas or server settings and reads them back, applies missing
    /// migrations in order. Throws DatabaseError with a sentence that says what to do.
    explicit Database(const Options& options);
    ~Database();
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs `body(ReadTx&)` on the calling thread over one snapshot; returns what it returns.
    template <class Body>
    auto read(Body&& body) -> std::invoke_result_t<Body, ReadTx&> {
        Lease lease(*this);
        return body(lease.tx());
    }

    /// Runs `body(Tx&) -> Result<T>` on the writer thread and waits until its group is durable.
    /// A Problem rolls back this member only. An exception of the body rolls it back and is thrown here.
    /// `Problem{Unknown}`: may or may not be stored; on SQLite the process is about to stop.
    /// Never from inside a body or a listener: that throws std::logic_error.
    template <class Body>
    auto transact(Body&& body) -> Result<Durable<typename std::invoke_result_t<Body, Tx&>::value_type>> {
        using T = typename std::invoke_result_t<Body, Tx&>::value_type;
        std::optional<Result<T>> result;
        std::int64_t version = 0;
        Outcome outcome = submit(
            [&](Tx& tx) {
                result.emplace(body(tx));
                return result->has_value();
            },
            version);
        if (outcome == Outcome::Durable) return Durable<T>(std::move(**result), version);
        if (outcome == Outcome::Rejected) return tl::unexpected<Problem>(std::move(result->error()));
        return tl::unexpected<Problem>(problem_of(outcome));
    }

    /// Adds a listener. Before the first write only. It must not call this database's `transact`.
    void on_commit(CommitListener listener);

    /// Version of the paper that is committed.
    [[nodiscard]] std::int64_t version() const;

    /// Statements that bodies have run so far, of reads that have ended and of writes: tests count what a page costs.
    [[nodiscard]] std::int64_t statements() const;

    /// Changes after `version`, in order, at most `limit` rows: (version, tag).
    [[nodiscard]] std::vector<std::pair<std::int64_t, std::string>> changes_after(std::int64_t version, int limit);

    /// Removes changes older than the last `keep` versions, as far as every follower with a cursor has come; twenty
    /// short transactions at most, so call again until nothing is left. Versions removed.
    Result<std::int64_t> prune_log(std::int64_t keep);

    /// A consistent copy into one file (SQLite backup API or, on PostgreSQL, refused with a Problem that names
    /// pg_dump).
    Result<Nothing> copy_to(const std::string& file);

    /// `integrity_check` of SQLite; empty when whole.
    std::string integrity();

    [[nodiscard]] bool is_postgres() const;

    /// A scope that holds one read connection and snapshot. For callers that cannot use `read`.
    class Lease {
    public:
        explicit Lease(Database& database);
        ~Lease();
        Lease(const Lease&) = delete;
        Lease& operator=(const Lease&) = delete;
        ReadTx& tx() { return *tx_; }

    private:
        Database& database_;
        std::unique_ptr<Connection> connection_;
        std::unique_ptr<ReadTx> tx_;
    };

private:
    Outcome submit(std::function<bool(Tx&)> body, std::int64_t& version);
    static Problem problem_of(Outcome outcome);
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace db
}  // namespace broadsheet
