#include "protocol/frame.hpp"

#include "protocol/erlang_term.hpp"

namespace leveret::protocol {

Error frame_error(Bytes octets, std::size_t payload_max_octets) {
    const auto type = static_cast<unsigned char>(octets[0]);
    const std::size_t payload_octets = load_big<std::uint32_t>(octets.data() + 3);
    std::string text = "type " + std::to_string(type) + ", ";
    if (payload_octets > payload_max_octets) {
        // The limit that is named counts the envelope, the limit that is enforced does not.  B060
        text += payload_snippet({}) + ": {frame_too_large," + std::to_string(payload_octets) + "," +
                std::to_string(payload_max_octets - frame_overhead) + "}";
    } else {
        const Bytes payload = octets.substr(frame_header_octets, payload_octets);
        const auto end = static_cast<unsigned char>(octets[frame_header_octets + payload_octets]);
        text +=
            payload_snippet(payload) + ": {invalid_frame_end_marker," + std::to_string(end) + "}";
    }
    return {ReplyCode::frame_error, std::move(text), {}};
}

Error unknown_frame(const Frame& frame) {
    return {ReplyCode::frame_error,
            "type " + std::to_string(frame.type) + ", " + payload_snippet(frame.payload) +
                ": unknown_frame",
            {}};
}

Error unexpected_frame(const Frame& frame) {
    return {ReplyCode::unexpected_frame,
            "type " + std::to_string(frame.type) + ", " + payload_snippet(frame.payload),
            {}};
}

}  // namespace leveret::protocol
