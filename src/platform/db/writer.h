// The one writer: a thread that runs queued bodies in groups, one COMMIT a group, and acknowledges after it. Private to
// platform/db; `Database::transact` is its door.
#pragma once

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <deque>
#include <exception>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include "platform/db/connection.h"
#include "platform/db/fail_stop.h"

namespace broadsheet::db {

class Writer {
public:
    /// `engine` and `fail_stop` outlive the writer. `connection` has the schema; `version` is the paper's.
    Writer(Engine& engine, FailStop& fail_stop, std::unique_ptr<Connection> connection, const Options& options);
    ~Writer();
    Writer(const Writer&) = delete;
    Writer& operator=(const Writer&) = delete;

    /// Starts the thread.
    void start(std::int64_t version);
    /// Waits until the body's group has ended. `version`: the number its changes carry, 0 when it changed nothing.
    Outcome submit(std::function<bool(Tx&)> body, std::int64_t& version);
    void on_commit(CommitListener listener);
    [[nodiscard]] std::int64_t version() const { return version_.load(); }
    /// Statements that bodies have run so far.
    [[nodiscard]] std::int64_t statements() const { return statements_.load(); }
    /// Ends the running group, answers the queued ones with Stopping, joins. The connection stays open.
    void stop();
    [[nodiscard]] Connection* connection() { return connection_.get(); }

private:
    struct Member {
        std::function<bool(Tx&)> body;
        Outcome outcome = Outcome::Unavailable;
        std::int64_t version = 0;
        std::vector<std::string> tags;
        std::exception_ptr error;
        std::atomic<bool> answered = false;
    };
    using Group = std::vector<std::shared_ptr<Member>>;

    void work();
    Group next_group();
    void write(Group& group);
    /// Returns false when the group as a whole has failed.
    bool run_member(Member& member, std::int64_t group_version);
    void append_changes(Tx& tx);
    void settle(Group& group, Ending ending);
    void lost_in_group(Group& group);
    void announce(const Group& group);
    bool reconnect();
    void report(const std::string& line);
    static void answer(Member& member);
    static void answer_all(Group& group, Outcome outcome);

    Engine& engine_;
    FailStop& fail_stop_;
    std::unique_ptr<Connection> connection_;
    std::function<void(std::string)> log_;
    std::chrono::milliseconds acknowledge_before_commit_;
    bool writes_off_ = false;  // the disk was full in the middle of a commit; writer thread only
    std::vector<CommitListener> listeners_;
    std::atomic<std::int64_t> version_ = 0;
    std::atomic<std::int64_t> statements_ = 0;

    std::mutex mutex_;
    std::condition_variable wake_;
    std::deque<std::shared_ptr<Member>> queue_;
    bool stopping_ = false;
    std::thread thread_;
};

}  // namespace broadsheet::db
