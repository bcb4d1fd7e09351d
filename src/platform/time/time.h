// Instants and the clock. Not calendars or zones: those need ICU and live in platform/text.
#pragma once

#include <compare>
#include <cstdint>
#include <memory>

namespace broadsheet {

/// A point in time: microseconds since 1970-01-01T00:00:00Z, as the database stores it. 0 means "none" in optional
/// fields.
struct Instant {
    std::int64_t us = 0;
    auto operator<=>(const Instant&) const = default;
    [[nodiscard]] bool is_set() const { return us != 0; }
    [[nodiscard]] std::int64_t seconds() const { return us >= 0 ? us / 1'000'000 : (us - 999'999) / 1'000'000; }
};

constexpr std::int64_t kSecond = 1'000'000;
constexpr std::int64_t kMinute = 60 * kSecond;
constexpr std::int64_t kHour = 60 * kMinute;
constexpr std::int64_t kDay = 24 * kHour;

inline Instant operator+(Instant at, std::int64_t us) { return {at.us + us}; }
inline Instant operator-(Instant at, std::int64_t us) { return {at.us - us}; }

/// Where the program gets "now" from; injected, so that schedules and expiries are tests and not accidents.
class Clock {
public:
    virtual ~Clock() = default;
    [[nodiscard]] virtual Instant now() const = 0;
};

/// The machine's clock.
class SystemClock final : public Clock {
public:
    [[nodiscard]] Instant now() const override;
};

/// A clock that a test sets. Thread-safe.
class FakeClock final : public Clock {
public:
    explicit FakeClock(Instant start);
    ~FakeClock() override;
    [[nodiscard]] Instant now() const override;
    void set(Instant at);
    void advance(std::int64_t us);

private:
    struct State;
    std::unique_ptr<State> state_;
};

}  // namespace broadsheet
