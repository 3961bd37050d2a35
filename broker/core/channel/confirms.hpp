#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include "broker/core/queue/ring.hpp"
#include "protocol/output.hpp"

namespace leveret::broker {

/// The publisher confirms of one channel: which publishes still wait, and what can be said now.
///
/// Answers gather during a step and leave at its end, merged: the run of confirmed publishes at the
/// front becomes one basic.ack with multiple=true, which never covers a nack.  B216 to B226
class Confirms {
  public:
    /// Numbers the next publish.                                      B226
    std::uint64_t next_sequence() { return first_ + states_.size(); }
    /// Registers the publish just numbered; it is confirmed once `waits` settle() have come. 0:
    /// now.
    void open(std::uint32_t waits);
    /// One thing that this publish waited for has happened.
    void settle(std::uint64_t sequence);
    /// The publish could not be taken in: it will be nacked.          B222
    void reject(std::uint64_t sequence);

    /// Whether flush() has something to write that it had not when this was asked before.
    bool take_note() { return has_answers_ && !std::exchange(noted_, true); }
    /// Writes basic.ack and basic.nack for all that is decided.
    void flush(std::uint16_t channel, protocol::Output& output);

  private:
    struct State {
        std::uint32_t waits = 0;
        bool rejected = false;
        bool answered = false;
    };
    struct Answer {
        std::uint64_t sequence;
        bool multiple;
        bool rejected;
    };
    State* find(std::uint64_t sequence);
    void decide(std::uint64_t sequence);
    void flush_front(std::uint16_t channel, protocol::Output& output);
    static void write_answer(const Answer& answer, std::uint16_t channel, protocol::Output& output);

    Ring<State> states_;  // of publishes first_, first_ + 1, ...
    std::uint64_t first_ = 1;
    std::uint64_t run_end_ = 1;           // all before it are decided
    std::vector<std::uint64_t> decided_;  // behind an open one, not yet answered
    bool has_answers_ = false;
    bool noted_ = false;
};

}  // namespace leveret::broker
