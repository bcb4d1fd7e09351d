#include "platform/db/checkpointer.h"

#include <sqlite3.h>

namespace broadsheet::db {

namespace {

// Pages of 4 KB. A pass flushes the database file while commits want the same disk: a rarer one moves each page that
// changes again and again once, and an idle moment empties the log anyway.
constexpr int kPassEvery = 12'000;    // frames: 47 MB
constexpr int kShortLog = 250;        // frames: 1 MB; emptied at once
constexpr int kLongLog = 32'000;      // frames: 125 MB; readers that never let go keep it from starting over
constexpr int kLongLogRetry = 4'000;  // frames until the next attempt
constexpr int kLongLogWait = 100;     // milliseconds that a group may wait for it

int on_commit(void* self, sqlite3*, const char*, int frames) {
    static_cast<Checkpointer*>(self)->committed(frames);
    return SQLITE_OK;
}

}  // namespace

Checkpointer::Checkpointer(SqliteConnection& writer, std::unique_ptr<SqliteConnection> own, FailStop& fail_stop,
                           std::function<void(std::string)> log)
    : writer_(writer),
      own_(std::move(own)),
      fail_stop_(fail_stop),
      log_(std::move(log)),
      next_attempt_(kLongLog),
      next_pass_(kPassEvery) {
    sqlite3_wal_hook(writer_.handle(), on_commit, this);
    writer_.set_rest([this](Connection::Pause pause) { return rest(pause); });
    frames_ = 1;  // recovery or migrations may have left some: the first idle moment finds out
    thread_ = std::thread([this] { work(); });
}

Checkpointer::~Checkpointer() { stop(false); }

void Checkpointer::committed(int frames) {
    if (frames < frames_) {  // the log has started over
        next_pass_ = kPassEvery;
        next_attempt_ = kLongLog;
        moved_ = 0;
    }
    frames_ = frames;
    if (frames < next_pass_) return;
    begin_pass();
}

void Checkpointer::begin_pass() {
    next_pass_ = frames_ + kPassEvery;
    moved_ = frames_;
    {
        const std::lock_guard lock(mutex_);
        due_ = true;
    }
    wake_.notify_one();
}

bool Checkpointer::rest(Connection::Pause pause) {
    if (fail_stop_.declared() || frames_ == 0) return false;
    if (frames_ >= next_attempt_) {
        if (frames_ - moved_ > kShortLog) {
            begin_pass();
            next_attempt_ = frames_ + kShortLog;
        } else {
            next_attempt_ = frames_ + kLongLogRetry;
            truncate(kLongLogWait);
        }
    } else if (pause == Connection::Pause::Idle) {
        // The writer's own thread empties the log, and a commit that comes meanwhile waits: so a log that is not short
        // is moved by the other thread first, and emptied, which is then quick, at the next pause.
        if (frames_ - moved_ > kShortLog) {
            begin_pass();
        } else {
            truncate(0);
        }
    }
    return frames_ > 0;
}

void Checkpointer::truncate(int wait_ms) {
    sqlite3* handle = writer_.handle();
    if (wait_ms > 0) sqlite3_busy_timeout(handle, wait_ms);
    const int code = sqlite3_wal_checkpoint_v2(handle, nullptr, SQLITE_CHECKPOINT_TRUNCATE, nullptr, nullptr);
    if (wait_ms > 0) sqlite3_busy_timeout(handle, 0);
    if (code == SQLITE_OK) {
        frames_ = 0;
        moved_ = 0;
        next_pass_ = kPassEvery;
        next_attempt_ = kLongLog;
    } else {
        failed(code, "emptying the write-ahead log");
    }
}

void Checkpointer::failed(int code, const char* what) {
    const int primary = code & 0xff;
    if (primary == SQLITE_BUSY || primary == SQLITE_LOCKED) return;  // a reader holds an old snapshot: later
    const std::string line = std::string(what) + ": " + sqlite3_errstr(code) + " (SQLite " + std::to_string(code) + ")";
    if (is_device_failure(code)) {
        fail_stop_.declare(line);
        fail_stop_.stop();
    } else if (log_) {
        log_(line);
    }
}

void Checkpointer::work() {
    std::unique_lock lock(mutex_);
    for (;;) {
        wake_.wait(lock, [&] { return due_ || stopping_; });
        if (stopping_) return;
        due_ = false;
        lock.unlock();
        const int code =
            sqlite3_wal_checkpoint_v2(own_->handle(), nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr, nullptr);
        if (code != SQLITE_OK) failed(code, "moving pages from the write-ahead log");
        lock.lock();
    }
}

void Checkpointer::stop(bool whole) {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (!thread_.joinable()) return;
    thread_.join();
    if (whole && !fail_stop_.declared()) truncate(0);
    sqlite3_wal_hook(writer_.handle(), nullptr, nullptr);
    writer_.set_rest({});
    own_.reset();
}

}  // namespace broadsheet::db
