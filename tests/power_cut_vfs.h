// A file layer for SQLite that loses what was not synced when the power is cut, and fails a sync when told to. For
// tests: real files hold only what a sync has written; everything else stays in memory, as in a page cache.
//
// Covered are the database file and its write-ahead log. The shared-memory index passes through: it is rebuilt at a
// start.
#pragma once

#include <memory>
#include <optional>
#include <string>

namespace broadsheet {

/// Thread-safe. One at a time under one name.
class PowerCutVfs {
public:
    explicit PowerCutVfs(std::string name);
    ~PowerCutVfs();
    PowerCutVfs(const PowerCutVfs&) = delete;
    PowerCutVfs& operator=(const PowerCutVfs&) = delete;

    /// For Options::sqlite_vfs.
    [[nodiscard]] const std::string& name() const;

    /// The power goes: unsynced writes are forgotten. Files open now become ghosts that swallow all writes, so that the
    /// old Database can be destroyed; new ones see what was durable. With a seed, a random part of the unsynced writes
    /// reached the disk, in any order, as with a real disk's own cache.
    void cut(std::optional<unsigned> seed = std::nullopt);
    /// The process dies but the machine lives: everything written reaches the disk in the end.
    void process_dies();

    /// The n-th sync from now fails with EIO (1: the next). Its data stays in the page cache only.
    void fail_sync(int n);
    /// Syncs so far.
    [[nodiscard]] int syncs() const;

private:
    struct Disk;
    std::unique_ptr<Disk> disk_;
};

}  // namespace broadsheet
