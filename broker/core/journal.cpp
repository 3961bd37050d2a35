#include "broker/core/journal.hpp"

#include <iterator>
#include <utility>

namespace leveret::broker {

Stamp Journal::add(QueueId queue, Position position, const MessageRef& message,
                   const ConfirmTarget& confirm) {
    const auto slot = static_cast<std::uint32_t>(batch_.messages_added.size());
    batch_.messages_added.push_back({queue, position, message, confirm});
    live_changes_ += 1;
    octets_ += message->footprint();
    return {batch_.number, slot};
}

void Journal::remove(QueueId queue, Position position, Stamp stamp) {
    if (!stamp.stored()) return;
    if (stamp.batch == batch_.number) {
        MessageAdded& added = batch_.messages_added[stamp.slot];
        if (added.confirm.session != 0) released_.push_back(added.confirm);
        live_changes_ -= 1;
        octets_ -= added.content->footprint();
        added.content = {};
        added.confirm = {};
        return;
    }
    auto& removed = batch_.messages_removed;
    if (!removed.empty() && removed.back().queue == queue && removed.back().last + 1 == position) {
        removed.back().last = position;
        return;
    }
    removed.push_back({queue, position, position});
    live_changes_ += 1;
}

void Journal::deliver(QueueId queue, Position position, Stamp stamp, Stamp& last) {
    if (!stamp.stored()) return;
    if (last.batch == batch_.number) {
        batch_.delivered[last.slot].position = position;
    } else {
        last = {batch_.number, static_cast<std::uint32_t>(batch_.delivered.size())};
        batch_.delivered.push_back({queue, position});
    }
    // The flag of a message that is not written yet goes along with it; it is no reason to write.
    if (stamp.batch != batch_.number) live_changes_ += 1;
}

void Journal::declare(StoredQueue queue) {
    batch_.queues_declared.push_back(std::move(queue));
    live_changes_ += 1;
}

void Journal::erase(QueueId queue) {
    batch_.queues_deleted.push_back(queue);
    live_changes_ += 1;
}

Batch Journal::take() {
    Batch taken = std::move(batch_);
    batch_ = Batch{.number = taken.number + 1};
    live_changes_ = 0;
    octets_ = 0;
    return taken;
}

void Journal::discard_if_idle() {
    if (due() || (batch_.messages_added.empty() && batch_.delivered.empty())) return;
    // The vectors keep their memory: this happens at every step while consumers keep up.
    batch_.messages_added.clear();
    batch_.delivered.clear();
    batch_.number += 1;
}

void Journal::restore(Batch failed) {
    for (MessageAdded& added : failed.messages_added) {
        added.confirm = {};
        if (added.content) {
            live_changes_ += 1;
            octets_ += added.content->footprint();
        }
    }
    live_changes_ += failed.queues_declared.size() + failed.messages_removed.size() +
                     failed.delivered.size() + failed.queues_deleted.size();
    const auto prepend = [](auto& gathered, auto& before) {
        before.insert(before.end(), std::make_move_iterator(gathered.begin()),
                      std::make_move_iterator(gathered.end()));
        gathered = std::move(before);
    };
    prepend(batch_.queues_declared, failed.queues_declared);
    prepend(batch_.messages_added, failed.messages_added);
    prepend(batch_.messages_removed, failed.messages_removed);
    prepend(batch_.delivered, failed.delivered);
    prepend(batch_.queues_deleted, failed.queues_deleted);
    // Slots have moved: what was staged so far is from now on removed like what stands in the file.
    batch_.number += 1;
}

}  // namespace leveret::broker
