#pragma once

#include <cstdint>

#include "broker/core/broker.hpp"

namespace leveret::simulation {

/// Connects a client and takes it through the handshake with a frame_max of its own.
/// @return the open session, all of whose output has been taken
broker::SessionId open_session(broker::Broker& broker, std::uint32_t frame_max,
                               broker::TimePoint now);

}  // namespace leveret::simulation
