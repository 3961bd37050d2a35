#pragma once

#include <array>
#include <bit>
#include <chrono>
#include <cstddef>
#include <cstdint>

namespace leveret::bench {

/// How often durations of each size came, to within 0.8 %: the buckets are as wide as 1/128 of the
/// power of two that they lie in. Recording takes a few instructions and never allocates.
class Histogram {
  public:
    void record(std::chrono::nanoseconds duration) {
        const std::int64_t signed_count = duration.count();
        const std::uint64_t value = signed_count < 0 ? 0 : static_cast<std::uint64_t>(signed_count);
        counts_[bucket_of(value)] += 1;
        count_ += 1;
        if (value > max_) max_ = value;
    }
    void clear() { *this = Histogram{}; }
    /// Adds what the other has recorded.
    void merge(const Histogram& other);

    std::uint64_t count() const { return count_; }
    std::chrono::nanoseconds max() const { return std::chrono::nanoseconds{max_}; }
    /// The duration that this share (0 to 1) of all did not exceed; 0 when there are none.
    std::chrono::nanoseconds percentile(double share) const;

  private:
    static constexpr unsigned precision_bits = 7;
    static constexpr std::size_t run = 1U << precision_bits;  // buckets in a power of two
    static constexpr unsigned value_bits = 42;                // 73 minutes; longer ones count so
    static constexpr std::size_t buckets = (value_bits - precision_bits + 1) * run;

    /// Below 2 * run each value has its own bucket; above, each power of two has `run` of them.
    static std::size_t bucket_of(std::uint64_t value) {
        constexpr std::uint64_t longest = (std::uint64_t{1} << value_bits) - 1;
        if (value > longest) value = longest;
        const auto bits = static_cast<unsigned>(std::bit_width(value));
        const unsigned shift = bits > precision_bits + 1 ? bits - precision_bits - 1 : 0;
        return shift * run + static_cast<std::size_t>(value >> shift);
    }
    /// The largest value that falls into this bucket.
    static std::uint64_t upper_edge(std::size_t bucket);

    std::array<std::uint64_t, buckets> counts_{};
    std::uint64_t count_ = 0;
    std::uint64_t max_ = 0;
};

}  // namespace leveret::bench
