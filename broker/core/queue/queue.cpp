#include "broker/core/queue/queue.hpp"

namespace leveret::broker {

namespace {

/// Batch 0 is "never staged"; a message from the file was staged in a batch that no current one
/// has.
constexpr Stamp from_the_file{.batch = ~std::uint64_t{0}, .slot = 0};

}  // namespace

Queue::Queue(QueueId id, QueueDeclaration declaration, Journal& journal)
    : id_(id), declaration_(std::move(declaration)), journal_(journal) {}

Queue::Queue(RecoveredQueue recovered, QueueDeclaration declaration, Journal& journal)
    : id_(recovered.queue.id),
      declaration_(std::move(declaration)),
      journal_(journal),
      last_position_(recovered.queue.delivered),
      delivered_(recovered.queue.delivered) {
    for (RecoveredMessage& message : recovered.messages) {
        last_position_ = std::max(last_position_, message.position);
        ready_.push_back({.message = std::move(message.content),
                          .position = message.position,
                          .stamp = from_the_file,
                          .redelivered = message.position <= delivered_});
    }
}

std::optional<Delivery> Queue::publish(const MessageRef& message, const ConfirmTarget& confirm) {
    QueueEntry entry{.message = message, .position = ++last_position_};
    if (stores(*message)) entry.stamp = journal_.add(id_, entry.position, message, confirm);
    if (ready_.empty()) {
        if (Consumer* consumer = consumers_.next_with_credit()) {
            mark_delivered(entry);
            return Delivery{consumer, std::move(entry)};
        }
    }
    ready_.push_back(std::move(entry));
    return std::nullopt;
}

std::optional<Delivery> Queue::next_delivery() {
    if (ready_.empty()) return std::nullopt;
    Consumer* consumer = consumers_.next_with_credit();
    if (consumer == nullptr) return std::nullopt;
    return Delivery{consumer, take_out()};
}

std::optional<QueueEntry> Queue::get() {
    if (ready_.empty()) return std::nullopt;
    return take_out();
}

QueueEntry Queue::take_out() {
    QueueEntry entry = ready_.take_head();
    mark_delivered(entry);
    return entry;
}

void Queue::mark_delivered(const QueueEntry& entry) {
    unacked_count_ += 1;
    if (entry.position <= delivered_) return;
    delivered_ = entry.position;
    journal_.deliver(id_, entry.position, entry.stamp, delivered_stamp_);
}

void Queue::settle(const QueueEntry& entry) {
    unacked_count_ -= 1;
    if (!retired_) journal_.remove(id_, entry.position, entry.stamp);
}

void Queue::requeue(QueueEntry entry) {
    unacked_count_ -= 1;
    if (retired_) return;
    entry.redelivered = true;
    ready_.restore(std::move(entry));
}

std::size_t Queue::purge() {
    const std::size_t count = ready_.size();
    while (!ready_.empty()) {
        const QueueEntry entry = ready_.take_head();
        journal_.remove(id_, entry.position, entry.stamp);
    }
    return count;
}

void Queue::add_consumer(Consumer& consumer) {
    consumers_.add(consumer);
    was_consumed_ = true;
}

void Queue::remove_consumer(Consumer& consumer) {
    consumers_.remove(consumer);
}

void Queue::retire() {
    // The store drops its messages along with the queue, confirms and all: no need to strike them
    // out.
    while (!ready_.empty()) ready_.take_head();
    if (declaration_.durable) journal_.erase(id_);
    retired_ = true;
}

}  // namespace leveret::broker
