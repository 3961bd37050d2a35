#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The access class: gone from 0-9-1, still asked for by old clients.
namespace leveret::protocol {

/// access.request: an 0-8 client asks for a ticket.                   B089
/// Wire: [realm: shortstr][exclusive, passive, active, write, read: bits]
struct AccessRequest {
    static constexpr MethodId id{30, 10};
    static constexpr std::string_view name = "access.request";
    std::string realm;
    bool exclusive = false, passive = false, active = false, write = false, read = false;

    static void fields(auto& io, auto& m) {
        io.shortstr(m.realm);
        io.bits(m.exclusive, m.passive, m.active, m.write, m.read);
    }
    friend bool operator==(const AccessRequest&, const AccessRequest&) = default;
};

/// access.request-ok: any number will do: tickets are ignored.        B089
/// Wire: [ticket: short]
struct AccessRequestOk {
    static constexpr MethodId id{30, 11};
    static constexpr std::string_view name = "access.request-ok";
    std::uint16_t ticket = 1;

    static void fields(auto& io, auto& m) { io.short_(m.ticket); }
    friend bool operator==(const AccessRequestOk&, const AccessRequestOk&) = default;
};

}  // namespace leveret::protocol
