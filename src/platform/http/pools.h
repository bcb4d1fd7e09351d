// The bounded pools that handlers block on. Not a scheduler: first come, first served, and full means no.
#pragma once

#include <cstddef>
#include <functional>
#include <memory>

namespace broadsheet::http {

class WorkerPool {
public:
    WorkerPool(int threads, std::size_t queue);
    /// Runs what waits, then joins.
    ~WorkerPool();
    /// False when as many wait as may.
    bool post(std::function<void()> work);

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

}  // namespace broadsheet::http
