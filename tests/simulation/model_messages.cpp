#include <cassert>
#include <type_traits>
#include <utility>

#include "broker/core/refusal.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/model_write.hpp"

// basic.* and confirm.*

namespace leveret::simulation {

namespace refusal = broker::refusal;

/// What a client of the simulation may send; anything else would be a mistake in the workload.
Model::Refusal Model::handle_method(Connection& connection, Channel& channel,
                                    const protocol::Method& method,
                                    const protocol::ContentRef& content) {
    return std::visit(
        [&](const auto& m) -> Refusal {
            using M = std::decay_t<decltype(m)>;
            if constexpr (std::is_same_v<M, protocol::BasicPublish>) {
                return on(connection, channel, m, content);
            } else if constexpr (requires { this->on(connection, channel, m); }) {
                return on(connection, channel, m);
            } else {
                assert(false);
                return refusal::unimplemented_method();
            }
        },
        method);
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicPublish& method,
                         const protocol::ContentRef& content) {
    if (!method.exchange.empty()) return refusal::not_found({"exchange", method.exchange, "/"});
    const ModelQueueRef queue = find_queue(method.routing_key);
    if (queue == nullptr && method.mandatory) {
        write(connection, channel.number,
              protocol::BasicReturn{312, "NO_ROUTE", "", method.routing_key}, content);
    }
    const bool kept = queue != nullptr && queue->durable && content->essentials().persistent;
    if (queue != nullptr) {
        ModelEntry entry{.position = ++queue->last_position, .content = content, .kept = kept};
        if (kept) entry.batch = gathering_;
        if (kept && channel.confirms) {
            entry.confirm = {connection.id, channel.number, channel.opening,
                             channel.confirms->next_sequence()};
            waiting_.push_back(entry.confirm);
        }
        const bool first = queue->ready.empty();
        const ModelConsumerRef consumer = first ? next_with_credit(*queue) : nullptr;
        if (consumer != nullptr) {
            deliver(consumer, queue, std::move(entry));
        } else {
            queue->ready[entry.position] = std::move(entry);
        }
    }
    if (channel.confirms) {
        channel.confirms->open(kept);
        note_confirms(connection, channel);
    }
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicConsume& method) {
    if (channel.consumers.contains(method.consumer_tag)) {
        return refusal::consumer_tag_in_use(method.consumer_tag);
    }
    const std::string name = method.queue.empty() ? channel.last_queue : method.queue;
    if (Refusal refused = check_open(connection.id, name)) return refused;
    const ModelQueueRef queue = find_queue(name);
    const bool taken = !queue->consumers.empty() && queue->consumers.front()->exclusive;
    if (taken || (method.exclusive && !queue->consumers.empty())) {
        return refusal::in_exclusive_use({"queue", name, "/"});
    }
    auto consumer = std::make_shared<ModelConsumer>();
    consumer->tag = method.consumer_tag;
    consumer->connection = connection.id;
    consumer->channel = channel.number;
    consumer->queue = name;
    consumer->no_ack = method.no_ack;
    consumer->exclusive = method.exclusive;
    consumer->limit = channel.next_prefetch;
    if (!method.no_wait) {
        write(connection, channel.number, protocol::BasicConsumeOk{method.consumer_tag});
    }
    queue->was_consumed = true;
    queue->consumers.push_back(consumer);
    channel.consumers[consumer->tag] = consumer;
    wake(consumer);
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicCancel& method) {
    if (const auto found = channel.consumers.find(method.consumer_tag);
        found != channel.consumers.end()) {
        const ModelConsumerRef consumer = found->second;
        remove_consumer(consumer);
        delete_if_idle(consumer->queue);
    }
    if (!method.no_wait) {
        write(connection, channel.number, protocol::BasicCancelOk{method.consumer_tag});
    }
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicGet& method) {
    const std::string name = method.queue.empty() ? channel.last_queue : method.queue;
    if (Refusal refused = check_open(connection.id, name)) return refused;
    const ModelQueueRef queue = find_queue(name);
    if (queue->ready.empty()) {
        write(connection, channel.number, protocol::BasicGetEmpty{});
        return std::nullopt;
    }
    ModelEntry entry = queue->ready.extract(queue->ready.begin()).mapped();
    channel.last_tag += 1;
    write(connection, channel.number,
          protocol::BasicGetOk{channel.last_tag, entry.was_out, "", name,
                               static_cast<std::uint32_t>(queue->ready.size())},
          entry.content);
    entry.was_out = true;
    if (method.no_ack) {
        strike_out(*queue, entry);
    } else {
        channel.unacked[channel.last_tag] = {std::move(entry), queue, nullptr};
    }
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicQos& method) {
    if (method.global) {
        channel.limit = method.prefetch_count;
        wake_all(channel);
    } else {
        channel.next_prefetch = method.prefetch_count;
    }
    write(connection, channel.number, protocol::BasicQosOk{});
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::BasicRecover& method) {
    if (!method.requeue) return refusal::not_implemented("requeue=false");
    settle_all(channel, Fate::back);
    write(connection, channel.number, protocol::BasicRecoverOk{});
    return std::nullopt;
}

Model::Refusal Model::on(Connection&, Channel& channel, const protocol::BasicRecoverAsync& method) {
    if (!method.requeue) return refusal::not_implemented("requeue=false");
    settle_all(channel, Fate::back);
    return std::nullopt;
}

Model::Refusal Model::on(Connection&, Channel& channel, const protocol::BasicAck& method) {
    return settle(channel, method.delivery_tag, method.multiple, Fate::done);
}

Model::Refusal Model::on(Connection&, Channel& channel, const protocol::BasicNack& method) {
    return settle(channel, method.delivery_tag, method.multiple,
                  method.requeue ? Fate::back : Fate::done);
}

Model::Refusal Model::on(Connection&, Channel& channel, const protocol::BasicReject& method) {
    return settle(channel, method.delivery_tag, false, method.requeue ? Fate::back : Fate::done);
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::ConfirmSelect& method) {
    if (!channel.confirms) channel.confirms.emplace();
    if (!method.no_wait) write(connection, channel.number, protocol::ConfirmSelectOk{});
    return std::nullopt;
}

}  // namespace leveret::simulation
