// One SQLite connection: statements kept prepared by their final text, snapshots, groups. Not opening, pragmas or
// checkpoints: those are in sqlite_engine.cpp.
#pragma once

#include <chrono>
#include <functional>
#include <string>
#include <unordered_map>
#include <vector>

#include "platform/db/connection.h"

struct sqlite3;
struct sqlite3_stmt;

namespace broadsheet::db {

/// What an open sqlite3 handle is for.
enum class SqliteUse { Writer, Reader, Checkpointer };

class SqliteConnection final : public Connection {
public:
    /// Opens `file`. `vfs` empty: the default one. Throws DatabaseError.
    SqliteConnection(const std::string& file, const std::string& vfs, SqliteUse use);
    ~SqliteConnection() override;

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
    bool rest(Pause pause) override { return on_rest_ ? on_rest_(pause) : false; }

    /// First column of the first row of a pragma, as text. Throws DatabaseError.
    std::string pragma(const std::string& text);
    /// Statements of a snapshot older than this fail.
    void set_read_deadline(std::chrono::milliseconds after) { read_deadline_ = after; }
    void set_rest(std::function<bool(Pause)> rest) { on_rest_ = std::move(rest); }
    [[nodiscard]] sqlite3* handle() const { return handle_; }

private:
    struct Prepared {
        sqlite3_stmt* statement = nullptr;
        std::vector<int> positions;  // of $1 … $n; SQLite numbers by first appearance
        bool bound = false;          // positions are known
    };
    struct TextHash {
        using is_transparent = void;
        std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
    };

    Prepared& prepared(std::string_view name, std::string_view text);
    Prepared& bind(const Statement& statement);
    void forget_prepared() noexcept;
    int control(std::string_view text);
    void control_or_throw(std::string_view name, std::string_view text);
    [[noreturn]] void fail(std::string_view name, int code);
    static int on_progress(void* self);

    sqlite3* handle_ = nullptr;
    std::unordered_map<std::string, Prepared, TextHash, std::equal_to<>> prepared_;
    std::chrono::steady_clock::time_point deadline_ = std::chrono::steady_clock::time_point::max();
    std::chrono::milliseconds read_deadline_{5000};
    std::function<bool(Pause)> on_rest_;
};

/// Whether a result code says that the device, not the statement, is at fault.
bool is_device_failure(int code);

}  // namespace broadsheet::db
