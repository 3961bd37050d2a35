#pragma once

#include <string>

#include "protocol/bytes.hpp"

namespace leveret::protocol {

/// The eight octets that open a 0-9-1 connection.                      @spec 4.2.2, B020
inline constexpr Bytes protocol_header{"AMQP\0\0\x09\x01", 8};

enum class HeaderVerdict { partial, accepted, refused };

/// Judges what a connection begins with. An accepted header takes eight octets; anything refused is
/// answered with ours and a cut (B021, B022). 0-9's own header is taken for 0-9-1's (B020).
HeaderVerdict judge_header(Bytes octets);

/// What a refused beginning looks like, for the log.                   B023
std::string describe_refused_header(Bytes octets);

}  // namespace leveret::protocol
