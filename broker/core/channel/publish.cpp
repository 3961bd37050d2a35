#include "broker/core/broker.hpp"
#include "broker/core/channel/channel.hpp"
#include "broker/core/channel/expiration.hpp"
#include "broker/core/refusal.hpp"
#include "broker/core/session.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/method_views.hpp"
#include "protocol/properties.hpp"

namespace leveret::broker {

/// basic.publish: checks in RabbitMQ's order (B199), then route, enqueue or deliver, return,
/// confirm.
Channel::Status Channel::publish(protocol::Command& command) {
    const auto decoded = protocol::view<protocol::PublishView>(command.arguments);
    if (!decoded) [[unlikely]]
        return decoded.error();
    const protocol::PublishView& method = *decoded;
    const MessageRef message = std::move(command.content);
    if (method.immediate) [[unlikely]]
        return refusal::not_implemented("immediate=true");
    const std::size_t limit = session_.broker().settings().message_max_octets;
    if (message->body().size() > limit) [[unlikely]] {
        return refusal::message_too_large(message->body().size(), limit);
    }
    const auto queues = route_.find(session_.vhost(), message->exchange(), message->routing_key());
    if (!queues) [[unlikely]]
        return queues.error();
    if (Status checked = check_content(*message); !checked) [[unlikely]]
        return checked.error();

    session_.note_publish();
    if ((*queues)->empty() && method.mandatory) return_unroutable(message);
    const std::uint32_t waits = enqueue(message, **queues);
    if (confirms_) {
        confirms_->open(waits);
        session_.note_confirms(*this);
    }
    return {};
}

/// What the properties say that concerns the broker.                  B202, B203
Channel::Status Channel::check_content(const Message& message) const {
    const protocol::Essentials& essentials = message.essentials();
    if (!essentials.has_expiration && !essentials.has_user_id) return {};
    const auto properties = protocol::view_properties(message.properties());
    if (!properties) return properties.error();
    if (properties->has(protocol::Property::expiration)) {
        if (const auto fault = expiration_fault(properties->expiration)) {
            return refusal::invalid_expiration(properties->expiration, *fault);
        }
    }
    const bool claims_user = properties->has(protocol::Property::user_id);
    if (claims_user && properties->user_id != session_.user()) {
        return refusal::wrong_user_id(properties->user_id, session_.user());
    }
    return {};
}

void Channel::return_unroutable(const MessageRef& message) {
    protocol::write_return(session_.output(), number_, protocol::ReplyCode::no_route, "NO_ROUTE",
                           message, session_.frame_max());  // B008
    session_.wrote();
}

/// Gives the message to every queue. @return for how many of them its confirm must wait
std::uint32_t Channel::enqueue(const MessageRef& message, const std::vector<Queue*>& queues) {
    ConfirmTarget confirm;
    if (confirms_) {
        confirm = {.session = session_.id(),
                   .channel = number_,
                   .opening = opening_,
                   .sequence = confirms_->next_sequence()};
    }
    std::uint32_t waits = 0;
    for (Queue* queue : queues) {
        if (queue->stores(*message)) waits += 1;
        if (auto delivery = queue->publish(message, confirm)) {
            delivery->consumer->channel->deliver(std::move(*delivery));
        }
    }
    return waits;
}

}  // namespace leveret::broker
