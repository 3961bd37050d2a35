#pragma once

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdint>
#include <limits>
#include <mutex>
#include <string>

#include "bench/wakeup.hpp"

namespace leveret::bench {

using Clock = std::chrono::steady_clock;
using TimePoint = Clock::time_point;

/// Where a run is.
enum class Phase : std::uint8_t {
    warming,    // everything goes on, but latencies are not yet kept
    measuring,  // figures count
    finishing,  // no more publishes; what is under way arrives
    over        // leave
};

/// What the threads of a run tell one another: counts, the phase, the first failure. Each count is
/// added to in batches, so that they cost nothing; each has a cache line of its own.
class Ledger {
  public:
    /// @param copies how many consumers' deliveries one publish leads to
    /// @param max_backlog how many deliveries publishers may be ahead of consumers; 0: any number
    Ledger(std::uint64_t copies, std::uint64_t max_backlog)
        : copies_(copies), max_backlog_(max_backlog) {}

    /// How many publishes may be made now before the backlog is full.
    std::uint64_t room() const {
        if (max_backlog_ == 0) return std::numeric_limits<std::uint64_t>::max();
        const std::uint64_t sent = expected();
        const std::uint64_t seen = consumed.load();
        const std::uint64_t backlog = sent > seen ? sent - seen : 0;
        return backlog >= max_backlog_ ? 0 : (max_backlog_ - backlog) / copies_;
    }
    /// So much room is worth waking a publisher for.
    std::uint64_t worthwhile_room() const {
        return std::max<std::uint64_t>(1, max_backlog_ / copies_ / 8);
    }
    /// Called by a publisher that has no worthwhile room: it will be woken when there is. False
    /// when there is room by now.
    bool wait_for_room() {
        publisher_waits_ = true;
        return room() < worthwhile_room();
    }
    /// Counts deliveries and wakes publishers that wait for room.
    void add_consumed(std::uint64_t messages) {
        consumed += messages;
        if (publisher_waits_ && room() >= worthwhile_room()) {
            publisher_waits_ = false;
            publishers_wakeup.wake();
        }
    }
    /// How many deliveries the publishes so far must lead to, but for those that were refused.
    std::uint64_t expected() const { return (published.load() - refused.load()) * copies_; }

    /// Remembers the first failure; all threads then leave.
    void fail(const std::string& text) {
        const std::lock_guard lock{failure_mutex_};
        if (failure_.empty()) failure_ = text;
        failed_ = true;
    }
    bool failed() const { return failed_; }
    std::string failure() const {
        const std::lock_guard lock{failure_mutex_};
        return failure_;
    }

    alignas(64) std::atomic<std::uint64_t> published{0};
    alignas(64) std::atomic<std::uint64_t> confirmed{0};  // acknowledged by the broker
    std::atomic<std::uint64_t> refused{0};                // answered with nack
    alignas(64) std::atomic<std::uint64_t> consumed{0};
    alignas(64) std::atomic<Phase> phase{Phase::warming};
    std::atomic<unsigned> publishers_done{0};  // all sent, and the broker has dealt with it
    std::atomic<bool> blocked{false};          // the broker says it takes no publishes
    Wakeup publishers_wakeup;

  private:
    std::uint64_t copies_;
    std::uint64_t max_backlog_;
    std::atomic<bool> publisher_waits_{false};
    std::atomic<bool> failed_{false};
    mutable std::mutex failure_mutex_;
    std::string failure_;
};

}  // namespace leveret::bench
