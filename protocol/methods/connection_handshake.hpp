#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"
#include "protocol/table.hpp"

// The connection class up to open-ok: who are you, how do we talk, to which vhost.
namespace leveret::protocol {

/// connection.start: the server says what it is and how to log in.    @spec 1.4.2.1
/// Wire: [version_major: octet][version_minor: octet][server_properties: table]
///       [mechanisms: longstr][locales: longstr]
struct ConnectionStart {
    static constexpr MethodId id{10, 10};
    static constexpr std::string_view name = "connection.start";
    std::uint8_t version_major = 0;
    std::uint8_t version_minor = 9;
    Table server_properties;
    std::string mechanisms;  // separated by spaces
    std::string locales;     // separated by spaces

    static void fields(auto& io, auto& m) {
        io.octet(m.version_major);
        io.octet(m.version_minor);
        io.table(m.server_properties);
        io.longstr(m.mechanisms);
        io.longstr(m.locales);
    }
    friend bool operator==(const ConnectionStart&, const ConnectionStart&) = default;
};

/// connection.start-ok: the client says what it is and logs in.       @spec 1.4.2.2
/// Wire: [client_properties: table][mechanism: shortstr][response: longstr][locale: shortstr]
struct ConnectionStartOk {
    static constexpr MethodId id{10, 11};
    static constexpr std::string_view name = "connection.start-ok";
    Table client_properties;
    std::string mechanism;
    std::string response;  // what the mechanism asks for; see sasl.hpp
    std::string locale;

    static void fields(auto& io, auto& m) {
        io.table(m.client_properties);
        io.shortstr(m.mechanism);
        io.longstr(m.response);
        io.shortstr(m.locale);
    }
    friend bool operator==(const ConnectionStartOk&, const ConnectionStartOk&) = default;
};

/// connection.secure: a mechanism asks a further question.            @spec 1.4.2.3
/// Wire: [challenge: longstr]
struct ConnectionSecure {
    static constexpr MethodId id{10, 20};
    static constexpr std::string_view name = "connection.secure";
    std::string challenge;

    static void fields(auto& io, auto& m) { io.longstr(m.challenge); }
    friend bool operator==(const ConnectionSecure&, const ConnectionSecure&) = default;
};

/// connection.secure-ok: the answer to it.                            @spec 1.4.2.4
/// Wire: [response: longstr]
struct ConnectionSecureOk {
    static constexpr MethodId id{10, 21};
    static constexpr std::string_view name = "connection.secure-ok";
    std::string response;

    static void fields(auto& io, auto& m) { io.longstr(m.response); }
    friend bool operator==(const ConnectionSecureOk&, const ConnectionSecureOk&) = default;
};

/// connection.tune: the server proposes limits; 0 means none.         @spec 1.4.2.5
/// Wire: [channel_max: short][frame_max: long][heartbeat: short]
struct ConnectionTune {
    static constexpr MethodId id{10, 30};
    static constexpr std::string_view name = "connection.tune";
    std::uint16_t channel_max = 0;  // the highest channel number
    std::uint32_t frame_max = 0;    // octets, the envelope included
    std::uint16_t heartbeat = 0;    // seconds

    static void fields(auto& io, auto& m) {
        io.short_(m.channel_max);
        io.long_(m.frame_max);
        io.short_(m.heartbeat);
    }
    friend bool operator==(const ConnectionTune&, const ConnectionTune&) = default;
};

/// connection.tune-ok: the limits that hold from now on.              @spec 1.4.2.6
/// Wire: [channel_max: short][frame_max: long][heartbeat: short]
struct ConnectionTuneOk {
    static constexpr MethodId id{10, 31};
    static constexpr std::string_view name = "connection.tune-ok";
    std::uint16_t channel_max = 0;
    std::uint32_t frame_max = 0;
    std::uint16_t heartbeat = 0;  // seconds

    static void fields(auto& io, auto& m) {
        io.short_(m.channel_max);
        io.long_(m.frame_max);
        io.short_(m.heartbeat);
    }
    friend bool operator==(const ConnectionTuneOk&, const ConnectionTuneOk&) = default;
};

/// connection.open: the client enters a vhost.                        @spec 1.4.2.7
/// Wire: [vhost: shortstr][reserved: shortstr][reserved: bit]
struct ConnectionOpen {
    static constexpr MethodId id{10, 40};
    static constexpr std::string_view name = "connection.open";
    std::string vhost;

    static void fields(auto& io, auto& m) {
        io.shortstr(m.vhost);
        io.reserved_shortstr();
        io.reserved_bit();
    }
    friend bool operator==(const ConnectionOpen&, const ConnectionOpen&) = default;
};

/// connection.open-ok: it is in.                                      @spec 1.4.2.8
/// Wire: [reserved: shortstr]
struct ConnectionOpenOk {
    static constexpr MethodId id{10, 41};
    static constexpr std::string_view name = "connection.open-ok";

    static void fields(auto& io, auto&) { io.reserved_shortstr(); }
    friend bool operator==(const ConnectionOpenOk&, const ConnectionOpenOk&) = default;
};

}  // namespace leveret::protocol
