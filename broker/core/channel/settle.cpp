#include <limits>
#include <utility>

#include "broker/core/broker.hpp"
#include "broker/core/channel/channel.hpp"
#include "broker/core/refusal.hpp"
#include "broker/core/session.hpp"

namespace leveret::broker {

Channel::Status Channel::on(const protocol::BasicAck& method) {
    return settle(method.delivery_tag, method.multiple, Fate::done);
}

Channel::Status Channel::on(const protocol::BasicNack& method) {
    return settle(method.delivery_tag, method.multiple, method.requeue ? Fate::back : Fate::done);
}

Channel::Status Channel::on(const protocol::BasicReject& method) {
    return settle(method.delivery_tag, false, method.requeue ? Fate::back : Fate::done);
}

/// Settles one message, or all up to `tag`; tag 0 with multiple means all.  B263 to B267
Channel::Status Channel::settle(std::uint64_t tag, bool multiple, Fate fate) {
    if (multiple && tag == 0) {
        settle_all(fate);
        return {};
    }
    if (!multiple) {
        auto message = unacked_.take(tag);
        if (!message) return refusal::unknown_delivery_tag(tag);
        settle_one(std::move(*message), fate);
        return {};
    }
    if (!unacked_.contains(tag)) return refusal::unknown_delivery_tag(tag);
    while (auto message = unacked_.take_oldest(tag)) settle_one(std::move(*message), fate);
    return {};
}

void Channel::settle_all(Fate fate) {
    while (auto message = unacked_.take_oldest(std::numeric_limits<std::uint64_t>::max())) {
        settle_one(std::move(*message), fate);
    }
}

void Channel::settle_one(UnackedMessage message, Fate fate) {
    Queue& queue = *message.queue;
    if (fate == Fate::done) {
        queue.settle(message.entry);
    } else {
        queue.requeue(std::move(message.entry));
        session_.broker().schedule(queue);
    }

    Consumer* consumer = message.consumer;
    if (consumer == nullptr) return;
    const bool was_full = !credit_.available();
    credit_.used -= 1;
    consumer->own.used -= 1;
    if (consumer->cancelled) {
        if (consumer->own.used == 0) {
            gone_consumers_.erase(consumer);
        }
    } else {
        queue.wake(*consumer);
        session_.broker().schedule(queue);
    }
    if (was_full) wake_consumers();
}

}  // namespace leveret::broker
