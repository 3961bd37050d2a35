#include "bench/histogram.hpp"

#include <algorithm>
#include <cmath>

namespace leveret::bench {

void Histogram::merge(const Histogram& other) {
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        counts_[bucket] += other.counts_[bucket];
    }
    count_ += other.count_;
    max_ = std::max(max_, other.max_);
}

std::uint64_t Histogram::upper_edge(std::size_t bucket) {
    if (bucket < 2 * run) return bucket;
    const auto shift = static_cast<unsigned>(bucket / run - 1);
    const std::uint64_t lower = static_cast<std::uint64_t>(bucket - shift * run) << shift;
    return lower + (std::uint64_t{1} << shift) - 1;
}

std::chrono::nanoseconds Histogram::percentile(double share) const {
    const auto wanted = static_cast<std::uint64_t>(std::ceil(share * static_cast<double>(count_)));
    std::uint64_t seen = 0;
    for (std::size_t bucket = 0; bucket < buckets; ++bucket) {
        seen += counts_[bucket];
        if (counts_[bucket] > 0 && seen >= wanted) {
            return std::chrono::nanoseconds{std::min(upper_edge(bucket), max_)};
        }
    }
    return max();
}

}  // namespace leveret::bench
