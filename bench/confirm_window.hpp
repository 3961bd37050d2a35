#pragma once

#include <cstdint>
#include <vector>

#include "bench/histogram.hpp"
#include "bench/ledger.hpp"

namespace leveret::bench {

/// The publishes of one channel that the broker has not yet answered, at most so many.
class ConfirmWindow {
  public:
    /// @param capacity how many may be open; at least 1
    explicit ConfirmWindow(std::uint64_t capacity) : open_(capacity) {}

    /// How many more publishes may be made now.
    std::uint64_t room() const { return open_.size() - (next_tag_ - oldest_tag_); }
    bool empty() const { return next_tag_ == oldest_tag_; }
    /// Notes a publish. Invariant: room() > 0.
    void published(TimePoint now) {
        open_[next_tag_ % open_.size()] = now;
        next_tag_ += 1;
    }
    /// Notes the broker's answer to this publish, or to all open ones up to it. Records how long
    /// each took and says how many they were; a publish answered twice counts once.
    std::uint64_t settled(std::uint64_t tag, bool multiple, TimePoint now, Histogram& latencies) {
        if (tag >= next_tag_) return 0;
        std::uint64_t count = 0;
        for (std::uint64_t one = multiple ? oldest_tag_ : tag; one <= tag; ++one) {
            TimePoint& since = open_[one % open_.size()];
            if (one < oldest_tag_ || since == TimePoint{}) continue;
            latencies.record(now - since);
            since = {};
            count += 1;
        }
        while (oldest_tag_ < next_tag_ && open_[oldest_tag_ % open_.size()] == TimePoint{}) {
            oldest_tag_ += 1;
        }
        return count;
    }

  private:
    std::vector<TimePoint> open_;  // when each was published; answered ones are zero
    std::uint64_t oldest_tag_ = 1;
    std::uint64_t next_tag_ = 1;
};

}  // namespace leveret::bench
