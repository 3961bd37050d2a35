#include "bench/publish_block.hpp"

#include <cassert>

#include "protocol/frame_writer.hpp"

namespace leveret::bench {

namespace {

protocol::Buffer written(const protocol::PublishTemplate& publish, protocol::Bytes body,
                         std::uint32_t frame_max) {
    protocol::Output output;
    publish.write(output, body, frame_max);
    std::vector<protocol::Bytes> parts;
    output.gather(parts, 1);
    return protocol::Buffer(parts.at(0));
}

}  // namespace

PublishBlock::PublishBlock(std::uint16_t channel, const PublishShape& shape,
                           std::uint32_t frame_max)
    : stamped_(shape.body_octets >= sizeof(std::uint64_t)) {
    assert(!shape.routing_keys.empty());
    protocol::Properties properties;
    properties.delivery_mode = shape.persistent ? std::uint8_t{2} : std::uint8_t{1};
    const std::string body(shape.body_octets, 'x');
    do {
        for (const std::string& key : shape.routing_keys) {
            const protocol::PublishTemplate publish{
                channel, {.exchange = shape.exchange, .routing_key = key}, properties};
            const std::size_t body_frames_at = written(publish, {}, frame_max).size();
            begins_.push_back(octets_.size());
            stamps_at_.push_back(octets_.size() + body_frames_at + protocol::frame_header_octets);
            octets_ += written(publish, body, frame_max);
        }
    } while (octets_.size() + octets_.size() / begins_.size() <= wanted_octets);
    begins_.push_back(octets_.size());
}

protocol::Bytes PublishBlock::messages(std::size_t first, std::size_t count) const {
    assert(first + count <= size());
    const std::size_t begin = begins_[first];
    return protocol::Bytes(octets_).substr(begin, begins_[first + count] - begin);
}

}  // namespace leveret::bench
