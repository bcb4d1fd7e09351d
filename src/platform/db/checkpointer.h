// Moves committed pages from SQLite's write-ahead log into the database file on a thread of its own, so that no commit
// waits for it. Not used on PostgreSQL.
#pragma once

#include <atomic>
#include <condition_variable>
#include <mutex>
#include <thread>

#include "platform/db/fail_stop.h"
#include "platform/db/sqlite.h"

namespace broadsheet::db {

class Checkpointer {
public:
    /// `writer` is only used on its own thread, through `committed` and `rest`.
    Checkpointer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> own, FailStop& fail_stop,
                 std::function<void(std::string)> log);
    ~Checkpointer();
    Checkpointer(const Checkpointer&) = delete;
    Checkpointer& operator=(const Checkpointer&) = delete;

    /// Frames the log holds after a commit. On the writer thread.
    void committed(int frames);
    /// Between groups: empties the log when it is idle or has grown too long. Returns true while frames are left.
    /// On the writer thread, because emptying takes the writer's lock.
    bool rest(Connection::Pause pause);
    /// Stops the thread. On a whole database the log is emptied first. After the writer thread has ended.
    void stop(bool whole);

private:
    void work();
    void begin_pass();
    void truncate(int wait_ms);
    void failed(int code, const char* what);

    SqliteConnection& writer_;
    std::unique_ptr<SqliteConnection> own_;
    FailStop& fail_stop_;
    std::function<void(std::string)> log_;
    int frames_ = 0;        // writer thread only
    int next_attempt_ = 0;  // of emptying a long log, in frames; writer thread only
    int moved_ = 0;         // frames when the last pass was asked for; writer thread only
    int next_pass_ = 0;     // frames at which the thread is woken next; writer thread only

    std::mutex mutex_;
    std::condition_variable wake_;
    bool due_ = false;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::db
