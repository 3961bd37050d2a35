#pragma once

#include <cstdint>
#include <queue>
#include <vector>

#include "broker/core/time.hpp"

namespace leveret::broker {

/// What is due when: one heap for all sessions. An entry may be out of date; whoever takes it looks
/// at what is really due and sets the next one.
class Timers {
  public:
    void set(TimePoint when, std::uint64_t session) {
        if (when != never) heap_.push({when, session});
    }
    /// The moment of the earliest entry, or never.
    TimePoint next() const { return heap_.empty() ? never : heap_.top().when; }
    /// Takes the earliest entry if it is due. @return its session, or 0
    std::uint64_t take_due(TimePoint now) {
        if (heap_.empty() || heap_.top().when > now) return 0;
        const std::uint64_t session = heap_.top().session;
        heap_.pop();
        return session;
    }

  private:
    struct Entry {
        TimePoint when;
        std::uint64_t session;
        bool operator>(const Entry& other) const { return when > other.when; }
    };
    std::priority_queue<Entry, std::vector<Entry>, std::greater<>> heap_;
};

}  // namespace leveret::broker
