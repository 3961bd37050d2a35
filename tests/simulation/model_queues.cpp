#include <algorithm>

#include "broker/core/refusal.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/model_write.hpp"

// queue.declare, queue.delete, queue.purge, and what of the queues must be on the disk.

namespace leveret::simulation {

namespace refusal = broker::refusal;

ModelQueueRef Model::find_queue(const std::string& name) const {
    const auto found = queues_.find(name);
    return found == queues_.end() ? nullptr : found->second;
}

Model::Refusal Model::check_open(ConnectionId asking, const std::string& name) const {
    if (name.empty()) return refusal::no_previous_queue();
    const ModelQueueRef queue = find_queue(name);
    if (queue == nullptr) return refusal::not_found({"queue", name, "/"});
    if (queue->owner != 0 && queue->owner != asking) {
        return refusal::locked({"queue", name, "/"});
    }
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::QueueDeclare& method) {
    ModelQueueRef queue = find_queue(method.queue);
    if (method.passive) {
        if (Refusal refused = check_open(connection.id, method.queue)) return refused;
    } else if (queue != nullptr) {
        if (Refusal refused = declare_again(connection.id, *queue, method)) return refused;
    } else {
        queue = std::make_shared<ModelQueue>();
        queue->name = method.queue;
        queue->durable = method.durable && !method.exclusive;
        queue->auto_delete = method.auto_delete;
        queue->owner = method.exclusive ? connection.id : 0;
        queue->declared_in = queue->durable ? gathering_ : 0;
        queues_[method.queue] = queue;
        if (method.exclusive) connection.exclusive_queues.push_back(method.queue);
    }
    // Nobody hears of a durable queue before it is there to stay.
    connection.held_until = std::max(connection.held_until, queue->declared_in);
    declare_ok(connection, channel, *queue, method.no_wait);
    return std::nullopt;
}

Model::Refusal Model::declare_again(ConnectionId asking, const ModelQueue& queue,
                                    const protocol::QueueDeclare& method) const {
    const refusal::Resource resource{"queue", queue.name, "/"};
    const auto text = [](bool value) { return value ? "true" : "false"; };
    const ConnectionId owner = method.exclusive ? asking : 0;
    const bool durable = method.durable && !method.exclusive;
    if (queue.owner != owner) return refusal::locked(resource);
    if (queue.durable != durable) {
        return refusal::unequal("durable", resource, text(durable), text(queue.durable));
    }
    if (queue.auto_delete != method.auto_delete) {
        return refusal::unequal("auto_delete", resource, text(method.auto_delete),
                                text(queue.auto_delete));
    }
    return std::nullopt;
}

void Model::declare_ok(Connection& connection, Channel& channel, const ModelQueue& queue,
                       bool no_wait) {
    channel.last_queue = queue.name;
    if (no_wait) return;
    write(connection, channel.number,
          protocol::QueueDeclareOk{queue.name, static_cast<std::uint32_t>(queue.ready.size()),
                                   static_cast<std::uint32_t>(queue.consumers.size())});
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::QueueDelete& method) {
    const std::string name = method.queue.empty() ? channel.last_queue : method.queue;
    if (name.empty()) return refusal::no_previous_queue();
    const ModelQueueRef queue = find_queue(name);
    std::uint32_t count = 0;
    if (queue != nullptr) {
        if (Refusal refused = check_open(connection.id, name)) return refused;
        const refusal::Resource resource{"queue", name, "/"};
        if (method.if_empty && !queue->ready.empty()) return refusal::not_empty(resource);
        if (method.if_unused && !queue->consumers.empty()) return refusal::in_use(resource);
        count = static_cast<std::uint32_t>(queue->ready.size());
        if (queue->durable) connection.held_until = gathering_;
    }
    if (!method.no_wait) write(connection, channel.number, protocol::QueueDeleteOk{count});
    if (queue != nullptr) delete_queue(queue);
    return std::nullopt;
}

Model::Refusal Model::on(Connection& connection, Channel& channel,
                         const protocol::QueuePurge& method) {
    const std::string name = method.queue.empty() ? channel.last_queue : method.queue;
    if (Refusal refused = check_open(connection.id, name)) return refused;
    const ModelQueueRef queue = find_queue(name);
    const auto count = static_cast<std::uint32_t>(queue->ready.size());
    for (const auto& [position, entry] : queue->ready) strike_out(*queue, entry);
    queue->ready.clear();
    if (!method.no_wait) write(connection, channel.number, protocol::QueuePurgeOk{count});
    return std::nullopt;
}

void Model::delete_queue(const ModelQueueRef& queue) {
    while (!queue->consumers.empty()) {
        const ModelConsumerRef consumer = queue->consumers.back();
        write(connections_.at(consumer->connection), consumer->channel,
              protocol::BasicCancel{consumer->tag, true});
        remove_consumer(consumer);
    }
    queue->ready.clear();
    queue->deleted = true;
    queues_.erase(queue->name);
}

void Model::delete_if_idle(const std::string& name) {
    const ModelQueueRef queue = find_queue(name);
    if (queue == nullptr) return;
    if (queue->auto_delete && queue->was_consumed && queue->consumers.empty()) delete_queue(queue);
}

/// A message is done with. What has not left for the store need not go there any more.
void Model::strike_out(const ModelQueue& queue, const ModelEntry& entry) {
    if (!entry.kept || queue.deleted || entry.batch != gathering_) return;
    const auto found = std::find(waiting_.begin(), waiting_.end(), entry.confirm);
    if (entry.confirm.connection == 0 || found == waiting_.end()) return;
    waiting_.erase(found);
    released_.push_back(entry.confirm);
}

ModelDisk Model::durable_state() const {
    std::map<std::string, std::map<Position, const ModelEntry*>> entries;
    for (const auto& [name, queue] : queues_) {
        for (const auto& [position, entry] : queue->ready) entries[name][position] = &entry;
    }
    for (const auto& [id, connection] : connections_) {
        for (const auto& [number, channel] : connection.channels) {
            for (const auto& [tag, unacked] : channel.unacked) {
                if (unacked.queue->deleted) continue;
                entries[unacked.queue->name][unacked.entry.position] = &unacked.entry;
            }
        }
    }
    ModelDisk disk;
    for (const auto& [name, queue] : queues_) {
        if (!queue->durable) continue;
        ModelDisk::Queue& kept = disk.queues[name];
        kept.auto_delete = queue->auto_delete;
        for (const auto& [position, entry] : entries[name]) {
            if (!entry->kept) continue;
            kept.messages.push_back({std::string(entry->content->body()), entry->was_out});
        }
    }
    return disk;
}

std::size_t Model::unacked_count(const ModelQueue& queue) const {
    std::size_t count = 0;
    for (const auto& [id, connection] : connections_) {
        for (const auto& [number, channel] : connection.channels) {
            for (const auto& [tag, unacked] : channel.unacked) {
                if (unacked.queue.get() == &queue) count += 1;
            }
        }
    }
    return count;
}

}  // namespace leveret::simulation
