#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>

#include "protocol/connection.hpp"

namespace leveret::broker {

/// What the core must be told; the edge fills it from the user's options.
struct Settings {
    protocol::ServerOffer offer;
    std::chrono::milliseconds handshake_timeout{10'000};
    std::size_t message_max_octets = 134'217'728;
    std::size_t output_max_octets = 1'048'576;
    std::size_t unstored_max_octets = 64 * 1'048'576;
    std::uint64_t seed = 1;  // of the names that the broker makes
};

/// Says who we are: clients switch on product and version, so these are RabbitMQ's; platform and
/// information name Leveret.                                          B027, B029
protocol::Table server_properties();

}  // namespace leveret::broker
