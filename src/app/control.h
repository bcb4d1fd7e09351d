// The control socket: while a server holds the data folder, commands go to it over DATA/control.sock and run inside it,
// so that nothing ever writes beside the one writer. Only the folder's owner can connect.
#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet {

/// What a command left: an exit code and what it prints.
struct Outcome {
    int code = 0;
    std::string out;
    std::string error;
};

/// Answers one command at a time on a thread of its own. `run` gets the command line as it was typed.
class ControlSocket {
public:
    ControlSocket(const std::string& folder, std::function<Outcome(const std::vector<std::string>&)> run);
    ~ControlSocket();
    ControlSocket(const ControlSocket&) = delete;
    ControlSocket& operator=(const ControlSocket&) = delete;

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

/// Asks the server of a data folder to run a command; nothing when no server answers there.
std::optional<Outcome> ask_server(const std::string& folder, const std::vector<std::string>& line);

}  // namespace broadsheet
