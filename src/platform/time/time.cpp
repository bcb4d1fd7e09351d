#include "platform/time/time.h"

#include <atomic>
#include <chrono>

namespace broadsheet {

Instant SystemClock::now() const {
    using namespace std::chrono;
    return {duration_cast<microseconds>(system_clock::now().time_since_epoch()).count()};
}

struct FakeClock::State {
    std::atomic<std::int64_t> us;
};

FakeClock::FakeClock(Instant start) : state_(std::make_unique<State>()) { state_->us = start.us; }
FakeClock::~FakeClock() = default;
Instant FakeClock::now() const { return {state_->us.load()}; }
void FakeClock::set(Instant at) { state_->us = at.us; }
void FakeClock::advance(std::int64_t us) { state_->us += us; }

}  // namespace broadsheet
