#include <algorithm>

#include "tests/simulation/describe.hpp"
#include "tests/simulation/simulation.hpp"

// What must hold after each step.

namespace leveret::simulation {

/// Every queue of the broker is the model's, by its counts.
void Simulation::check_queues() {
    const auto& queues = broker_->find_vhost("/")->queues();
    for (const auto& [name, queue] : queues) {
        const auto found = model_.queues().find(name);
        if (found == model_.queues().end()) complain("queue " + name + " should not be there");
        const ModelQueue& expected = *found->second;
        if (queue->ready_count() != expected.ready.size()) {
            complain("queue " + name + " has " + std::to_string(queue->ready_count()) +
                     " ready, not " + std::to_string(expected.ready.size()));
        }
        if (queue->unacked_count() != model_.unacked_count(expected)) {
            complain("queue " + name + " has " + std::to_string(queue->unacked_count()) +
                     " unacknowledged, not " + std::to_string(model_.unacked_count(expected)));
        }
        if (queue->consumers().size() != expected.consumers.size()) {
            complain("queue " + name + " has a wrong number of consumers");
        }
    }
    if (queues.size() != model_.queues().size()) complain("a queue is missing");
}

/// Whoever has output to get is among those that the edge was told of: it asks no others.
void Simulation::check_waiting_output() {
    for (const auto& [id, link] : links_) {
        if (link.in_flight > 0 || touched_.contains(id)) continue;
        if (model_.output_waits(id)) complain("nobody was told that output waits");
        if (model_.ended(id) && !model_.output_held(id)) {
            complain("nobody was told that a session has ended");
        }
    }
}

/// The disk holds what the model says, message by message.
void Simulation::check_disk() {
    ModelDisk found;
    for (const auto& [queue_id, kept] : disk_->queues) {
        const auto [at, is_new] = found.queues.try_emplace(kept.queue.name);
        if (!is_new) complain("queue " + kept.queue.name + " is on the disk twice");
        at->second.auto_delete = kept.queue.auto_delete;
        for (const auto& [position, content] : kept.messages) {
            at->second.messages.push_back(
                {std::string(content->body()), position <= kept.queue.delivered});
        }
    }
    if (found != model_.disk()) complain(describe_difference(found, model_.disk()));
}

/// When everything has come to its end nobody waits for anything.
void Simulation::check_settled() {
    if (!broker_->all_stored()) complain("something is never stored");
    if (broker_->publishers_paused()) complain("publishers stay paused");
    if (model_.durable_state() != model_.disk()) {
        complain(describe_difference(model_.disk(), model_.durable_state()));
    }
    for (const auto& [id, link] : links_) {
        if (link.client.outgoing() > 0) complain("the broker does not take what was sent");
        if (link.client.awaits_confirms()) complain("a confirm never comes");
        if (model_.output_held(id)) complain("output is held for ever");
    }
}

void Simulation::tell(const std::string& what) {
    constexpr std::size_t lines_max = 60;
    story_.push_back("step " + std::to_string(step_) + ": " + what);
    if (story_.size() > lines_max) story_.pop_front();
}

std::string Simulation::story() const {
    std::string text = "\nseed " + std::to_string(plan_.seed) + ", step " + std::to_string(step_) +
                       "; what led to it:\n";
    for (const std::string& line : story_) text += "  " + line + "\n";
    return text;
}

void Simulation::complain(const std::string& what) {
    throw Violation(what);
}

}  // namespace leveret::simulation
