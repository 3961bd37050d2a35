#include "broker/core/channel/channel.hpp"

#include <utility>

#include "broker/core/broker.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/refusal.hpp"
#include "broker/core/session.hpp"

namespace leveret::broker {

Channel::Status Channel::handle(protocol::Command& command) {
    if (command.id == protocol::BasicPublish::id) return publish(command);
    if (command.id == protocol::BasicAck::id) {
        const auto ack = protocol::decode<protocol::BasicAck>(command.arguments);
        if (!ack) return ack.error();
        return on(*ack);
    }
    auto method = protocol::decode_method(command.id, command.arguments);
    if (!method) return method.error();
    return std::visit([this](const auto& decoded) { return on_any(decoded); }, *method);
}

/// Whatever a client may send on an open channel has an on(); all else is refused here.  B090
template <class Method>
Channel::Status Channel::on_any(const Method& method) {
    if constexpr (requires(Channel & channel) { channel.on(method); }) {
        return on(method);
    } else {
        return refusal::unimplemented_method();
    }
}

void Channel::deliver(Delivery delivery) {
    Consumer& consumer = *delivery.consumer;
    last_delivery_tag_ += 1;
    protocol::write_deliver(session_.output(), consumer.prefix, last_delivery_tag_,
                            delivery.entry.redelivered, delivery.entry.message,
                            session_.frame_max());
    session_.wrote();
    if (consumer.no_ack) {
        consumer.queue->settle(delivery.entry);
        return;
    }
    consumer.own.used += 1;
    credit_.used += 1;
    unacked_.push({.tag = last_delivery_tag_,
                   .entry = std::move(delivery.entry),
                   .queue = consumer.queue,
                   .consumer = &consumer});
}

void Channel::end() {
    // Consumers go first, so that what returns goes to others,
    // and leave the list of those that credit wakes.
    const auto ended = std::exchange(consumers_, {});
    for (const auto& [tag, consumer] : ended) {
        consumer->queue->remove_consumer(*consumer);
        consumer->cancelled = true;
    }
    settle_all(Fate::back);
    gone_consumers_.clear();
    for (const auto& [tag, consumer] : ended) {
        session_.broker().delete_if_idle(session_.vhost(), *consumer->queue);
    }
    confirms_.reset();
}

void Channel::cancel_consumer(Consumer& consumer) {
    if (session_.has_capability("consumer_cancel_notify")) {
        protocol::BasicCancel cancel;
        cancel.consumer_tag = consumer.tag;
        cancel.no_wait = true;
        reply(cancel);
    }
    remove_consumer(consumer);
}

void Channel::remove_consumer(Consumer& consumer) {
    consumer.queue->remove_consumer(consumer);
    consumer.cancelled = true;
    auto found = consumers_.extract(consumers_.find(consumer.tag));
    // Messages that are out still refer to it.                          B242
    if (consumer.own.used > 0) gone_consumers_.emplace(&consumer, std::move(found.mapped()));
}

void Channel::wake_consumers() {
    for (auto& [tag, consumer] : consumers_) {
        consumer->queue->wake(*consumer);
        session_.broker().schedule(*consumer->queue);
    }
}

Channel::Status Channel::on(const protocol::ChannelFlow& method) {
    if (!method.active) return refusal::not_implemented("active=false");  // B088
    reply(protocol::ChannelFlowOk{.active = true});
    return {};
}

}  // namespace leveret::broker
