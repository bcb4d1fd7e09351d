#include "platform/db/readers.h"

#include <chrono>

namespace broadsheet::db {

std::unique_ptr<Connection> Readers::take() {
    constexpr auto kWait = std::chrono::seconds(5);
    std::unique_lock lock(mutex_);
    if (!freed_.wait_for(lock, kWait, [&] { return !idle_.empty() || open_ < limit_; })) {
        throw DatabaseError("every read connection has been busy for 5 seconds");
    }
    if (!idle_.empty()) {
        auto connection = std::move(idle_.back());
        idle_.pop_back();
        return connection;
    }
    ++open_;
    lock.unlock();
    try {
        return engine_.open_reader();
    } catch (...) {
        lock.lock();
        --open_;
        lock.unlock();
        freed_.notify_one();
        throw;
    }
}

void Readers::give(std::unique_ptr<Connection> connection) {
    const bool usable = connection->failure() == Failure::None;
    {
        const std::lock_guard lock(mutex_);
        if (usable) {
            idle_.push_back(std::move(connection));
        } else {
            --open_;
            // The others of a restarted server are as dead as this one.
            open_ -= static_cast<int>(idle_.size());
            idle_.clear();
        }
    }
    freed_.notify_one();
}

}  // namespace broadsheet::db
