#include "broker/store/memory_store.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

namespace leveret::broker {

namespace {

void write(MemoryDisk& disk, const Batch& batch) {
    for (const StoredQueue& queue : batch.queues_declared) disk.queues[queue.id].queue = queue;
    for (const MessageAdded& added : batch.messages_added) {
        if (!added.content) continue;
        const auto found = disk.queues.find(added.queue);
        if (found == disk.queues.end()) continue;
        found->second.messages.insert_or_assign(added.position, added.content);
    }
    for (const MessagesRemoved& removed : batch.messages_removed) {
        const auto found = disk.queues.find(removed.queue);
        if (found == disk.queues.end() || removed.first > removed.last) continue;
        auto& messages = found->second.messages;
        messages.erase(messages.lower_bound(removed.first), messages.upper_bound(removed.last));
    }
    for (const DeliveredUpTo& delivered : batch.delivered) {
        const auto found = disk.queues.find(delivered.queue);
        if (found == disk.queues.end()) continue;
        Position& mark = found->second.queue.delivered;
        mark = std::max(mark, delivered.position);
    }
    for (const QueueId queue : batch.queues_deleted) disk.queues.erase(queue);
}

}  // namespace

std::vector<RecoveredQueue> MemoryStore::load() {
    std::vector<RecoveredQueue> recovered;
    if (!disk_) return recovered;
    for (const auto& [id, kept] : disk_->queues) {
        RecoveredQueue& queue = recovered.emplace_back(RecoveredQueue{kept.queue, {}});
        for (const auto& [position, content] : kept.messages) {
            queue.messages.push_back({position, content});
        }
    }
    return recovered;
}

void MemoryStore::commit(Batch batch) {
    assert(idle());
    if (disk_) write(*disk_, batch);
    finished_ = Committed{std::move(batch), std::nullopt};
}

std::optional<Committed> MemoryStore::poll() {
    return std::exchange(finished_, std::nullopt);
}

}  // namespace leveret::broker
