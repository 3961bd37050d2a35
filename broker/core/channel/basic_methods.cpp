#include "broker/core/broker.hpp"
#include "broker/core/channel/channel.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/refusal.hpp"
#include "protocol/frame_writer.hpp"

namespace leveret::broker {

Channel::Status Channel::on(const protocol::BasicQos& method) {
    if (method.prefetch_size != 0) {  // B255
        return refusal::not_implemented("prefetch_size!=0 (" +
                                        std::to_string(method.prefetch_size) + ")");
    }
    if (method.global) {
        credit_.limit = method.prefetch_count;
        wake_consumers();
    } else {
        next_prefetch_ = method.prefetch_count;
    }
    reply(protocol::BasicQosOk{});
    return {};
}

Channel::Status Channel::on(const protocol::BasicConsume& method) {
    if (consumers_.contains(method.consumer_tag)) {
        return refusal::consumer_tag_in_use(method.consumer_tag);
    }
    const auto name = queue_name(method.queue);
    if (!name) return name.error();
    const auto queue = session_.vhost().open_queue(*name, session_.id());
    if (!queue) return queue.error();
    const Consumers& others = (*queue)->consumers();
    if (others.exclusive() || (method.exclusive && !others.empty())) {
        return refusal::in_exclusive_use({"queue", *name, session_.vhost().name()});
    }

    auto consumer = std::make_unique<Consumer>(
        number_, method.consumer_tag.empty() ? session_.broker().names().next("amq.ctag-")
                                             : method.consumer_tag);
    consumer->channel = this;
    consumer->queue = *queue;
    consumer->no_ack = method.no_ack;
    consumer->exclusive = method.exclusive;
    consumer->own.limit = next_prefetch_;
    consumer->shared = &credit_;
    consumer->writable = &session_.writable();
    if (!method.no_wait) {
        protocol::BasicConsumeOk ok;
        ok.consumer_tag = consumer->tag;
        reply(ok);  // before the first delivery  B236
    }
    (*queue)->add_consumer(*consumer);
    session_.broker().schedule(**queue);
    consumers_[consumer->tag] = std::move(consumer);
    return {};
}

Channel::Status Channel::on(const protocol::BasicCancel& method) {
    if (const auto found = consumers_.find(method.consumer_tag); found != consumers_.end()) {
        Queue& queue = *found->second->queue;
        remove_consumer(*found->second);
        session_.broker().delete_if_idle(session_.vhost(), queue);
    }
    if (!method.no_wait) {  // an unknown tag is fine too  B241
        protocol::BasicCancelOk ok;
        ok.consumer_tag = method.consumer_tag;
        reply(ok);
    }
    return {};
}

Channel::Status Channel::on(const protocol::BasicCancelOk&) {
    return {};  // the answer to our own basic.cancel  B244
}

Channel::Status Channel::on(const protocol::BasicGet& method) {
    const auto name = queue_name(method.queue);
    if (!name) return name.error();
    const auto queue = session_.vhost().open_queue(*name, session_.id());
    if (!queue) return queue.error();
    auto entry = (*queue)->get();
    if (!entry) {
        reply(protocol::BasicGetEmpty{});
        return {};
    }
    last_delivery_tag_ += 1;
    protocol::GetOkFields ok{.delivery_tag = last_delivery_tag_,
                             .redelivered = entry->redelivered,
                             .message_count = static_cast<std::uint32_t>((*queue)->ready_count())};
    protocol::write_get_ok(session_.output(), number_, ok, entry->message, session_.frame_max());
    session_.wrote();
    if (method.no_ack) {
        (*queue)->settle(*entry);
    } else {
        unacked_.push({.tag = last_delivery_tag_, .entry = std::move(*entry), .queue = *queue});
    }
    return {};
}

Channel::Status Channel::recover(bool requeue) {
    if (!requeue) return refusal::not_implemented("requeue=false");  // B276
    settle_all(Fate::back);
    return {};
}

Channel::Status Channel::on(const protocol::BasicRecover& method) {
    if (Status status = recover(method.requeue); !status) return status;
    reply(protocol::BasicRecoverOk{});
    return {};
}

Channel::Status Channel::on(const protocol::BasicRecoverAsync& method) {
    return recover(method.requeue);
}

}  // namespace leveret::broker
