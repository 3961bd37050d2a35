#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "broker/core/queue/queue.hpp"
#include "broker/core/vhost.hpp"
#include "protocol/result.hpp"

namespace leveret::broker {

/// Finds the queues that a message goes to, each once.                @spec 3.1.3
/// Today every message goes through the default exchange: its key is a queue's name.
/// @error not_found (404): no such exchange                           B197
protocol::Result<void> route(const Vhost& vhost, std::string_view exchange,
                             std::string_view routing_key, std::vector<Queue*>& queues);

/// The last route of a channel, good for as long as publishes name the same exchange and key and
/// the topology stays as it is.
class RouteCache {
  public:
    /// As route(), looked up only when something differs from the time before.
    protocol::Result<const std::vector<Queue*>*> find(const Vhost& vhost, std::string_view exchange,
                                                      std::string_view routing_key);

  private:
    std::uint64_t version_ = 0;
    std::string exchange_;
    std::string routing_key_;
    std::vector<Queue*> queues_;
};

}  // namespace leveret::broker
