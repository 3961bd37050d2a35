#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "protocol/bytes.hpp"

namespace leveret::bench {

/// What every publish of a run looks like.
struct PublishShape {
    std::string exchange;
    std::vector<std::string> routing_keys;  // taken in turn
    std::size_t body_octets = 0;
    bool persistent = false;
};

/// A run of publishes, encoded once and sent again and again: sending a message costs no encoding,
/// only its part of a write.
class PublishBlock {
  public:
    /// About so many octets make a write that is large enough to be cheap, and small enough to
    /// stay in the processor's cache.
    static constexpr std::size_t wanted_octets = 128 * 1024;

    PublishBlock(std::uint16_t channel, const PublishShape& shape, std::uint32_t frame_max);

    /// How many messages it holds; each routing key has as many.
    std::size_t size() const { return stamps_at_.size(); }
    /// `count` messages from the `first` on, as they go onto the wire.
    protocol::Bytes messages(std::size_t first, std::size_t count) const;
    /// Writes a number into the first eight octets of the body, if it has as many.
    void stamp(std::size_t message, std::uint64_t value) {
        if (stamped_) protocol::store_big(octets_.data() + stamps_at_[message], value);
    }

  private:
    protocol::Buffer octets_;
    std::vector<std::size_t> begins_;  // one more than there are messages
    std::vector<std::size_t> stamps_at_;
    bool stamped_;
};

}  // namespace leveret::bench
