#include "platform/log/log.h"

#include <unistd.h>

#include <atomic>
#include <chrono>
#include <ctime>

namespace broadsheet::log {

namespace {

// The one switch of the process that is not handed down: a log level belongs to standard error, which is global too.
std::atomic<Level> threshold{Level::Info};

void append_value(const std::string& value, std::string& line) {
    const bool plain = !value.empty() && value.find_first_of(" \"=\\\n\r\t") == std::string::npos;
    if (!plain) line += '"';
    for (const char c : value) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x20 || byte == 0x7f) {
            static constexpr char kHex[] = "0123456789abcdef";
            line += "\\x";
            line += kHex[byte >> 4];
            line += kHex[byte & 15];
        } else {
            if (c == '"' || c == '\\') line += '\\';
            line += c;
        }
    }
    if (!plain) line += '"';
}

}  // namespace

void set_level(Level level) { threshold = level; }

void write(Level level, std::string_view event, const Fields& fields) {
    if (level < threshold.load()) return;
    static constexpr std::string_view kNames[] = {"debug", "info", "warning", "error"};
    const auto now = std::chrono::system_clock::now();
    const std::time_t seconds = std::chrono::system_clock::to_time_t(now);
    std::tm utc{};
    gmtime_r(&seconds, &utc);
    char time[32];
    std::strftime(time, sizeof time, "%Y-%m-%dT%H:%M:%SZ", &utc);
    std::string line = std::string("at=") + time + " level=" + std::string(kNames[static_cast<int>(level)]) +
                       " event=" + std::string(event);
    for (const auto& [name, value] : fields) {
        line += ' ';
        line += name;
        line += '=';
        append_value(value, line);
    }
    line += '\n';
    // One write a line, so that lines of two threads never mix. Nothing can be done when standard error is gone.
    [[maybe_unused]] const auto written = ::write(STDERR_FILENO, line.data(), line.size());
}

}  // namespace broadsheet::log
