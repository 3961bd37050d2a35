#pragma once

#include <cstdint>
#include <optional>

#include "broker/core/queue/consumers.hpp"
#include "broker/core/queue/entry.hpp"
#include "broker/core/queue/ring.hpp"

namespace leveret::broker {

/// A message that is out: where it came from and who has it.
struct UnackedMessage {
    std::uint64_t tag = 0;
    QueueEntry entry;
    Queue* queue = nullptr;        // kept by its vhost while anything is out, also when deleted
    Consumer* consumer = nullptr;  // null: it came by basic.get (B260)
};

/// A channel's delivery tags and the messages behind them, in order of tag.
class Unacked {
  public:
    /// Invariant: the tag is higher than any before.
    void push(UnackedMessage message) {
        messages_.push_back(std::move(message));
        live_ += 1;
    }
    std::size_t size() const { return live_; }
    bool empty() const { return live_ == 0; }
    bool contains(std::uint64_t tag) const;
    /// Takes the message with this tag out; nothing when there is none.
    std::optional<UnackedMessage> take(std::uint64_t tag);
    /// Takes the oldest one with a tag up to `last`; nothing when there is none.
    std::optional<UnackedMessage> take_oldest(std::uint64_t last);

  private:
    std::size_t index_of(std::uint64_t tag) const;
    void drop_settled_front();

    Ring<UnackedMessage> messages_;  // those taken out of the middle stay as queue == nullptr
    std::size_t live_ = 0;
};

}  // namespace leveret::broker
