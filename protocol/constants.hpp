#pragma once

#include <cstddef>
#include <cstdint>

namespace leveret::protocol {

/// Frame types.                                                       @spec 4.2.3, B058
enum class FrameType : std::uint8_t { method = 1, header = 2, body = 3, heartbeat = 8 };

inline constexpr std::uint8_t frame_end = 0xCE;
inline constexpr std::size_t frame_header_octets = 7;           // type, channel, size
inline constexpr std::size_t frame_overhead = 8;                // the header and the end octet
inline constexpr std::size_t content_header_fixed_octets = 12;  // class, weight, body size
inline constexpr std::uint32_t frame_min_octets = 4096;
inline constexpr std::uint16_t default_port = 5672;
inline constexpr std::uint16_t basic_class = 60;

/// The body that any content may have at most, in octets.             B069
inline constexpr std::uint64_t content_max_octets = 536'870'912;

}  // namespace leveret::protocol
