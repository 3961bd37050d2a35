#include <algorithm>
#include <limits>
#include <utility>

#include "broker/core/refusal.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/model_write.hpp"

// Who gets which message, and what comes back.

namespace leveret::simulation {

namespace {

void forget(std::vector<ModelConsumerRef>& consumers, const ModelConsumerRef& consumer) {
    std::erase(consumers, consumer);
}

}  // namespace

bool Model::has_credit(const ModelConsumer& consumer) {
    if (!connections_.at(consumer.connection).writable) return false;
    if (consumer.no_ack) return true;
    const Channel& channel = *find_channel(consumer.connection, consumer.channel);
    const bool own = consumer.limit == 0 || consumer.used < consumer.limit;
    const bool shared = channel.limit == 0 || channel.used < channel.limit;
    return own && shared;
}

ModelConsumerRef Model::next_with_credit(ModelQueue& queue) {
    while (!queue.turn.empty()) {
        const ModelConsumerRef consumer = queue.turn.front();
        queue.turn.erase(queue.turn.begin());
        if (!has_credit(*consumer)) continue;
        queue.turn.push_back(consumer);
        return consumer;
    }
    return nullptr;
}

/// It may have credit again: to the end of the turn, and its queue is looked at.
void Model::wake(const ModelConsumerRef& consumer) {
    const ModelQueueRef queue = find_queue(consumer->queue);
    const auto& turn = queue->turn;
    if (std::find(turn.begin(), turn.end(), consumer) == turn.end()) {
        queue->turn.push_back(consumer);
    }
    scheduled_.push_back(queue);
}

void Model::wake_all(Channel& channel) {
    for (const auto& [tag, consumer] : channel.consumers) wake(consumer);
}

void Model::deliver(const ModelConsumerRef& consumer, const ModelQueueRef& queue,
                    ModelEntry entry) {
    Channel& channel = *find_channel(consumer->connection, consumer->channel);
    channel.last_tag += 1;
    write(connections_.at(consumer->connection), consumer->channel,
          protocol::BasicDeliver{consumer->tag, channel.last_tag, entry.was_out, "", queue->name},
          entry.content);
    entry.was_out = true;
    if (consumer->no_ack) return strike_out(*queue, entry);
    consumer->used += 1;
    channel.used += 1;
    channel.unacked[channel.last_tag] = {std::move(entry), queue, consumer};
}

void Model::run_deliveries() {
    for (const ModelQueueRef& queue : std::exchange(scheduled_, {})) {
        while (!queue->ready.empty()) {
            const ModelConsumerRef consumer = next_with_credit(*queue);
            if (consumer == nullptr) break;
            deliver(consumer, queue, queue->ready.extract(queue->ready.begin()).mapped());
        }
    }
}

Model::Refusal Model::settle(Channel& channel, std::uint64_t tag, bool multiple, Fate fate) {
    if (multiple && tag == 0) {
        settle_all(channel, fate);
        return std::nullopt;
    }
    if (!channel.unacked.contains(tag)) return broker::refusal::unknown_delivery_tag(tag);
    if (!multiple) {
        settle_one(channel, tag, fate);
        return std::nullopt;
    }
    while (!channel.unacked.empty() && channel.unacked.begin()->first <= tag) {
        settle_one(channel, channel.unacked.begin()->first, fate);
    }
    return std::nullopt;
}

void Model::settle_all(Channel& channel, Fate fate) {
    while (!channel.unacked.empty()) settle_one(channel, channel.unacked.begin()->first, fate);
}

void Model::settle_one(Channel& channel, std::uint64_t tag, Fate fate) {
    const ModelUnacked unacked = channel.unacked.extract(tag).mapped();
    const ModelQueueRef& queue = unacked.queue;
    if (fate == Fate::done) {
        strike_out(*queue, unacked.entry);
    } else if (!queue->deleted) {
        queue->ready[unacked.entry.position] = unacked.entry;
        scheduled_.push_back(queue);
    }
    const ModelConsumerRef& consumer = unacked.consumer;
    if (consumer == nullptr) return;
    const bool was_full = channel.limit != 0 && channel.used >= channel.limit;
    channel.used -= 1;
    consumer->used -= 1;
    if (!consumer->cancelled) wake(consumer);
    if (was_full) wake_all(channel);
}

void Model::remove_consumer(const ModelConsumerRef& consumer) {
    consumer->cancelled = true;
    if (const ModelQueueRef queue = find_queue(consumer->queue)) {
        forget(queue->consumers, consumer);
        forget(queue->turn, consumer);
    }
    if (Channel* channel = find_channel(consumer->connection, consumer->channel)) {
        channel->consumers.erase(consumer->tag);
    }
}

}  // namespace leveret::simulation
