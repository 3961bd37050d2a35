#pragma once

#include <string>

#include "protocol/bytes.hpp"

namespace leveret::protocol {

/// Text from a peer as it may stand in one line of a log: control octets become `\\xNN`, so that
/// nobody forges a line or commands a terminal. UTF-8 passes.
std::string printable(Bytes text);

}  // namespace leveret::protocol
