#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The basic class: the methods that carry a message, and basic.get.
// The hot ones have views that are read in place; see method_views.hpp.
namespace leveret::protocol {

/// basic.publish: a message for an exchange. Content follows.         @spec 1.8.3.7
/// Wire: [reserved: short][exchange: shortstr][routing_key: shortstr][mandatory, immediate: bits]
struct BasicPublish {
    static constexpr MethodId id{60, 40};
    static constexpr std::string_view name = "basic.publish";
    std::string exchange;  // empty: the default exchange
    std::string routing_key;
    bool mandatory = false;  // return it if it goes to no queue
    bool immediate = false;  // return it if no consumer takes it at once

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
        io.bits(m.mandatory, m.immediate);
    }
    friend bool operator==(const BasicPublish&, const BasicPublish&) = default;
};

/// basic.return: a message that could not be routed. Content follows. @spec 1.8.3.8
/// Wire: [reply_code: short][reply_text: shortstr][exchange: shortstr][routing_key: shortstr]
struct BasicReturn {
    static constexpr MethodId id{60, 50};
    static constexpr std::string_view name = "basic.return";
    std::uint16_t reply_code = 0;
    std::string reply_text, exchange, routing_key;

    static void fields(auto& io, auto& m) {
        io.short_(m.reply_code);
        io.shortstr(m.reply_text);
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
    }
    friend bool operator==(const BasicReturn&, const BasicReturn&) = default;
};

/// basic.deliver: a message for a consumer. Content follows.          @spec 1.8.3.9
/// Wire: [consumer_tag: shortstr][delivery_tag: longlong][redelivered: bit][exchange: shortstr]
///       [routing_key: shortstr]
struct BasicDeliver {
    static constexpr MethodId id{60, 60};
    static constexpr std::string_view name = "basic.deliver";
    std::string consumer_tag;
    std::uint64_t delivery_tag = 0;
    bool redelivered = false;  // maybe it was sent before
    std::string exchange, routing_key;

    static void fields(auto& io, auto& m) {
        io.shortstr(m.consumer_tag);
        io.longlong(m.delivery_tag);
        io.bits(m.redelivered);
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
    }
    friend bool operator==(const BasicDeliver&, const BasicDeliver&) = default;
};

/// basic.get: give me one message.                                    @spec 1.8.3.10
/// Wire: [reserved: short][queue: shortstr][no_ack: bit]
struct BasicGet {
    static constexpr MethodId id{60, 70};
    static constexpr std::string_view name = "basic.get";
    std::string queue;  // empty: the queue this channel declared last
    bool no_ack = false;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.bits(m.no_ack);
    }
    friend bool operator==(const BasicGet&, const BasicGet&) = default;
};

/// basic.get-ok: here it is. Content follows.                         @spec 1.8.3.11
/// Wire: [delivery_tag: longlong][redelivered: bit][exchange: shortstr][routing_key: shortstr]
///       [message_count: long]
struct BasicGetOk {
    static constexpr MethodId id{60, 71};
    static constexpr std::string_view name = "basic.get-ok";
    std::uint64_t delivery_tag = 0;
    bool redelivered = false;  // maybe it was sent before
    std::string exchange, routing_key;
    std::uint32_t message_count = 0;  // ready ones that are left

    static void fields(auto& io, auto& m) {
        io.longlong(m.delivery_tag);
        io.bits(m.redelivered);
        io.shortstr(m.exchange);
        io.shortstr(m.routing_key);
        io.long_(m.message_count);
    }
    friend bool operator==(const BasicGetOk&, const BasicGetOk&) = default;
};

/// basic.get-empty: there is none.                                    @spec 1.8.3.12
/// Wire: [reserved: shortstr]
struct BasicGetEmpty {
    static constexpr MethodId id{60, 72};
    static constexpr std::string_view name = "basic.get-empty";

    static void fields(auto& io, auto&) { io.reserved_shortstr(); }
    friend bool operator==(const BasicGetEmpty&, const BasicGetEmpty&) = default;
};

}  // namespace leveret::protocol
