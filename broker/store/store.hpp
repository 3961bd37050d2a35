#pragma once

#include <functional>
#include <optional>
#include <string>
#include <vector>

#include "broker/store/change.hpp"
#include "protocol/content.hpp"

namespace leveret::broker {

/// A message as it comes back at start.
struct RecoveredMessage {
    Position position = 0;
    protocol::ContentRef content;
};

/// A durable queue with its messages, oldest first.
struct RecoveredQueue {
    StoredQueue queue;
    std::vector<RecoveredMessage> messages;
};

/// Why a batch could not be written; nothing of it was.
struct StoreError {
    std::string text;  // for the log: what failed, on which file, and the cause
};

/// A batch that has been dealt with, given back whole.
struct Committed {
    Batch batch;
    std::optional<StoreError> error;  // nothing: the batch is as durable as the store makes it
};

/// What survives. The core stages changes into a Batch; only loading and committing can fail.
///
/// One batch at a time: commit() starts, poll() gives it back. A store may finish at once or on a
/// thread of its own; while it works it reads the batch's contents and touches no reference count,
/// so contents are dropped only by whoever takes the batch back.
/// A batch that failed is not written at all; the core merges it with what came since and tries
/// again.
class Store {
  public:
    virtual ~Store() = default;

    /// Everything that survived, in order of queue id. Once, before the first commit.
    /// @throws StoreUnreadable (see sqlite_store.hpp) at start-up when the data cannot be read
    virtual std::vector<RecoveredQueue> load() = 0;

    /// Begins to write `batch`. Invariant: none is under way (`idle()`).
    virtual void commit(Batch batch) = 0;

    /// Whether no batch is under way and none waits to be taken back with poll().
    virtual bool idle() const = 0;

    /// The batch that was under way, once it is finished; nothing before that.
    virtual std::optional<Committed> poll() = 0;

    /// `notify` is called, from any thread, when poll() has something to give. Set before the first
    /// commit. A store that finishes within commit() need not call it.
    virtual void on_finished(std::function<void()> notify) = 0;
};

}  // namespace leveret::broker
