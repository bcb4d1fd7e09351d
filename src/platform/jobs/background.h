// How a thread that follows commits keeps out of the way of requests: it works at a lower priority, and begins when the
// commits pause.
#pragma once

#include <sys/resource.h>

#include <algorithm>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace broadsheet::jobs {

/// So long no commit may have come before what follows one begins …
constexpr auto kStandBack = std::chrono::milliseconds(250);
/// … but a newsroom that never pauses is followed all the same.
constexpr auto kLongestStandBack = std::chrono::seconds(2);

/// Lowers the priority of the calling thread for good.
inline void work_in_background() {
    // On Linux a thread has a niceness of its own. Not SCHED_IDLE: a lock that is held must be given back on a busy
    // machine too. Where it is not allowed, the work is merely not polite.
    constexpr int kPolite = 10;
    static_cast<void>(setpriority(PRIO_PROCESS, 0, kPolite));
}

/// Waits until `commits` has stood still for `kStandBack`: the reader who looks at what was just published and the
/// editor's next click come first, and what is published in a row is followed in one go. Ends at once when `called`
/// holds, and at `latest`; `changed` is notified of both.
template <class Called>
void stand_back(std::unique_lock<std::mutex>& lock, std::condition_variable& changed, const std::uint64_t& commits,
                Called called, std::chrono::steady_clock::time_point latest) {
    while (!called() && std::chrono::steady_clock::now() < latest) {
        const std::uint64_t seen = commits;
        const auto pause = std::min(std::chrono::steady_clock::now() + kStandBack, latest);
        if (changed.wait_until(lock, pause, called) || commits == seen) return;
    }
}

}  // namespace broadsheet::jobs
