#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/amqp/url.hpp"

namespace leveret::services::amqp {

/// A queue that a service needs.
struct NeededQueue {
    std::string name;
    bool durable = true;  // if it has to be made; one that is there is used as it is
};

/// What a service wants of a broker.
struct SessionSettings {
    Url url;
    std::string connection_name;
    std::vector<NeededQueue> queues;
    std::string consumed_queue;
    std::uint16_t prefetch = 64;  // deliveries that may be unacknowledged at a time
};

}  // namespace leveret::services::amqp
