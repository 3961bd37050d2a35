#pragma once

#include <cstddef>
#include <memory>
#include <utility>
#include <vector>

#include "protocol/bytes.hpp"
#include "protocol/content.hpp"

namespace leveret::protocol {

/// Octets on their way to a peer: small ones copied into one block, large bodies kept by reference
/// so that they are never copied. Written by one side, then swapped to the other as a whole.
class Output {
  public:
    /// Bodies from this size on are referred to rather than copied: below it a copy costs less than
    /// one more entry in a gathered write.
    static constexpr std::size_t reference_from_octets = 4096;
    /// An emptied block keeps its memory for the next batch up to this size.
    static constexpr std::size_t keep_block_octets = 256 * 1024;

    Output() = default;
    Output(Output&& other) noexcept { swap(other); }
    Output& operator=(Output&& other) noexcept {
        Output taken{std::move(other)};
        swap(taken);
        return *this;
    }
    void swap(Output& other) noexcept;
    friend void swap(Output& left, Output& right) noexcept { left.swap(right); }

    /// Room for `octets` more, to be filled by the caller: valid until the next call.
    char* extend(std::size_t octets) {
        if (block_capacity_ - block_octets_ < octets) [[unlikely]]
            grow(octets);
        char* room = block_.get() + block_octets_;
        block_octets_ += octets;
        waiting_octets_ += octets;
        return room;
    }
    void append(Bytes octets) {
        if (!octets.empty()) std::memcpy(extend(octets.size()), octets.data(), octets.size());
    }
    /// Appends `part` of the body of `content`, by reference when it is large.
    void append_body(const ContentRef& content, Bytes part);

    /// Octets that still wait.
    std::size_t size() const { return waiting_octets_; }
    bool empty() const { return waiting_octets_ == 0; }
    /// Fills `parts` with what waits, in order, at most `max_parts` of them.
    void gather(std::vector<Bytes>& parts, std::size_t max_parts) const;
    /// Forgets the first `octets` of what waits: they are with the peer now.
    /// Invariant: `octets <= size()`.
    void consume(std::size_t octets);
    void clear();

  private:
    struct Reference {
        std::size_t block_offset;  // where in the block it belongs
        ContentRef content;        // keeps `part` alive
        Bytes part;                // what of it still waits
    };
    void grow(std::size_t octets);

    std::unique_ptr<char[]> block_;
    std::size_t block_capacity_ = 0;
    std::size_t block_octets_ = 0;    // written
    std::size_t block_consumed_ = 0;  // of these, from the front
    std::vector<Reference> references_;
    std::size_t references_consumed_ = 0;  // whole ones, from the front
    std::size_t waiting_octets_ = 0;       // block and referenced parts together
};

}  // namespace leveret::protocol
