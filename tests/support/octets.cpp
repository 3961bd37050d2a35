#include "tests/support/octets.hpp"

#include <gtest/gtest.h>

#include "protocol/frame.hpp"

namespace leveret::test {

Buffer octets(Bytes notation) {
    Buffer result;
    while (!notation.empty()) {
        if (notation.front() == ' ') {
            notation.remove_prefix(1);
        } else if (notation.front() == '\'') {
            const std::size_t end = notation.find('\'', 1);
            result += notation.substr(1, end - 1);
            notation.remove_prefix(end + 1);
        } else {
            const std::string digits(notation.substr(0, 2));
            result += static_cast<char>(std::stoi(digits, nullptr, 16));
            notation.remove_prefix(2);
        }
    }
    return result;
}

Buffer flat(const Output& output) {
    std::vector<Bytes> parts;
    output.gather(parts, SIZE_MAX);
    Buffer whole;
    for (const Bytes part : parts) whole += part;
    EXPECT_EQ(whole.size(), output.size());
    return whole;
}

Buffer frame(FrameType type, std::uint16_t channel, Bytes payload) {
    Buffer result;
    Writer writer{result};
    writer.octet(static_cast<std::uint8_t>(type));
    writer.short_(channel);
    writer.longstr(payload);
    writer.octet(frame_end);
    return result;
}

Buffer header_payload(std::uint64_t body_octets, const Properties& properties) {
    return content_header(properties.encode(), body_octets);
}

ContentRef content(Bytes exchange, Bytes routing_key, Bytes body, const Properties& properties) {
    auto made = Content::allocate(exchange, routing_key, header_payload(body.size(), properties),
                                  body.size(), {});
    Content::append_body(made, body);
    return made;
}

std::vector<Frame> frames_of(Bytes stream) {
    std::vector<Frame> frames;
    Frame next;
    while (read_frame(stream, SIZE_MAX, next) == FrameStatus::whole) {
        frames.push_back(next);
        stream.remove_prefix(frame_overhead + next.payload.size());
    }
    EXPECT_TRUE(stream.empty()) << "octets left over that are no frame";
    return frames;
}

}  // namespace leveret::test
