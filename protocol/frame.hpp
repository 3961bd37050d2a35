#pragma once

#include <cstddef>
#include <cstdint>

#include "protocol/bytes.hpp"
#include "protocol/constants.hpp"
#include "protocol/result.hpp"

namespace leveret::protocol {

/// One frame, its payload still lying in the octets it was read from.  @spec 4.2.3
struct Frame {
    std::uint8_t type = 0;  // any octet: whether it is a FrameType is the reader's caller's to say
    std::uint16_t channel = 0;
    Bytes payload;
};

enum class FrameStatus { whole, partial, bad };

/// Reads the frame that `octets` begin with into `frame`; when whole, it takes
/// `frame_overhead + frame.payload.size()` octets.
/// partial: more octets are needed. bad: the payload is longer than `payload_max_octets`, or the
/// end octet is wrong; `frame_error` words it.
inline FrameStatus read_frame(Bytes octets, std::size_t payload_max_octets, Frame& frame) {
    if (octets.size() < frame_header_octets) return FrameStatus::partial;
    const std::size_t payload_octets = load_big<std::uint32_t>(octets.data() + 3);
    if (payload_octets > payload_max_octets) [[unlikely]]
        return FrameStatus::bad;
    if (octets.size() < frame_overhead + payload_octets) return FrameStatus::partial;
    frame.type = static_cast<std::uint8_t>(octets[0]);
    frame.channel = load_big<std::uint16_t>(octets.data() + 1);
    frame.payload = octets.substr(frame_header_octets, payload_octets);
    const auto end = static_cast<std::uint8_t>(octets[frame_header_octets + payload_octets]);
    return end == frame_end ? FrameStatus::whole : FrameStatus::bad;
}

/// 501 FRAME_ERROR for octets that `read_frame` called bad, in RabbitMQ's words.  B059, B060, B063
Error frame_error(Bytes octets, std::size_t payload_max_octets);

/// 501 FRAME_ERROR for a frame whose type or payload is none we know.  B063
Error unknown_frame(const Frame& frame);

/// 505 UNEXPECTED_FRAME for a good frame in the wrong place.           B062, B072
Error unexpected_frame(const Frame& frame);

}  // namespace leveret::protocol
