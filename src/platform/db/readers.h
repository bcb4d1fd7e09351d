// The read connections: opened on first use, at most a given number, one thread each at a time. Private to platform/db.
#pragma once

#include <condition_variable>
#include <memory>
#include <mutex>
#include <vector>

#include "platform/db/connection.h"

namespace broadsheet::db {

/// Thread-safe.
class Readers {
public:
    Readers(Engine& engine, int limit) : engine_(engine), limit_(limit < 1 ? 1 : limit) {}

    /// Waits at most 5 seconds for a free connection; throws DatabaseError after that.
    std::unique_ptr<Connection> take();
    /// Gives one back; one whose server is gone is dropped.
    void give(std::unique_ptr<Connection> connection);

private:
    Engine& engine_;
    int limit_;
    std::mutex mutex_;
    std::condition_variable freed_;
    std::vector<std::unique_ptr<Connection>> idle_;
    int open_ = 0;
};

}  // namespace broadsheet::db
