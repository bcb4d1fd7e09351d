#include "app/control.h"

#include <fcntl.h>
#include <poll.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/un.h>
#include <unistd.h>

#include <atomic>
#include <cstring>
#include <stdexcept>
#include <thread>

#include "platform/json/json.h"
#include "platform/log/log.h"

namespace broadsheet {

namespace {

constexpr std::size_t kMostBytes = 1u << 20;

/// A relative path, so that a deep data folder does not break the 108 bytes of a socket's name: sockets are used
/// through /proc/self/fd of the folder.
sockaddr_un address_in(int folder) {
    sockaddr_un out{};
    out.sun_family = AF_UNIX;
    std::snprintf(out.sun_path, sizeof out.sun_path, "/proc/self/fd/%d/control.sock", folder);
    return out;
}

/// Everything until the other side stops sending.
std::string receive_all(int socket, int timeout_ms) {
    std::string out;
    char block[4096];
    while (out.size() < kMostBytes) {
        pollfd waiting{socket, POLLIN, 0};
        if (poll(&waiting, 1, timeout_ms) <= 0) break;
        const ssize_t got = recv(socket, block, sizeof block, 0);
        if (got <= 0) break;
        out.append(block, static_cast<std::size_t>(got));
    }
    return out;
}

void send_all(int socket, const std::string& bytes) {
    std::size_t sent = 0;
    while (sent < bytes.size()) {
        const ssize_t now = send(socket, bytes.data() + sent, bytes.size() - sent, MSG_NOSIGNAL);
        if (now <= 0) return;
        sent += static_cast<std::size_t>(now);
    }
}

}  // namespace

struct ControlSocket::Impl {
    int folder = -1;
    int listener = -1;
    std::atomic<bool> stopping{false};
    std::thread thread;
    std::function<Outcome(const std::vector<std::string>&)> run;

    void serve() {
        while (!stopping) {
            pollfd waiting{listener, POLLIN, 0};
            if (poll(&waiting, 1, 500) <= 0) continue;
            const int peer = accept4(listener, nullptr, nullptr, SOCK_CLOEXEC);
            if (peer < 0) continue;
            answer(peer);
            close(peer);
        }
    }

    void answer(int peer) {
        const auto asked = json::parse(receive_all(peer, 5000));
        if (!asked || !asked->is_array()) return;
        std::vector<std::string> line;
        for (const auto& word : asked->items()) line.push_back(word.string());
        Outcome done;
        try {
            done = run(line);
        } catch (const std::exception& failure) {
            done = {70, "", failure.what()};
        }
        json::Value reply = json::Value::object();
        reply.set("code", done.code).set("out", done.out).set("error", done.error);
        send_all(peer, json::print(reply));
    }
};

ControlSocket::ControlSocket(const std::string& folder, std::function<Outcome(const std::vector<std::string>&)> run)
    : impl_(std::make_unique<Impl>()) {
    impl_->run = std::move(run);
    impl_->folder = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    impl_->listener = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    // The folder's lock is ours, so a socket that lies there belongs to a server that died.
    unlinkat(impl_->folder, "control.sock", 0);
    const sockaddr_un address = address_in(impl_->folder);
    const mode_t before = umask(0077);
    const bool bound = bind(impl_->listener, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0 &&
                       listen(impl_->listener, 8) == 0;
    umask(before);
    if (!bound) {
        // The paper is served all the same; commands will say that the folder is in use.
        log::warning("control.no_socket", {{"why", std::strerror(errno)}});
        return;
    }
    impl_->thread = std::thread([this] { impl_->serve(); });
}

ControlSocket::~ControlSocket() {
    impl_->stopping = true;
    if (impl_->thread.joinable()) impl_->thread.join();
    unlinkat(impl_->folder, "control.sock", 0);
    if (impl_->listener >= 0) close(impl_->listener);
    if (impl_->folder >= 0) close(impl_->folder);
}

std::optional<Outcome> ask_server(const std::string& folder, const std::vector<std::string>& line) {
    const int directory = open(folder.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC);
    if (directory < 0) return std::nullopt;
    const int peer = socket(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0);
    const sockaddr_un address = address_in(directory);
    const bool connected = connect(peer, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0;
    close(directory);
    if (!connected) {
        close(peer);
        return std::nullopt;
    }
    send_all(peer, json::print(json::Value::array_of(line)));
    shutdown(peer, SHUT_WR);
    const auto reply = json::parse(receive_all(peer, 30 * 60 * 1000));
    close(peer);
    if (!reply) return Outcome{70, "", "The server of this data folder did not answer. Its log says why."};
    return Outcome{static_cast<int>(reply->number("code", 70)), reply->text("out"), reply->text("error")};
}

}  // namespace broadsheet
