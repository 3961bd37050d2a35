#pragma once

#include <chrono>

#include "broker/core/time.hpp"

namespace leveret::net {

/// The broker's time: the wall clock's when it was made, moved on by a steady clock, so that it
/// never goes back. The one place that asks a clock.
class Clock {
  public:
    broker::TimePoint now() const {
        return wall_start_ + std::chrono::duration_cast<broker::Duration>(
                                 std::chrono::steady_clock::now() - steady_start_);
    }
    /// The steady moment that corresponds to one of the broker's.
    std::chrono::steady_clock::time_point steady(broker::TimePoint moment) const {
        return steady_start_ + (moment - wall_start_);
    }

  private:
    std::chrono::steady_clock::time_point steady_start_ = std::chrono::steady_clock::now();
    broker::TimePoint wall_start_ =
        std::chrono::time_point_cast<broker::Duration>(std::chrono::system_clock::now());
};

}  // namespace leveret::net
