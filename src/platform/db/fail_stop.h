// What happens after an I/O error or corruption: nothing more is promised, the marker `DATA/io-error` is written, and
// the process stops. SQLite can bring back, after a restart, a commit that it reported as failed; so no retry and no
// guess.
#pragma once

#include <atomic>
#include <functional>
#include <string>
#include <string_view>

namespace broadsheet::db {

/// Thread-safe.
class FailStop {
public:
    FailStop(std::string folder, std::function<void()> hook) : folder_(std::move(folder)), hook_(std::move(hook)) {}

    /// Writes the marker and one line to stderr, the first time. From here on no write may be acknowledged.
    void declare(std::string_view what);
    /// Ends the process, or calls the test's hook, once. Call after the waiting writes were answered.
    void stop();
    [[nodiscard]] bool declared() const { return declared_.load(); }

private:
    std::string folder_;
    std::function<void()> hook_;
    std::atomic<bool> declared_ = false;
    std::atomic<bool> stopped_ = false;
};

}  // namespace broadsheet::db
