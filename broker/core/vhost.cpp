#include "broker/core/vhost.hpp"

#include "broker/core/queue/arguments.hpp"
#include "broker/core/refusal.hpp"
#include "protocol/properties.hpp"

namespace leveret::broker {

using protocol::Result;

Queue* Vhost::find_queue(std::string_view name) const {
    const auto found = queues_.find(name);
    return found == queues_.end() ? nullptr : found->second.get();
}

Result<Queue*> Vhost::open_queue(std::string_view name, SessionId session) const {
    Queue* queue = find_queue(name);
    const refusal::Resource resource{"queue", name, name_};
    if (queue == nullptr) return refusal::not_found(resource);
    const SessionId owner = queue->declaration().exclusive_owner;
    if (owner != 0 && owner != session) return refusal::locked(resource);
    return queue;
}

Queue& Vhost::create_queue(QueueId id, QueueDeclaration declaration) {
    std::string name = declaration.name;
    auto queue = std::make_unique<Queue>(id, std::move(declaration), journal_);
    const QueueDeclaration& declared = queue->declaration();
    if (declared.durable) {
        queue->set_declared_in(journal_.number());
        journal_.declare({.id = id,
                          .vhost = name_,
                          .name = name,
                          .auto_delete = declared.auto_delete,
                          .arguments = protocol::encode_table(declared.arguments)});
    }
    topology_version_ += 1;
    return *(queues_[std::move(name)] = std::move(queue));
}

void Vhost::restore_queue(RecoveredQueue recovered) {
    QueueDeclaration declaration{
        .name = recovered.queue.name, .durable = true, .auto_delete = recovered.queue.auto_delete};
    // What the store gives back is what create_queue gave it: it decodes.
    declaration.arguments = protocol::decode_table(recovered.queue.arguments).value();
    std::string name = declaration.name;
    queues_[std::move(name)] =
        std::make_unique<Queue>(std::move(recovered), std::move(declaration), journal_);
    topology_version_ += 1;
}

Result<void> Vhost::check_equivalent(const Queue& queue,
                                     const QueueDeclaration& declaration) const {
    const QueueDeclaration& current = queue.declaration();
    const refusal::Resource resource{"queue", queue.name(), name_};
    if (current.exclusive_owner != declaration.exclusive_owner) return refusal::locked(resource);

    const auto text = [](bool value) { return value ? "true" : "false"; };
    if (current.durable != declaration.durable) {
        return refusal::unequal("durable", resource, text(declaration.durable),
                                text(current.durable));
    }
    if (current.auto_delete != declaration.auto_delete) {
        return refusal::unequal("auto_delete", resource, text(declaration.auto_delete),
                                text(current.auto_delete));
    }
    return check_equal_arguments(resource, declaration.arguments, current.arguments);
}

void Vhost::delete_queue(Queue& queue) {
    const auto found = queues_.find(queue.name());
    retired_.push_back(std::move(found->second));
    queues_.erase(found);
    queue.retire();
    topology_version_ += 1;
}

void Vhost::sweep() {
    std::erase_if(retired_, [](const auto& queue) { return queue->unacked_count() == 0; });
}

}  // namespace leveret::broker
