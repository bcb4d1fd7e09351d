// One client's connection: bytes in, gate, page cache or dispatch, bytes out. Lives on the thread of its loop.
#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/loop.h"

namespace broadsheet::http {

class Connection {
public:
    Connection(Loop& loop, int socket, std::uint64_t id);
    ~Connection();
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    void on_ready(std::uint32_t events);
    void on_reply(const Reply& reply);
    void on_flight_end(FlightEnd end);
    /// Once a second or so: deadlines.
    void on_tick();
    /// Reads on after `Loop::again`.
    void on_turn();

    [[nodiscard]] std::uint64_t id() const { return id_; }
    [[nodiscard]] int socket() const { return socket_; }
    [[nodiscard]] bool closed() const { return state_ == State::Closed; }
    /// Between requests: nothing is lost when it goes.
    [[nodiscard]] bool idle() const { return state_ == State::Head && pending_.empty() && unsent_.empty(); }
    [[nodiscard]] std::int64_t deadline_ms() const { return deadline_ms_; }
    void close();

private:
    enum class State : std::uint8_t { Head, Body, Waiting, Lingering, Closed };
    struct Upload;

    [[nodiscard]] bool blocked() const { return !unsent_.empty(); }
    void read();
    std::size_t consume(std::string_view input);
    void consume_pending();
    void on_head(const Head& head);
    bool from_cache(const Head& head);
    void begin_exchange(const Head& head);
    std::size_t on_body(std::string_view input);
    void submit();
    void answer(const Reply& reply);
    void refuse(int status);
    void enqueue(const Reply& reply);
    void flush();
    void send_rest();
    void go_on();
    void log(std::string_view method, std::string_view target, const Reply& reply) const;
    void release_body();

    Loop& loop_;
    std::uint64_t id_;
    int socket_;
    State state_ = State::Head;
    bool close_after_ = false;  // the answer at hand is the last
    bool readable_ = false;     // there may be bytes that were not read yet
    bool peer_done_ = false;    // the peer will send nothing more
    std::int64_t deadline_ms_ = 0;
    std::int64_t started_us_ = 0;   // of the exchange at hand
    std::string pending_;           // read, but not consumed
    std::vector<Outgoing> unsent_;  // what a full socket did not take
    std::size_t sent_ = 0;          // of the first of them
    std::size_t discarded_ = 0;     // while lingering
    std::shared_ptr<Exchange> exchange_;
    std::unique_ptr<Upload> upload_;  // the body being read
    std::size_t counted_ = 0;         // bytes of bodies on the engine's account
};

}  // namespace broadsheet::http
