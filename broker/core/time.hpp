#pragma once

#include <chrono>

namespace leveret::broker {

/// A moment of the broker's time: always an argument, never asked of a clock in here. The edge
/// makes it from the wall clock at start and a steady clock from then on, so it never goes back.
using Duration = std::chrono::microseconds;
using TimePoint = std::chrono::sys_time<Duration>;

/// Later than anything that happens: "no deadline".
inline constexpr TimePoint never = TimePoint::max();

}  // namespace leveret::broker
