#pragma once

#include <cstdint>

#include "protocol/bytes.hpp"
#include "protocol/frame.hpp"

namespace leveret::bench {

/// Counts the deliveries in a stream of octets without building any: a method frame, a header
/// frame and body frames are stepped over where they lie. A delivery may be cut anywhere between
/// two reads.
class DeliveryScanner {
  public:
    enum class Stop {
        need_more,   // all whole frames have been taken
        other_frame  // the octets begin with a frame that is no part of a delivery, or a bad one
    };

    /// Takes deliveries off the front of `octets`. For each that is whole it calls
    /// `on_message(delivery_tag, stamp)`: the stamp is the first eight octets of the body as a
    /// number, or 0 when it has fewer.
    Stop scan(protocol::Bytes& octets, std::size_t payload_max_octets, auto&& on_message) {
        while (true) {
            protocol::Frame frame;
            const auto status = protocol::read_frame(octets, payload_max_octets, frame);
            if (status == protocol::FrameStatus::partial) return Stop::need_more;
            if (status == protocol::FrameStatus::bad || !take(frame)) return Stop::other_frame;
            octets.remove_prefix(protocol::frame_overhead + frame.payload.size());
            if (state_ == State::whole) {
                state_ = State::await_method;
                on_message(delivery_tag_, stamp_);
            }
        }
    }

  private:
    enum class State : std::uint8_t { await_method, await_header, await_body, whole };

    /// Whether the frame is the one that the delivery needs next.
    bool take(const protocol::Frame& frame) {
        switch (state_) {
            case State::await_method:
                return frame.type == 1 && take_method(frame.payload);
            case State::await_header:
                return frame.type == 2 && take_header(frame.payload);
            case State::await_body:
                return frame.type == 3 && take_body(frame.payload);
            case State::whole:
                break;
        }
        return false;
    }
    bool take_method(protocol::Bytes payload);
    bool take_header(protocol::Bytes payload);
    bool take_body(protocol::Bytes payload);

    State state_ = State::await_method;
    bool first_part_ = true;
    std::uint64_t delivery_tag_ = 0;
    std::uint64_t missing_octets_ = 0;
    std::uint64_t stamp_ = 0;
};

// Below a message is three calls of a few instructions, so they are where they can be inlined.

/// Wire: [class, method: short][consumer tag: shortstr][delivery tag: longlong]...
inline bool DeliveryScanner::take_method(protocol::Bytes payload) {
    constexpr std::uint32_t basic_deliver = 60U << 16U | 60U;
    if (payload.size() < 5 || protocol::load_big<std::uint32_t>(payload.data()) != basic_deliver) {
        return false;
    }
    const std::size_t tag_at = 5 + static_cast<std::size_t>(static_cast<unsigned char>(payload[4]));
    if (payload.size() < tag_at + sizeof delivery_tag_) return false;
    delivery_tag_ = protocol::load_big<std::uint64_t>(payload.data() + tag_at);
    state_ = State::await_header;
    return true;
}

/// Wire: [class, weight: short][body octets: longlong]...
inline bool DeliveryScanner::take_header(protocol::Bytes payload) {
    if (payload.size() < protocol::content_header_fixed_octets) return false;
    missing_octets_ = protocol::load_big<std::uint64_t>(payload.data() + 4);
    stamp_ = 0;
    first_part_ = true;
    state_ = missing_octets_ == 0 ? State::whole : State::await_body;
    return true;
}

inline bool DeliveryScanner::take_body(protocol::Bytes payload) {
    if (payload.size() > missing_octets_) return false;
    if (first_part_ && payload.size() >= sizeof stamp_) {
        stamp_ = protocol::load_big<std::uint64_t>(payload.data());
    }
    first_part_ = false;
    missing_octets_ -= payload.size();
    if (missing_octets_ == 0) state_ = State::whole;
    return true;
}

}  // namespace leveret::bench
