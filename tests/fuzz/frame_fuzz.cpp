#include <map>
#include <utility>
#include <vector>

#include "protocol/assembler.hpp"
#include "protocol/frame.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"
#include "tests/fuzz/targets.hpp"

namespace leveret::fuzz {

namespace {

std::string encode(const protocol::Method& method) {
    protocol::Output output;
    protocol::write_method(output, 1, method);
    std::vector<protocol::Bytes> parts;
    output.gather(parts, 64);
    std::string octets;
    for (const protocol::Bytes part : parts) octets += part;
    return octets;
}

/// A method that was read is written in octets that read as the same method.
void check_method(const protocol::Command& command) {
    const auto method = protocol::decode_method(command.id, command.arguments);
    if (!method) return;
    const std::string once = encode(*method);
    protocol::Frame frame;
    if (read_frame(once, once.size(), frame) != protocol::FrameStatus::whole) {
        throw Finding("a method was written as no frame");
    }
    const auto again = protocol::decode_method(command.id, frame.payload.substr(4));
    if (!again) throw Finding("a method that was written cannot be read");
    if (encode(*again) != once) throw Finding("a method was written in two ways");
}

}  // namespace

void frames(protocol::Bytes octets) {
    std::map<std::uint16_t, protocol::Assembler> channels;
    constexpr std::size_t payload_max = 131'072;
    protocol::Frame frame;
    while (true) {
        const auto status = read_frame(octets, payload_max, frame);
        if (status == protocol::FrameStatus::bad) {
            static_cast<void>(reply_text(protocol::frame_error(octets, payload_max)));
            return;
        }
        if (status == protocol::FrameStatus::partial) return;
        octets.remove_prefix(protocol::frame_overhead + frame.payload.size());
        protocol::Assembler& channel = channels[frame.channel];
        switch (channel.step(frame)) {
            case protocol::Assembler::Progress::incomplete:
                break;
            case protocol::Assembler::Progress::failed:
                static_cast<void>(reply_text(channel.error()));
                channels.erase(frame.channel);
                break;
            case protocol::Assembler::Progress::command:
                check_method(channel.command());
                if (channel.command().content && channel.command().content->missing() > 0) {
                    throw Finding("a command came before its body was whole");
                }
                break;
        }
    }
}

}  // namespace leveret::fuzz
