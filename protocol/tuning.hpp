#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

#include "protocol/constants.hpp"
#include "protocol/result.hpp"

namespace leveret::protocol {

/// The limits of a connection; 0 means none.                          @spec 1.4.2.5, B041
struct Tuning {
    std::uint16_t channel_max = 2047;
    std::uint32_t frame_max = 131'072;  // octets of a frame, its envelope included
    std::chrono::seconds heartbeat{60};
    friend bool operator==(const Tuning&, const Tuning&) = default;
};

/// What keeps a client's tune-ok from being taken, if anything does.
/// @error not_allowed (530): frame_max or channel_max is higher than offered, or 0 where there is a
/// limit, or lower than the minimum (4096 and 1)                       B042, B043
std::optional<Error> check_tuning(const Tuning& offered, const Tuning& chosen);

/// What a client answers to `offered` when it would like `wanted`: the lower of both, where 0 is
/// the other's.                                                            @spec 1.4.2.6
Tuning settle_tuning(const Tuning& offered, const Tuning& wanted);

/// How long a frame's payload may be under this tuning.                 B060
std::size_t payload_max_octets(const Tuning& tuning);

}  // namespace leveret::protocol
