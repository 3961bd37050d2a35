#include "broker/core/name.hpp"

#include <algorithm>

namespace leveret::broker {

std::string NameSource::next(std::string_view prefix) {
    static constexpr std::string_view alphabet =
        "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";
    std::string name{prefix};
    for (const int characters : {11, 11}) {
        std::uint64_t word = next_word();
        for (int i = 0; i < characters; ++i) {
            name += alphabet[word & 63];
            word >>= 6;
        }
    }
    return name;
}

/// One step of SplitMix64.
std::uint64_t NameSource::next_word() {
    state_ += 0x9E3779B97F4A7C15;
    std::uint64_t word = state_;
    word = (word ^ (word >> 30)) * 0xBF58476D1CE4E5B9;
    word = (word ^ (word >> 27)) * 0x94D049BB133111EB;
    return word ^ (word >> 31);
}

std::string strip_line_ends(std::string_view name) {
    std::string stripped{name};
    std::erase_if(stripped, [](char c) { return c == '\r' || c == '\n'; });
    return stripped;
}

}  // namespace leveret::broker
