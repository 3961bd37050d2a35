#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"
#include "protocol/table.hpp"

// The exchange class.
namespace leveret::protocol {

/// exchange.declare: make an exchange, or check that it is there.     @spec 1.6.2.1
/// Wire: [reserved: short][exchange: shortstr][type: shortstr]
///       [passive, durable, auto_delete, internal, no_wait: bits][arguments: table]
struct ExchangeDeclare {
    static constexpr MethodId id{40, 10};
    static constexpr std::string_view name = "exchange.declare";
    std::string exchange;
    std::string type;      // direct, fanout, topic, headers, ...
    bool passive = false;  // only check
    bool durable = false;
    bool auto_delete = false;  // gone with its last binding
    bool internal = false;     // only bindings reach it
    bool no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.exchange);
        io.shortstr(m.type);
        io.bits(m.passive, m.durable, m.auto_delete, m.internal, m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const ExchangeDeclare&, const ExchangeDeclare&) = default;
};

/// exchange.declare-ok: it is there.                                  @spec 1.6.2.2
struct ExchangeDeclareOk {
    static constexpr MethodId id{40, 11};
    static constexpr std::string_view name = "exchange.declare-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ExchangeDeclareOk&, const ExchangeDeclareOk&) = default;
};

/// exchange.delete: remove an exchange and its bindings.              @spec 1.6.2.3
/// Wire: [reserved: short][exchange: shortstr][if_unused, no_wait: bits]
struct ExchangeDelete {
    static constexpr MethodId id{40, 20};
    static constexpr std::string_view name = "exchange.delete";
    std::string exchange;
    bool if_unused = false, no_wait = false;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.exchange);
        io.bits(m.if_unused, m.no_wait);
    }
    friend bool operator==(const ExchangeDelete&, const ExchangeDelete&) = default;
};

/// exchange.delete-ok: it is gone.                                    @spec 1.6.2.4
struct ExchangeDeleteOk {
    static constexpr MethodId id{40, 21};
    static constexpr std::string_view name = "exchange.delete-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ExchangeDeleteOk&, const ExchangeDeleteOk&) = default;
};

/// exchange.bind: messages of `source` also go to `destination`.      (RabbitMQ)
/// Wire: [reserved: short][destination: shortstr][source: shortstr][routing_key: shortstr]
///       [no_wait: bit][arguments: table]
struct ExchangeBind {
    static constexpr MethodId id{40, 30};
    static constexpr std::string_view name = "exchange.bind";
    std::string destination, source, routing_key;
    bool no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.destination);
        io.shortstr(m.source);
        io.shortstr(m.routing_key);
        io.bits(m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const ExchangeBind&, const ExchangeBind&) = default;
};

/// exchange.bind-ok: they do.                                         (RabbitMQ)
struct ExchangeBindOk {
    static constexpr MethodId id{40, 31};
    static constexpr std::string_view name = "exchange.bind-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ExchangeBindOk&, const ExchangeBindOk&) = default;
};

/// exchange.unbind: they no longer shall.                             (RabbitMQ)
/// Wire: [reserved: short][destination: shortstr][source: shortstr][routing_key: shortstr]
///       [no_wait: bit][arguments: table]
struct ExchangeUnbind {
    static constexpr MethodId id{40, 40};
    static constexpr std::string_view name = "exchange.unbind";
    std::string destination, source, routing_key;
    bool no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.destination);
        io.shortstr(m.source);
        io.shortstr(m.routing_key);
        io.bits(m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const ExchangeUnbind&, const ExchangeUnbind&) = default;
};

/// exchange.unbind-ok: they do not.                                   (RabbitMQ)
struct ExchangeUnbindOk {
    static constexpr MethodId id{40, 51};
    static constexpr std::string_view name = "exchange.unbind-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ExchangeUnbindOk&, const ExchangeUnbindOk&) = default;
};

}  // namespace leveret::protocol
