#pragma once

#include <cassert>
#include <cstddef>
#include <cstdint>
#include <vector>

namespace leveret::support {

/// Numbers that look random and depend on one seed alone, on every machine.
class Random {
  public:
    explicit Random(std::uint64_t seed) : state_(seed) {}

    /// Any 64-bit number: one step of SplitMix64.
    std::uint64_t next() {
        state_ += 0x9E3779B97F4A7C15;
        std::uint64_t word = state_;
        word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
        word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
        return word ^ (word >> 31);
    }
    /// From 0 to `limit - 1`. Invariant: `limit > 0`.
    std::size_t below(std::size_t limit) {
        assert(limit > 0);
        return static_cast<std::size_t>(next() % limit);
    }
    /// True in `count` of `of` cases.
    bool chance(std::size_t count, std::size_t of) { return below(of) < count; }
    /// One of the values. Invariant: there is one.
    template <class T>
    const T& pick(const std::vector<T>& values) {
        return values[below(values.size())];
    }

  private:
    std::uint64_t state_;
};

}  // namespace leveret::support
