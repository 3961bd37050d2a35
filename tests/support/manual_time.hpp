#pragma once

#include "broker/core/time.hpp"

namespace leveret::test {

/// A clock that is moved by hand. It begins at a moment that no test depends on.
class ManualTime {
  public:
    broker::TimePoint now() const { return now_; }
    void advance(broker::Duration by) { now_ += by; }
    /// Invariant: not before now().
    void advance_to(broker::TimePoint moment) { now_ = moment; }

  private:
    broker::TimePoint now_{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};
};

}  // namespace leveret::test
