#pragma once

#include <stdexcept>

#include "protocol/bytes.hpp"

namespace leveret::fuzz {

/// What a target throws when octets from outside have led where they must not lead.
struct Finding : std::logic_error {
    using std::logic_error::logic_error;
};

/// Octets as a stream of frames: frames to commands, methods decoded, encoded and decoded again.
void frames(protocol::Bytes octets);

/// Octets as a table's entries and as a property list: decoded, encoded and decoded again.
void tables(protocol::Bytes octets);

/// Octets as what a client sends to a whole broker, in pieces. The first octet says how:
/// 0: from the first octet of the connection on; 1: after the handshake, with channel 1 open;
/// 2: as 1, with the octets cut into [type][channel][length, two octets][payload] and put into
/// frames that are whole. The second octet seeds the cutting into pieces.
void connection(protocol::Bytes octets);

}  // namespace leveret::fuzz
