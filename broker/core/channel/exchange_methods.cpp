#include "broker/core/channel/channel.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/name.hpp"
#include "broker/core/refusal.hpp"

// There is one exchange so far, the default one; what a client does to others is answered here as
// RabbitMQ answers when they do not exist, and making one is refused as not implemented.

namespace leveret::broker {

Channel::Status Channel::on(const protocol::ExchangeDeclare& method) {
    const std::string name = strip_line_ends(method.exchange);
    if (method.passive) {
        if (name.empty()) return refusal::default_exchange();
        return refusal::not_found({"exchange", name, session_.vhost().name()});
    }
    if (name.empty()) return refusal::default_exchange();
    if (is_reserved(name)) return refusal::reserved_name("exchange", name);
    return refusal::not_implemented("exchange.declare");
}

Channel::Status Channel::on(const protocol::ExchangeDelete& method) {
    if (method.exchange.empty()) return refusal::default_exchange();
    if (!method.no_wait) reply(protocol::ExchangeDeleteOk{});  // B113
    return {};
}

Channel::Status Channel::on(const protocol::ExchangeBind& method) {
    if (method.source.empty() || method.destination.empty()) return refusal::default_exchange();
    return refusal::not_found(
        {"exchange", strip_line_ends(method.source), session_.vhost().name()});
}

Channel::Status Channel::on(const protocol::ExchangeUnbind& method) {
    if (method.source.empty() || method.destination.empty()) return refusal::default_exchange();
    if (!method.no_wait) reply(protocol::ExchangeUnbindOk{});  // B138
    return {};
}

}  // namespace leveret::broker
