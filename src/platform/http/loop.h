// One I/O thread: its epoll, its listener, its connections. Linux only. Handlers never run here.
#pragma once

#include <atomic>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "platform/http/answer.h"
#include "platform/http/dispatch.h"
#include "platform/http/gate.h"
#include "platform/http/pools.h"

namespace broadsheet::http {

class Connection;
class Loop;

/// What all loops share.
struct Engine {
    const ServerOptions& options;
    const Clock& clock;
    Dispatcher& dispatcher;
    WorkerPool& reader;
    WorkerPool& desk;
    WorkerPool& password;
    std::size_t max_connections = 0;
    std::atomic<std::size_t> connections{0};
    std::atomic<std::size_t> body_bytes{0};
    std::vector<Loop*> loops{};  // complete before the first runs
};

/// An answer on its way out. The views point into `entry` or into constants.
struct Outgoing {
    std::shared_ptr<const pagecache::Entry> entry;
    std::string_view head;
    std::string_view body;
    char tail[64] = {};  // Date, Connection, blank line
    std::uint8_t tail_size = 0;
    [[nodiscard]] std::size_t size() const { return head.size() + tail_size + body.size(); }
};

class Loop {
public:
    static constexpr std::size_t kReadSize = 32 * 1024;

    /// Takes over the listening socket.
    Loop(Engine& engine, int listener);
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// Until `stop()` was called and every connection has ended, or 30 seconds after it.
    void run();

    // From any thread.
    void stop();
    void deliver(std::uint64_t connection, Reply reply);
    void deliver(std::uint64_t connection, FlightEnd end);
    [[nodiscard]] std::size_t load() const { return load_.load(std::memory_order_relaxed); }

    // For its connections, on its thread.
    Engine& engine() { return engine_; }
    char* buffer() { return buffer_.get(); }
    GateAnswer& gate() { return gate_; }
    std::vector<Outgoing>& batch() { return batch_; }
    [[nodiscard]] std::int64_t now_ms() const { return now_ms_; }
    [[nodiscard]] bool stopping() const { return stopping_; }
    /// Writes Date, Connection and the blank line.
    void write_tail(Outgoing& out, bool close) const;
    /// Comes back to a connection that has more to read after the others had their turn.
    void again(std::uint64_t connection) { again_.push_back(connection); }

private:
    struct Delivery {
        std::uint64_t connection;
        std::optional<Reply> reply;
        FlightEnd end = FlightEnd::NotShared;
        int socket = -1;  // a new connection, from a loop that has more
    };

    void deliver(Delivery delivery);
    void tell_time();
    void accept_waiting();
    void adopt(int socket);
    void refuse(int socket) const;
    bool make_room();
    void read_inbox();
    void sweep();
    void forget(Connection& connection);
    void listen_again();
    void close_listener();

    Engine& engine_;
    int epoll_ = -1;
    int listener_ = -1;
    int wake_ = -1;
    bool listening_ = false;
    std::unordered_map<std::uint64_t, std::unique_ptr<Connection>> connections_;
    std::vector<std::unique_ptr<Connection>> gone_;  // until the events at hand are done with
    std::uint64_t next_id_ = 1;
    std::vector<std::uint64_t> again_;
    std::unique_ptr<char[]> buffer_;
    GateAnswer gate_;
    std::vector<Outgoing> batch_;
    std::int64_t now_ms_ = 0;
    std::int64_t date_second_ = -1;
    std::int64_t last_sweep_ms_ = 0;
    std::string tail_;        // "Date: …\r\n\r\n"
    std::string tail_close_;  // the same with Connection: close
    bool stopping_ = false;

    std::atomic<std::size_t> load_{0};  // connections
    std::atomic<bool> stop_asked_{false};
    std::mutex inbox_lock_;
    std::vector<Delivery> inbox_;
};

}  // namespace broadsheet::http
