#pragma once

#include <cstdint>
#include <vector>

#include "broker/core/message.hpp"
#include "broker/store/change.hpp"

namespace leveret::broker {

/// Where a message was staged: batch 0 means that it never was (it is not to survive).
struct Stamp {
    std::uint64_t batch = 0;
    std::uint32_t slot = 0;
    bool stored() const { return batch != 0; }
};

/// Changes on their way to the store: they gather in one batch while the store writes the one
/// before.
///
/// A message that is settled before its batch is taken is struck out: it is never written, and the
/// confirm that waited for it is free at once.                        (group commit, B221)
class Journal {
  public:
    /// A persistent message entered a durable queue.
    Stamp add(QueueId queue, Position position, const MessageRef& message,
              const ConfirmTarget& confirm);
    /// A message that was staged with `stamp` has left its queue for good.
    void remove(QueueId queue, Position position, Stamp stamp);
    /// A message staged with `stamp`, and all before it in its queue, were handed to a consumer.
    /// `last` is where that queue's mark was staged the time before; it is brought up to date.
    void deliver(QueueId queue, Position position, Stamp stamp, Stamp& last);
    void declare(StoredQueue queue);
    void erase(QueueId queue);

    /// Whether something must be written.
    bool due() const { return live_changes_ > 0; }
    /// The number that the batch being gathered will have.
    std::uint64_t number() const { return batch_.number; }
    /// Octets of the messages that are staged and not struck out.
    std::size_t octets() const { return octets_; }

    /// Takes what has gathered and begins a new batch.
    Batch take();
    /// Forgets what has gathered when nothing of it must be written; begins a new batch.
    void discard_if_idle();
    /// Puts a batch that could not be written in front of what has gathered since, to be tried
    /// again; its confirms have been answered.
    void restore(Batch failed);

    /// Confirms that are free because their message was struck out; the caller clears it.
    std::vector<ConfirmTarget>& released() { return released_; }

  private:
    Batch batch_{.number = 1};
    std::size_t live_changes_ = 0;
    std::size_t octets_ = 0;
    std::vector<ConfirmTarget> released_;
};

}  // namespace leveret::broker
