#include "broker/core/channel/expiration.hpp"

#include <charconv>
#include <cstdint>

namespace leveret::broker {

std::optional<std::string> expiration_fault(std::string_view text) {
    constexpr std::uint64_t ten_years_in_ms = 315'360'000'000;
    std::string_view digits = text;
    if (digits.starts_with('+')) digits.remove_prefix(1);
    const bool negative = digits.starts_with('-') && digits.data() == text.data();
    if (negative) digits.remove_prefix(1);

    std::uint64_t value = 0;
    const auto [end, fault] = std::from_chars(digits.begin(), digits.end(), value);
    if (fault == std::errc::invalid_argument) return "no_integer";
    if (end != digits.end()) {
        return "{leftover_string,\"" + std::string(end, digits.end()) + "\"}";
    }
    const std::string number{digits.substr(std::min(digits.find_first_not_of('0'), digits.size()))};
    if (negative && !number.empty()) return "{value_negative,-" + number + "}";
    if (fault == std::errc::result_out_of_range || value > ten_years_in_ms) {
        return "{value_too_large," + number + "}";
    }
    return std::nullopt;
}

}  // namespace leveret::broker
