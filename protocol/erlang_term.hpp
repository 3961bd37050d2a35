#pragma once

#include <string>

#include "protocol/bytes.hpp"

namespace leveret::protocol {

/// Octets as RabbitMQ prints them in its texts: `<<"abc">>`, `<<1,2,255>>` or `<<>>`.  B060
std::string erlang_binary(Bytes octets);

/// Octets as numbers, whatever they spell: `<<97,98>>`.              B073
std::string erlang_octets(Bytes octets);

/// `all octets = <<...>>`, or `first 16 octets = <<...>>` when there are more.       B060
std::string payload_snippet(Bytes payload);

}  // namespace leveret::protocol
