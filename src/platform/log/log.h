// The log: one logfmt line an event on standard error. Never secrets, addresses of people or bodies of requests.
#pragma once

#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace broadsheet::log {

enum class Level { Debug, Info, Warning, Error };

using Fields = std::vector<std::pair<std::string_view, std::string>>;

/// Lines below this level are not written. Info at start.
void set_level(Level level);
/// `event` is a dotted name (`db.slow`). Values with spaces or quotes are quoted; control characters become `\xHH`.
/// Thread-safe.
void write(Level level, std::string_view event, const Fields& fields = {});
inline void info(std::string_view event, const Fields& fields = {}) { write(Level::Info, event, fields); }
inline void warning(std::string_view event, const Fields& fields = {}) { write(Level::Warning, event, fields); }
inline void error(std::string_view event, const Fields& fields = {}) { write(Level::Error, event, fields); }

}  // namespace broadsheet::log
