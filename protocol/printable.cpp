#include "protocol/printable.hpp"

namespace leveret::protocol {

std::string printable(Bytes text) {
    constexpr Bytes digits = "0123456789abcdef";
    std::string line;
    line.reserve(text.size());
    for (const char c : text) {
        const auto octet = static_cast<unsigned char>(c);
        if (octet >= 0x20 && octet != 0x7f) {
            line += c;
        } else {
            line.append("\\x").append(1, digits[octet >> 4U]).append(1, digits[octet & 15U]);
        }
    }
    return line;
}

}  // namespace leveret::protocol
