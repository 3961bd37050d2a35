#include "tests/simulation/describe.hpp"

#include <algorithm>
#include <vector>

#include "protocol/frame.hpp"
#include "protocol/method.hpp"

namespace leveret::simulation {

namespace {

/// One line for a frame: its channel, its method, the first of its other octets.
std::string describe(const protocol::Frame& frame) {
    std::string text = "channel " + std::to_string(frame.channel) + " ";
    protocol::Bytes octets = frame.payload;
    if (frame.type == 1 && octets.size() >= 4) {
        text += protocol::method_name({protocol::load_big<std::uint16_t>(octets.data()),
                                       protocol::load_big<std::uint16_t>(octets.data() + 2)});
        octets.remove_prefix(4);
    } else {
        text += frame.type == 2 ? "header" : "body";
    }
    text += " [";
    for (const char octet : octets.substr(0, 60)) {
        const bool printable = octet >= ' ' && octet <= '~';
        text += printable ? std::string(1, octet)
                          : "." + std::to_string(static_cast<unsigned char>(octet)) + ".";
    }
    return text + "]";
}

std::vector<std::string> frames_of(const std::string& octets) {
    std::vector<std::string> frames;
    protocol::Bytes rest = octets;
    protocol::Frame frame;
    while (read_frame(rest, octets.size(), frame) == protocol::FrameStatus::whole) {
        rest.remove_prefix(protocol::frame_overhead + frame.payload.size());
        frames.push_back(describe(frame));
    }
    if (!rest.empty()) frames.push_back(std::to_string(rest.size()) + " octets that are no frame");
    return frames;
}

std::string describe(const ModelDisk& disk) {
    std::string text;
    for (const auto& [name, queue] : disk.queues) {
        text += "\n    " + name + (queue.auto_delete ? " (auto-delete):" : ":");
        for (const auto& [body, was_out] : queue.messages) {
            text += " " + body.substr(0, body.find(';')) + (was_out ? "*" : "");
        }
    }
    return text;
}

}  // namespace

std::string describe_difference(ConnectionId client, const std::string& got,
                                const std::string& expected) {
    const auto left = frames_of(got);
    const auto right = frames_of(expected);
    std::size_t same = 0;
    while (same < std::min(left.size(), right.size()) && left[same] == right[same]) same += 1;
    std::string text = "client " + std::to_string(client) + ": after " + std::to_string(same) +
                       " equal frames it gets";
    const auto list = [&](const std::vector<std::string>& frames) {
        for (std::size_t i = same; i < std::min(frames.size(), same + 5); ++i) {
            text += "\n    " + frames[i];
        }
        if (frames.size() <= same) text += "\n    nothing more";
    };
    list(left);
    text += "\n  instead of";
    list(right);
    return text;
}

std::string describe_difference(const ModelDisk& got, const ModelDisk& expected) {
    return "the disk holds (* has been out)" + describe(got) + "\n  instead of" +
           describe(expected);
}

}  // namespace leveret::simulation
