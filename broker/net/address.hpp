#pragma once

#include <cstdint>
#include <string>

namespace leveret::net {

/// Where to listen.
struct Address {
    std::string host;
    std::uint16_t port = 0;
};

/// Reads `HOST:PORT`, with an IPv6 host in brackets.
/// @throws std::invalid_argument naming the value and what was expected
Address parse_address(const std::string& text);

}  // namespace leveret::net
