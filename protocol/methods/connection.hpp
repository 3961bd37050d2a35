#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/methods/connection_handshake.hpp"
#include "protocol/result.hpp"

// The connection class: what may come once the connection is open.
namespace leveret::protocol {

/// connection.close: either side ends the connection.                 @spec 1.4.2.9
/// Wire: [reply_code: short][reply_text: shortstr][class_id: short][method_id: short]
struct ConnectionClose {
    static constexpr MethodId id{10, 50};
    static constexpr std::string_view name = "connection.close";
    std::uint16_t reply_code = 0;
    std::string reply_text;
    std::uint16_t class_id = 0;  // the method to blame; 0, 0 if none is
    std::uint16_t method_id = 0;

    static void fields(auto& io, auto& m) {
        io.short_(m.reply_code);
        io.shortstr(m.reply_text);
        io.short_(m.class_id);
        io.short_(m.method_id);
    }
    friend bool operator==(const ConnectionClose&, const ConnectionClose&) = default;
};

/// connection.close-ok: nothing more will be sent.                    @spec 1.4.2.10
struct ConnectionCloseOk {
    static constexpr MethodId id{10, 51};
    static constexpr std::string_view name = "connection.close-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ConnectionCloseOk&, const ConnectionCloseOk&) = default;
};

/// connection.blocked: the server takes no publishes now. (RabbitMQ)
/// Wire: [reason: shortstr]
struct ConnectionBlocked {
    static constexpr MethodId id{10, 60};
    static constexpr std::string_view name = "connection.blocked";
    std::string reason;

    static void fields(auto& io, auto& m) { io.shortstr(m.reason); }
    friend bool operator==(const ConnectionBlocked&, const ConnectionBlocked&) = default;
};

/// connection.unblocked: it takes them again.             (RabbitMQ)
struct ConnectionUnblocked {
    static constexpr MethodId id{10, 61};
    static constexpr std::string_view name = "connection.unblocked";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ConnectionUnblocked&, const ConnectionUnblocked&) = default;
};

/// connection.update-secret: a new password before the old one expires. B056
/// Wire: [new_secret: longstr][reason: shortstr]
struct ConnectionUpdateSecret {
    static constexpr MethodId id{10, 70};
    static constexpr std::string_view name = "connection.update-secret";
    std::string new_secret, reason;

    static void fields(auto& io, auto& m) {
        io.longstr(m.new_secret);
        io.shortstr(m.reason);
    }
    friend bool operator==(const ConnectionUpdateSecret&, const ConnectionUpdateSecret&) = default;
};

/// connection.update-secret-ok: it is in force.                       B056
struct ConnectionUpdateSecretOk {
    static constexpr MethodId id{10, 71};
    static constexpr std::string_view name = "connection.update-secret-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ConnectionUpdateSecretOk&,
                           const ConnectionUpdateSecretOk&) = default;
};

}  // namespace leveret::protocol
