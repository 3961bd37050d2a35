#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The confirm class, an extension: the server acknowledges publishes.
namespace leveret::protocol {

/// confirm.select: acknowledge what I publish from now on.            B216
/// Wire: [no_wait: bit]
struct ConfirmSelect {
    static constexpr MethodId id{85, 10};
    static constexpr std::string_view name = "confirm.select";
    bool no_wait = false;

    static void fields(auto& io, auto& m) { io.bits(m.no_wait); }
    friend bool operator==(const ConfirmSelect&, const ConfirmSelect&) = default;
};

/// confirm.select-ok: numbering starts at 1.                          B216
struct ConfirmSelectOk {
    static constexpr MethodId id{85, 11};
    static constexpr std::string_view name = "confirm.select-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ConfirmSelectOk&, const ConfirmSelectOk&) = default;
};

}  // namespace leveret::protocol
