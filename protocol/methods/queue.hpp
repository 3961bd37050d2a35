#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"
#include "protocol/table.hpp"

// The queue class.
namespace leveret::protocol {

/// queue.declare: make a queue, or check that it is there.            @spec 1.7.2.1
/// Wire: [reserved: short][queue: shortstr]
///       [passive, durable, exclusive, auto_delete, no_wait: bits][arguments: table]
struct QueueDeclare {
    static constexpr MethodId id{50, 10};
    static constexpr std::string_view name = "queue.declare";
    std::string queue;     // empty: the server makes up a name
    bool passive = false;  // only check
    bool durable = false;
    bool exclusive = false;    // only for this connection, and gone with it
    bool auto_delete = false;  // gone with its last consumer
    bool no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.bits(m.passive, m.durable, m.exclusive, m.auto_delete, m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const QueueDeclare&, const QueueDeclare&) = default;
};

/// queue.declare-ok: it is there, under this name.                    @spec 1.7.2.2
/// Wire: [queue: shortstr][message_count: long][consumer_count: long]
struct QueueDeclareOk {
    static constexpr MethodId id{50, 11};
    static constexpr std::string_view name = "queue.declare-ok";
    std::string queue;
    std::uint32_t message_count = 0;  // ready ones
    std::uint32_t consumer_count = 0;

    static void fields(auto& io, auto& m) {
        io.shortstr(m.queue);
        io.long_(m.message_count);
        io.long_(m.consumer_count);
    }
    friend bool operator==(const QueueDeclareOk&, const QueueDeclareOk&) = default;
};

/// queue.bind: messages of `exchange` go to `queue`.                  @spec 1.7.2.3
/// Wire: [reserved: short][queue: shortstr][exchange: shortstr][routing_key: shortstr]
///       [no_wait: bit][arguments: table]
struct QueueBind {
    static constexpr MethodId id{50, 20};
    static constexpr std::string_view name = "queue.bind";
    std::string queue;  // empty: the queue this channel declared last
    std::string exchange, routing_key;
    bool no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
        io.bits(m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const QueueBind&, const QueueBind&) = default;
};

/// queue.bind-ok: they do.                                            @spec 1.7.2.4
struct QueueBindOk {
    static constexpr MethodId id{50, 21};
    static constexpr std::string_view name = "queue.bind-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const QueueBindOk&, const QueueBindOk&) = default;
};

/// queue.purge: drop the ready messages.                              @spec 1.7.2.7
/// Wire: [reserved: short][queue: shortstr][no_wait: bit]
struct QueuePurge {
    static constexpr MethodId id{50, 30};
    static constexpr std::string_view name = "queue.purge";
    std::string queue;  // empty: the queue this channel declared last
    bool no_wait = false;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.bits(m.no_wait);
    }
    friend bool operator==(const QueuePurge&, const QueuePurge&) = default;
};

/// queue.purge-ok: that many were dropped.                            @spec 1.7.2.8
/// Wire: [message_count: long]
struct QueuePurgeOk {
    static constexpr MethodId id{50, 31};
    static constexpr std::string_view name = "queue.purge-ok";
    std::uint32_t message_count = 0;

    static void fields(auto& io, auto& m) { io.long_(m.message_count); }
    friend bool operator==(const QueuePurgeOk&, const QueuePurgeOk&) = default;
};

/// queue.delete: remove a queue and what it holds.                    @spec 1.7.2.9
/// Wire: [reserved: short][queue: shortstr][if_unused, if_empty, no_wait: bits]
struct QueueDelete {
    static constexpr MethodId id{50, 40};
    static constexpr std::string_view name = "queue.delete";
    std::string queue;  // empty: the queue this channel declared last
    bool if_unused = false, if_empty = false, no_wait = false;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.bits(m.if_unused, m.if_empty, m.no_wait);
    }
    friend bool operator==(const QueueDelete&, const QueueDelete&) = default;
};

/// queue.delete-ok: it is gone, with that many messages.              @spec 1.7.2.10
/// Wire: [message_count: long]
struct QueueDeleteOk {
    static constexpr MethodId id{50, 41};
    static constexpr std::string_view name = "queue.delete-ok";
    std::uint32_t message_count = 0;

    static void fields(auto& io, auto& m) { io.long_(m.message_count); }
    friend bool operator==(const QueueDeleteOk&, const QueueDeleteOk&) = default;
};

/// queue.unbind: messages of `exchange` no longer go to `queue`.      @spec 1.7.2.5
/// Wire: [reserved: short][queue: shortstr][exchange: shortstr][routing_key: shortstr]
///       [arguments: table]
struct QueueUnbind {
    static constexpr MethodId id{50, 50};
    static constexpr std::string_view name = "queue.unbind";
    std::string queue;  // empty: the queue this channel declared last
    std::string exchange, routing_key;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
        io.table(m.arguments);
    }
    friend bool operator==(const QueueUnbind&, const QueueUnbind&) = default;
};

/// queue.unbind-ok: they do not.                                      @spec 1.7.2.6
struct QueueUnbindOk {
    static constexpr MethodId id{50, 51};
    static constexpr std::string_view name = "queue.unbind-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const QueueUnbindOk&, const QueueUnbindOk&) = default;
};

}  // namespace leveret::protocol
