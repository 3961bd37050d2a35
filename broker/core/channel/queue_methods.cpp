#include "broker/core/broker.hpp"
#include "broker/core/channel/channel.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/name.hpp"
#include "broker/core/refusal.hpp"

namespace leveret::broker {

/// The queue that a method means: an empty name is the one declared last on this channel.  B141
protocol::Result<std::string> Channel::queue_name(const std::string& given) const {
    std::string name = strip_line_ends(given);
    if (!name.empty()) return name;
    if (last_queue_.empty()) return refusal::no_previous_queue();
    return last_queue_;
}

Channel::Status Channel::on(const protocol::QueueDeclare& method) {
    if (method.passive) return declare_passive(method);

    Broker& broker = session_.broker();
    Vhost& vhost = session_.vhost();
    QueueDeclaration declaration{.name = strip_line_ends(method.queue),
                                 .durable = method.durable && !method.exclusive,  // B160
                                 .auto_delete = method.auto_delete,
                                 .exclusive_owner = method.exclusive ? session_.id() : 0,
                                 .arguments = method.arguments};
    if (declaration.name.empty()) {
        declaration.name = broker.names().next("amq.gen-");
    } else if (is_reserved(declaration.name)) {
        return refusal::reserved_name("queue", declaration.name);
    }

    Queue* queue = vhost.find_queue(declaration.name);
    if (queue != nullptr) {
        if (Status equal = vhost.check_equivalent(*queue, declaration); !equal) return equal;
    } else {
        queue = &vhost.create_queue(declaration.durable ? broker.take_queue_id() : 0,
                                    std::move(declaration));
        if (method.exclusive) session_.exclusive_queues().insert(queue->name());
    }
    declare_ok(*queue, method.no_wait);
    return {};
}

Channel::Status Channel::declare_passive(const protocol::QueueDeclare& method) {
    const auto queue = session_.vhost().open_queue(strip_line_ends(method.queue), session_.id());
    if (!queue) return queue.error();
    declare_ok(**queue, method.no_wait);
    return {};
}

void Channel::declare_ok(const Queue& queue, bool no_wait) {
    last_queue_ = queue.name();
    // declare-ok says that a durable queue is there to stay, whoever declared it first.
    session_.hold_output(queue.declared_in());
    if (no_wait) return;
    protocol::QueueDeclareOk ok;
    ok.queue = queue.name();
    ok.message_count = static_cast<std::uint32_t>(queue.ready_count());
    ok.consumer_count = static_cast<std::uint32_t>(queue.consumers().size());
    reply(ok);
}

Channel::Status Channel::on(const protocol::QueueDelete& method) {
    const auto name = queue_name(method.queue);
    if (!name) return name.error();
    Vhost& vhost = session_.vhost();
    Queue* doomed = nullptr;
    protocol::QueueDeleteOk ok;
    if (vhost.find_queue(*name) != nullptr) {  // deleting what is not there is fine  B164
        const auto queue = vhost.open_queue(*name, session_.id());
        if (!queue) return queue.error();
        const refusal::Resource resource{"queue", *name, vhost.name()};
        doomed = *queue;
        if (method.if_empty && doomed->ready_count() > 0) return refusal::not_empty(resource);
        if (method.if_unused && !doomed->consumers().empty()) return refusal::in_use(resource);
        ok.message_count = static_cast<std::uint32_t>(doomed->ready_count());
        if (doomed->declaration().durable) {
            session_.hold_output(session_.broker().journal().number());
        }
    }
    // As from RabbitMQ, the reply comes before the cancels of consumers on this channel.
    if (!method.no_wait) reply(ok);
    if (doomed != nullptr) session_.broker().delete_queue(vhost, *doomed);
    return {};
}

Channel::Status Channel::on(const protocol::QueuePurge& method) {
    const auto name = queue_name(method.queue);
    if (!name) return name.error();
    const auto queue = session_.vhost().open_queue(*name, session_.id());
    if (!queue) return queue.error();
    const auto count = static_cast<std::uint32_t>((*queue)->purge());
    if (!method.no_wait) reply(protocol::QueuePurgeOk{.message_count = count});
    return {};
}

Channel::Status Channel::on(const protocol::QueueBind& method) {
    if (method.exchange.empty()) return refusal::default_exchange();
    return refusal::not_found(
        {"exchange", strip_line_ends(method.exchange), session_.vhost().name()});
}

Channel::Status Channel::on(const protocol::QueueUnbind& method) {
    if (method.exchange.empty()) return refusal::default_exchange();
    reply(protocol::QueueUnbindOk{});  // what is not bound is unbound  B138
    return {};
}

}  // namespace leveret::broker
