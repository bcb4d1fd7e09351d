#include "platform/db/sqlite.h"

#include <sqlite3.h>

#include <thread>

namespace broadsheet::db {

namespace {

constexpr std::size_t kMaxPrepared = 1024;

/// Makes a cached statement ready for its next use, however this one ends.
class Use {
public:
    explicit Use(sqlite3_stmt* statement) : statement_(statement) {}
    ~Use() {
        sqlite3_reset(statement_);
        sqlite3_clear_bindings(statement_);
    }
    Use(const Use&) = delete;
    Use& operator=(const Use&) = delete;

private:
    sqlite3_stmt* statement_;
};

int open_flags(SqliteUse use) {
    const int threads = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    switch (use) {
        case SqliteUse::Writer: return threads | SQLITE_OPEN_READWRITE | SQLITE_OPEN_CREATE;
        case SqliteUse::Reader: return threads | SQLITE_OPEN_READONLY;
        case SqliteUse::Checkpointer: return threads | SQLITE_OPEN_READWRITE;
    }
    return threads | SQLITE_OPEN_READONLY;
}

}  // namespace

bool is_device_failure(int code) {
    if (code == SQLITE_IOERR_NOMEM) return false;
    const int primary = code & 0xff;
    return primary == SQLITE_IOERR || primary == SQLITE_CORRUPT || primary == SQLITE_NOTADB;
}

SqliteConnection::SqliteConnection(const std::string& file, const std::string& vfs, SqliteUse use) {
    const int code = sqlite3_open_v2(file.c_str(), &handle_, open_flags(use), vfs.empty() ? nullptr : vfs.c_str());
    if (code != SQLITE_OK) {
        const std::string why = handle_ != nullptr ? sqlite3_errmsg(handle_) : sqlite3_errstr(code);
        sqlite3_close_v2(handle_);
        throw DatabaseError(file + ": cannot open the database: " + why);
    }
    sqlite3_progress_handler(handle_, 10'000, &SqliteConnection::on_progress, this);
}

SqliteConnection::~SqliteConnection() {
    forget_prepared();
    sqlite3_close_v2(handle_);
}

int SqliteConnection::on_progress(void* self) {
    const auto& connection = *static_cast<SqliteConnection*>(self);
    if (connection.deadline_ == std::chrono::steady_clock::time_point::max()) return 0;
    return std::chrono::steady_clock::now() > connection.deadline_ ? 1 : 0;
}

void SqliteConnection::fail(std::string_view name, int code) {
    statement_failed_ = true;
    if (is_device_failure(code)) failure_ = Failure::DeviceFailed;
    if ((code & 0xff) == SQLITE_FULL) failure_ = Failure::DiskFull;
    if (code == SQLITE_INTERRUPT) throw DatabaseError(std::string(name) + ": the snapshot was held for too long");
    // SQLite's messages name tables, columns and SQL, never bound values.
    throw DatabaseError(std::string(name) + ": " + sqlite3_errmsg(handle_) + " (SQLite " + std::to_string(code) + ")");
}

SqliteConnection::Prepared& SqliteConnection::prepared(std::string_view name, std::string_view text) {
    const auto found = prepared_.find(text);
    if (found != prepared_.end()) return found->second;
    if (prepared_.size() >= kMaxPrepared) forget_prepared();
    Prepared entry;
    const char* rest = nullptr;
    const int code = sqlite3_prepare_v3(handle_, text.data(), static_cast<int>(text.size()), SQLITE_PREPARE_PERSISTENT,
                                        &entry.statement, &rest);
    if (code != SQLITE_OK) fail(name, code);
    const std::string_view left(rest, static_cast<std::size_t>(text.data() + text.size() - rest));
    if (entry.statement == nullptr || left.find_first_not_of(" \t\r\n;") != std::string_view::npos) {
        sqlite3_finalize(entry.statement);
        statement_failed_ = true;
        throw DatabaseError(std::string(name) + ": the text is not exactly one statement");
    }
    return prepared_.emplace(std::string(text), std::move(entry)).first->second;
}

void SqliteConnection::forget_prepared() noexcept {
    for (auto& [text, entry] : prepared_) sqlite3_finalize(entry.statement);
    prepared_.clear();
}

SqliteConnection::Prepared& SqliteConnection::bind(const Statement& statement) {
    Prepared& entry = prepared(statement.name, statement.text());
    if (!entry.bound) {
        for (std::size_t i = 1; i <= statement.parameters.size(); ++i) {
            entry.positions.push_back(sqlite3_bind_parameter_index(entry.statement, ('$' + std::to_string(i)).c_str()));
        }
        entry.bound = true;
    }
    for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
        const Parameter& parameter = statement.parameters[i];
        const int position = entry.positions[i];
        int code = SQLITE_OK;
        switch (parameter.kind) {
            case Parameter::Kind::Unused: break;
            case Parameter::Kind::Null: code = sqlite3_bind_null(entry.statement, position); break;
            case Parameter::Kind::Integer:
                code = sqlite3_bind_int64(entry.statement, position, parameter.integer);
                break;
            case Parameter::Kind::Text:
                // The arguments outlive the step and the bindings are cleared after it: no copy is needed.
                code =
                    sqlite3_bind_text64(entry.statement, position, parameter.text.empty() ? "" : parameter.text.data(),
                                        parameter.text.size(), SQLITE_STATIC, SQLITE_UTF8);
                break;
        }
        if (code != SQLITE_OK) {
            sqlite3_clear_bindings(entry.statement);
            fail(statement.name, code);
        }
    }
    return entry;
}

Rows SqliteConnection::query(const Statement& statement) {
    sqlite3_stmt* prepared = bind(statement).statement;
    const Use use(prepared);
    Rows rows;
    int code = 0;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
        const int count = sqlite3_column_count(prepared);
        std::vector<Row::Column> columns;
        columns.reserve(static_cast<std::size_t>(count));
        for (int i = 0; i < count; ++i) {
            switch (sqlite3_column_type(prepared, i)) {
                case SQLITE_INTEGER:
                    columns.emplace_back(static_cast<std::int64_t>(sqlite3_column_int64(prepared, i)));
                    break;
                case SQLITE_TEXT: {
                    const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(prepared, i));
                    if (bytes == nullptr) fail(statement.name, SQLITE_NOMEM);
                    columns.emplace_back(
                        std::string(bytes, static_cast<std::size_t>(sqlite3_column_bytes(prepared, i))));
                    break;
                }
                case SQLITE_NULL: columns.emplace_back(nullptr); break;
                default:
                    statement_failed_ = true;
                    throw DatabaseError(std::string(statement.name) + ": column " + std::to_string(i) +
                                        " is neither an integer nor a text");
            }
        }
        rows.emplace_back(std::move(columns), statement.name);
    }
    if (code != SQLITE_DONE) fail(statement.name, code);
    return rows;
}

std::int64_t SqliteConnection::run(const Statement& statement) {
    sqlite3_stmt* prepared = bind(statement).statement;
    const Use use(prepared);
    const std::int64_t before = sqlite3_total_changes64(handle_);
    int code = 0;
    while ((code = sqlite3_step(prepared)) == SQLITE_ROW) {
    }
    if (code != SQLITE_DONE) fail(statement.name, code);
    // total_changes counts cascades too, changes() keeps the number of an earlier statement: ask which it was.
    return sqlite3_total_changes64(handle_) == before ? 0 : sqlite3_changes64(handle_);
}

int SqliteConnection::control(std::string_view text) {
    sqlite3_stmt* statement = prepared("db.transaction", text).statement;
    const int code = sqlite3_step(statement);
    sqlite3_reset(statement);
    return code == SQLITE_DONE ? SQLITE_OK : code;
}

void SqliteConnection::control_or_throw(std::string_view name, std::string_view text) {
    const int code = control(text);
    if (code != SQLITE_OK) fail(name, code);
}

void SqliteConnection::execute(std::string_view name, std::string_view text) {
    const int code = sqlite3_exec(handle_, std::string(text).c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) fail(name, code);
}

std::string SqliteConnection::pragma(const std::string& text) {
    sqlite3_stmt* statement = nullptr;
    int code = sqlite3_prepare_v2(handle_, text.c_str(), -1, &statement, nullptr);
    std::string value;
    if (code == SQLITE_OK) {
        code = sqlite3_step(statement);
        if (code == SQLITE_ROW) {
            if (const auto* bytes = reinterpret_cast<const char*>(sqlite3_column_text(statement, 0))) value = bytes;
        }
        code = sqlite3_finalize(statement);
    }
    if (code != SQLITE_OK) fail(text, code);
    return value;
}

std::int64_t SqliteConnection::begin_snapshot() {
    statement_failed_ = false;
    deadline_ = std::chrono::steady_clock::now() + read_deadline_;
    control_or_throw("db.begin_snapshot", "BEGIN");
    const Rows rows = query(prepare(kVersion, {}));  // the first read fixes the snapshot
    if (rows.empty()) throw DatabaseError("db.version: the paper's row is missing");
    return rows.front().integer(0);
}

void SqliteConnection::end_snapshot() noexcept {
    deadline_ = std::chrono::steady_clock::time_point::max();
    // Ending a snapshot that wrote nothing: COMMIT is kept prepared, ROLLBACK would be parsed anew for every page.
    try {
        if (control("COMMIT") == SQLITE_OK) return;
    } catch (const DatabaseError&) {
        // for want of memory; the snapshot must end all the same
    }
    rollback_group();
}

void SqliteConnection::begin_group() {
    statement_failed_ = false;
    // Only a foreign process (somebody's sqlite3 shell) can hold the write lock: wait a little, but never long.
    constexpr int kTries = 25;
    int code = SQLITE_OK;
    for (int i = 0; i < kTries; ++i) {
        code = control("BEGIN IMMEDIATE");
        if ((code & 0xff) != SQLITE_BUSY) break;
        std::this_thread::sleep_for(std::chrono::milliseconds(20));
    }
    if (code != SQLITE_OK) fail("db.begin_group", code);
}

void SqliteConnection::savepoint() { control_or_throw("db.savepoint", "SAVEPOINT member"); }

void SqliteConnection::release_savepoint() { control_or_throw("db.release", "RELEASE member"); }

void SqliteConnection::rollback_to_savepoint() {
    control_or_throw("db.rollback_to", "ROLLBACK TO member");
    control_or_throw("db.release", "RELEASE member");
    statement_failed_ = false;
}

Ending SqliteConnection::commit_group() {
    int code = SQLITE_NOMEM;
    try {
        code = control("COMMIT");
    } catch (const DatabaseError&) {
        // Preparing the word COMMIT failed, for want of memory: nothing was sent to the disk yet.
    }
    if (code == SQLITE_OK) return Ending::Committed;
    if (is_device_failure(code)) {
        failure_ = Failure::DeviceFailed;
        return Ending::DeviceFailed;
    }
    rollback_group();
    if (sqlite3_get_autocommit(handle_) == 0) {
        failure_ = Failure::DeviceFailed;
        return Ending::DeviceFailed;
    }
    return (code & 0xff) == SQLITE_FULL ? Ending::DiskFull : Ending::NotCommitted;
}

void SqliteConnection::rollback_group() noexcept {
    if (sqlite3_get_autocommit(handle_) != 0) return;
    // Not through `prepared`: this must not throw, and is rare or cheap beside what surrounds it.
    sqlite3_exec(handle_, "ROLLBACK", nullptr, nullptr, nullptr);
}

}  // namespace broadsheet::db
