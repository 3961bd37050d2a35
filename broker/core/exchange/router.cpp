#include "broker/core/exchange/router.hpp"

#include "broker/core/refusal.hpp"

namespace leveret::broker {

using protocol::Result;

Result<void> route(const Vhost& vhost, std::string_view exchange, std::string_view routing_key,
                   std::vector<Queue*>& queues) {
    if (!exchange.empty()) return refusal::not_found({"exchange", exchange, vhost.name()});
    if (Queue* queue = vhost.find_queue(routing_key)) queues.push_back(queue);
    return {};
}

Result<const std::vector<Queue*>*> RouteCache::find(const Vhost& vhost, std::string_view exchange,
                                                    std::string_view routing_key) {
    const bool same = version_ == vhost.topology_version() && routing_key_ == routing_key &&
                      exchange_ == exchange;
    if (!same) {
        version_ = 0;
        queues_.clear();
        const auto found = route(vhost, exchange, routing_key, queues_);
        if (!found) return found.error();
        exchange_ = exchange;
        routing_key_ = routing_key;
        version_ = vhost.topology_version();
    }
    return &queues_;
}

}  // namespace leveret::broker
