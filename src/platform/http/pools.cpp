#include "platform/http/pools.h"

#include <condition_variable>
#include <deque>
#include <mutex>
#include <thread>
#include <vector>

namespace broadsheet::http {

struct WorkerPool::Impl {
    std::mutex lock;
    std::condition_variable wake;
    std::deque<std::function<void()>> waiting;
    std::vector<std::thread> threads;
    std::size_t limit = 0;
    std::size_t idle = 0;
    bool stopping = false;

    void work() {
        std::unique_lock guard(lock);
        for (;;) {
            ++idle;
            wake.wait(guard, [this] { return stopping || !waiting.empty(); });
            --idle;
            if (waiting.empty()) return;
            const auto next = std::move(waiting.front());
            waiting.pop_front();
            guard.unlock();
            next();
            guard.lock();
        }
    }
};

WorkerPool::WorkerPool(int threads, std::size_t queue) : impl_(std::make_unique<Impl>()) {
    impl_->limit = queue;
    for (int i = 0; i < threads; ++i) impl_->threads.emplace_back([this] { impl_->work(); });
}

WorkerPool::~WorkerPool() {
    {
        const std::lock_guard guard(impl_->lock);
        impl_->stopping = true;
    }
    impl_->wake.notify_all();
    for (auto& thread : impl_->threads) thread.join();
}

bool WorkerPool::post(std::function<void()> work) {
    {
        const std::lock_guard guard(impl_->lock);
        // A thread that is idle takes one at once: only what exceeds those waits.
        if (impl_->stopping || impl_->waiting.size() >= impl_->limit + impl_->idle) return false;
        impl_->waiting.push_back(std::move(work));
    }
    impl_->wake.notify_one();
    return true;
}

}  // namespace broadsheet::http
