#include "protocol/output.hpp"

#include <algorithm>
#include <bit>
#include <cassert>

namespace leveret::protocol {

void Output::swap(Output& other) noexcept {
    std::swap(block_, other.block_);
    std::swap(block_capacity_, other.block_capacity_);
    std::swap(block_octets_, other.block_octets_);
    std::swap(block_consumed_, other.block_consumed_);
    std::swap(references_, other.references_);
    std::swap(references_consumed_, other.references_consumed_);
    std::swap(waiting_octets_, other.waiting_octets_);
}

void Output::grow(std::size_t octets) {
    constexpr std::size_t smallest_block_octets = 4096;
    const std::size_t waiting = block_octets_ - block_consumed_;
    const std::size_t capacity = std::bit_ceil(std::max(waiting + octets, smallest_block_octets));
    std::unique_ptr<char[]> block{new char[capacity]};  // not make_unique: it would zero the block
    if (waiting > 0) std::memcpy(block.get(), block_.get() + block_consumed_, waiting);
    block_ = std::move(block);
    block_capacity_ = capacity;

    // What is with the peer stays behind, so that a block never quite emptied cannot grow for ever.
    const auto waiting_references =
        references_.begin() + static_cast<std::ptrdiff_t>(references_consumed_);
    references_.erase(references_.begin(), waiting_references);
    references_consumed_ = 0;
    for (Reference& reference : references_) reference.block_offset -= block_consumed_;
    block_octets_ = waiting;
    block_consumed_ = 0;
}

void Output::append_body(const ContentRef& content, Bytes part) {
    if (part.size() < reference_from_octets) return append(part);
    references_.push_back({block_octets_, content, part});
    waiting_octets_ += part.size();
}

void Output::gather(std::vector<Bytes>& parts, std::size_t max_parts) const {
    parts.clear();
    std::size_t block_at = block_consumed_;
    const auto take_block = [&](std::size_t end) {
        if (block_at < end && parts.size() < max_parts) {
            parts.emplace_back(block_.get() + block_at, end - block_at);
            block_at = end;
        }
    };
    for (std::size_t i = references_consumed_; i < references_.size(); ++i) {
        take_block(references_[i].block_offset);
        if (parts.size() >= max_parts) return;
        parts.push_back(references_[i].part);
    }
    take_block(block_octets_);
}

void Output::consume(std::size_t octets) {
    assert(octets <= waiting_octets_);
    waiting_octets_ -= octets;
    if (waiting_octets_ == 0) return clear();
    while (octets > 0) {
        const bool has_reference = references_consumed_ < references_.size();
        const std::size_t block_end =
            has_reference ? references_[references_consumed_].block_offset : block_octets_;
        if (block_consumed_ < block_end) {
            const std::size_t taken = std::min(octets, block_end - block_consumed_);
            block_consumed_ += taken;
            octets -= taken;
            continue;
        }
        Reference& reference = references_[references_consumed_];
        const std::size_t taken = std::min(octets, reference.part.size());
        reference.part.remove_prefix(taken);
        octets -= taken;
        if (reference.part.empty()) {
            reference.content = {};  // a slow reader shall not hold bodies that it has
            references_consumed_ += 1;
        }
    }
}

void Output::clear() {
    if (block_capacity_ > keep_block_octets) {
        block_.reset();
        block_capacity_ = 0;
    }
    block_octets_ = 0;
    block_consumed_ = 0;
    references_.clear();
    references_consumed_ = 0;
    waiting_octets_ = 0;
}

}  // namespace leveret::protocol
