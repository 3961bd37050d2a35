#pragma once

#include <cstddef>
#include <map>

#include "broker/core/queue/entry.hpp"
#include "broker/core/queue/ring.hpp"

namespace leveret::broker {

/// What waits in a queue, in order of position.
///
/// Invariant: everything that came back lies before everything that has not been out yet, because
/// only the head goes out.
class ReadyList {
  public:
    std::size_t size() const { return returned_.size() + fresh_.size(); }
    bool empty() const { return returned_.empty() && fresh_.empty(); }

    /// Adds a message that enters the queue. Invariant: its position is the highest so far.
    void push_back(QueueEntry entry) { fresh_.push_back(std::move(entry)); }
    /// Puts a message back into its old place.                        B269, B270
    void restore(QueueEntry entry) {
        const Position position = entry.position;
        returned_.emplace(position, std::move(entry));
    }
    /// Takes the oldest message out. Invariant: not empty.
    QueueEntry take_head() {
        if (returned_.empty()) return fresh_.pop_front();
        return std::move(returned_.extract(returned_.begin()).mapped());
    }

  private:
    std::map<Position, QueueEntry> returned_;
    Ring<QueueEntry> fresh_;
};

}  // namespace leveret::broker
