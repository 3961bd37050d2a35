#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/bytes.hpp"
#include "protocol/constants.hpp"
#include "protocol/content.hpp"
#include "protocol/frame.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/output.hpp"
#include "protocol/properties.hpp"

namespace leveret::test {

using namespace protocol;

/// `"01 ff 'text'"` as octets: two hexadecimal digits each, or text between quotes.
Buffer octets(Bytes notation);

/// All that waits in an output, in one piece.
Buffer flat(const Output& output);

/// One frame.
Buffer frame(FrameType type, std::uint16_t channel, Bytes payload);

/// One method frame.
template <class M>
Buffer method_frame(std::uint16_t channel, const M& method) {
    Output output;
    write_method(output, channel, method);
    return flat(output);
}

/// A method's arguments.
template <class M>
Buffer arguments_of(const M& method) {
    Buffer buffer;
    Writer writer{buffer};
    M::fields(writer, method);
    return buffer;
}

/// A content header's payload that announces a body of this size, with these properties.
Buffer header_payload(std::uint64_t body_octets, const Properties& properties = {});

/// A whole content.
ContentRef content(Bytes exchange, Bytes routing_key, Bytes body,
                   const Properties& properties = {});

/// All whole frames of `stream`, their payloads still in it. Fails the test if any is bad.
std::vector<Frame> frames_of(Bytes stream);

}  // namespace leveret::test
