// Command lines: `COMMAND [WORD …] [--name VALUE …]`. Not configuration files: everything the program needs fits one
// line of a systemd unit, and what belongs to the paper is in its data folder.
#pragma once

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace broadsheet {

/// Exit codes of sysexits(3) that the program uses.
enum ExitCode {
    kOk = 0,
    kFailed = 1,
    kUsage = 64,
    kDataError = 65,
    kNoInput = 66,
    kUnavailable = 69,
    kSoftware = 70,
    kCannotCreate = 73,
    kIoError = 74,
    kTemporary = 75,
    kConfig = 78
};

/// An option that takes a value, or a switch that takes none.
struct OptionRule {
    std::string name;   // without dashes
    std::string value;  // "DIR", or empty for a switch
    std::string about;  // one line of --help
};

struct Arguments {
    std::string command;
    std::vector<std::string> words;
    std::map<std::string, std::string> options;   // a switch has the value "yes"; of a repeated option the last
    std::multimap<std::string, std::string> all;  // values of every one, in the order given
    [[nodiscard]] bool has(const std::string& name) const { return options.count(name) != 0; }
    [[nodiscard]] std::string get(const std::string& name, std::string fallback = {}) const;
    /// Every value of an option that may be repeated.
    [[nodiscard]] std::vector<std::string> every(const std::string& name) const;
};

/// Reads a command line after the program's name. `--name=VALUE` and `--name VALUE` are the same. On a fault: nothing,
/// and `error` says what to do.
std::optional<Arguments> read_arguments(const std::vector<std::string>& line, const std::vector<OptionRule>& rules,
                                        std::string& error);

}  // namespace broadsheet
