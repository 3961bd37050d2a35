#include "protocol/tuning.hpp"

#include <algorithm>
#include <string>

#include "protocol/methods/connection_handshake.hpp"

namespace leveret::protocol {

namespace {

struct Limit {
    std::string name;
    std::uint32_t minimum;
    std::uint32_t offered;
    std::uint32_t chosen;
    std::string detail_of_zero;
};

std::optional<Error> check(const Limit& limit) {
    const auto refuse = [&](const char* comparison, const char* bound, std::uint32_t value) {
        return Error{ReplyCode::not_allowed,
                     "negotiated " + limit.name + " = " + std::to_string(limit.chosen) +
                         (limit.chosen == 0 ? limit.detail_of_zero : "") + " is " + comparison +
                         " than the " + bound + " allowed value (" + std::to_string(value) + ")",
                     ConnectionTune::id};
    };
    if (limit.chosen != 0 && limit.chosen < limit.minimum) {
        return refuse("lower", "minimum", limit.minimum);
    }
    if (limit.offered != 0 && (limit.chosen == 0 || limit.chosen > limit.offered)) {
        return refuse("higher", "maximum", limit.offered);
    }
    return std::nullopt;
}

template <class Number>
Number lower(Number left, Number right) {
    if (left == Number{}) return right;
    return right == Number{} ? left : std::min(left, right);
}

}  // namespace

std::optional<Error> check_tuning(const Tuning& offered, const Tuning& chosen) {
    auto error = check({"frame_max", frame_min_octets, offered.frame_max, chosen.frame_max, ""});
    if (error) return error;
    return check({"channel_max", 1, offered.channel_max, chosen.channel_max, " (no limit)"});
}

Tuning settle_tuning(const Tuning& offered, const Tuning& wanted) {
    return {.channel_max = lower(offered.channel_max, wanted.channel_max),
            .frame_max = lower(offered.frame_max, wanted.frame_max),
            .heartbeat = lower(offered.heartbeat, wanted.heartbeat)};
}

std::size_t payload_max_octets(const Tuning& tuning) {
    return tuning.frame_max == 0 ? content_max_octets : tuning.frame_max;
}

}  // namespace leveret::protocol
