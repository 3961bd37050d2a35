#pragma once

#include <cstddef>
#include <cstdint>
#include <list>
#include <string>
#include <utility>

#include "broker/core/channel/credit.hpp"
#include "protocol/frame_writer.hpp"

namespace leveret::broker {

class Channel;
class Queue;

/// One basic.consume: a channel that wants a queue's messages.
/// Owned by its channel; the queue's Consumers refer to it from consume to cancel.
struct Consumer {
    Consumer(std::uint16_t channel_number, std::string consumer_tag)
        : tag(std::move(consumer_tag)), prefix(channel_number, tag) {}

    std::string tag;
    Channel* channel = nullptr;
    Queue* queue = nullptr;
    bool no_ack = false;
    bool exclusive = false;
    bool cancelled = false;          // no longer the queue's; messages are still out
    protocol::DeliverPrefix prefix;  // the constant octets of its deliveries
    Credit own;                      // basic.qos global=false  B256
    const Credit* shared = nullptr;  // the channel's, basic.qos global=true  B257
    const bool* writable = nullptr;  // whether its connection takes more octets

    /// Whether it may be given a message now. no_ack ignores prefetch (B246).
    bool has_credit() const {
        return *writable && (no_ack || (own.available() && shared->available()));
    }

  private:
    friend class Consumers;
    Consumer* previous_ = nullptr;  // in the turn; both null and not `in_turn_`: resting
    Consumer* next_ = nullptr;
    bool in_turn_ = false;
    std::list<Consumer*>::iterator place_;  // among all of its queue
};

/// A queue's consumers and whose turn it is.                          B239
///
/// A consumer found without credit leaves the turn until `wake`, so that finding the next one costs
/// the same however many others wait for credit.
class Consumers {
  public:
    void add(Consumer& consumer);
    void remove(Consumer& consumer);
    /// The consumer has credit again: it goes to the end of the turn. Harmless if it is in it.
    void wake(Consumer& consumer);

    /// The next in turn that has credit, moved to the end of the turn; null when none has.
    Consumer* next_with_credit();

    std::size_t size() const { return all_.size(); }
    bool empty() const { return all_.empty(); }
    /// Any of them. Invariant: not empty.
    Consumer& any() const { return *all_.back(); }
    /// Whether the one consumer that is there asked to be the only one.  B238
    bool exclusive() const { return exclusive_; }

  private:
    void append(Consumer& consumer);
    void unlink(Consumer& consumer);

    std::list<Consumer*> all_;   // in order of coming
    Consumer* first_ = nullptr;  // of those in the turn
    Consumer* last_ = nullptr;
    bool exclusive_ = false;
};

}  // namespace leveret::broker
