#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <utility>

#include "broker/core/journal.hpp"
#include "broker/core/queue/consumers.hpp"
#include "broker/core/queue/entry.hpp"
#include "broker/core/queue/ready_list.hpp"
#include "broker/store/store.hpp"
#include "protocol/table.hpp"

namespace leveret::broker {

using SessionId = std::uint64_t;  // 0: no connection

/// What a queue was declared as.                                      @spec 1.7.2.1
struct QueueDeclaration {
    std::string name;
    bool durable = false;
    bool auto_delete = false;
    SessionId exclusive_owner = 0;  // 0: shared by all connections
    protocol::Table arguments;
};

/// A message and who gets it.
struct Delivery {
    Consumer* consumer;
    QueueEntry entry;
};

/// One queue: what is ready, who consumes, what is out.
///
/// It never calls anybody: what must be delivered is returned, and the caller delivers it. Changes
/// that must survive go to the journal.
class Queue {
  public:
    /// @param id 0 for a queue that is not durable: the store knows nothing of it
    Queue(QueueId id, QueueDeclaration declaration, Journal& journal);
    /// A queue as it comes back from the store, with what it holds.  B365, B367
    Queue(RecoveredQueue recovered, QueueDeclaration declaration, Journal& journal);

    QueueId id() const { return id_; }
    const std::string& name() const { return declaration_.name; }
    const QueueDeclaration& declaration() const { return declaration_; }
    /// The batch in which its declaration goes to the store; 0: it came from there, or never goes.
    std::uint64_t declared_in() const { return declared_in_; }
    void set_declared_in(std::uint64_t batch) { declared_in_ = batch; }
    std::size_t ready_count() const { return ready_.size(); }
    std::size_t unacked_count() const { return unacked_count_; }
    const Consumers& consumers() const { return consumers_; }
    /// Whether it had a consumer once: only then does auto-delete act.  B162
    bool was_consumed() const { return was_consumed_; }

    /// Whether a message would be written: it is persistent and so is the queue.  B215
    bool stores(const Message& message) const {
        return declaration_.durable && message.essentials().persistent;
    }

    /// A message enters. When a consumer is free and nothing waits before it, it is returned to be
    /// delivered and never lies in the queue.
    std::optional<Delivery> publish(const MessageRef& message, const ConfirmTarget& confirm);
    /// The next delivery that is possible now; nothing when no message or no consumer is ready.
    std::optional<Delivery> next_delivery();
    /// Takes the head for basic.get; nothing when none is ready.
    std::optional<QueueEntry> get();

    /// A message that was out is done with: acknowledged, rejected or delivered without ack.
    void settle(const QueueEntry& entry);
    /// A message that was out comes back to its old place and is marked as redelivered.  B269
    void requeue(QueueEntry entry);
    /// Drops everything that is ready; what is out stays out. @return how many  B168
    std::size_t purge();

    void add_consumer(Consumer& consumer);
    void remove_consumer(Consumer& consumer);
    void wake(Consumer& consumer) { consumers_.wake(consumer); }
    /// Whether it is on the broker's list of queues that may have something to deliver.
    bool scheduled = false;

    /// Takes the queue out of the store; it holds nothing afterwards. Messages that are out may
    /// still be settled or requeued: both then only forget them.  B170
    void retire();
    bool retired() const { return retired_; }

  private:
    QueueEntry take_out();
    void mark_delivered(const QueueEntry& entry);

    QueueId id_;
    QueueDeclaration declaration_;
    Journal& journal_;
    std::uint64_t declared_in_ = 0;
    ReadyList ready_;
    Consumers consumers_;
    Position last_position_ = 0;
    Position delivered_ = 0;  // the highest position that was ever out
    Stamp delivered_stamp_;   // where that was last staged
    std::size_t unacked_count_ = 0;
    bool was_consumed_ = false;
    bool retired_ = false;
};

}  // namespace leveret::broker
