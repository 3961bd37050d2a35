#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"
#include "protocol/table.hpp"

// The basic class: who gets messages, and how many at once.
namespace leveret::protocol {

/// basic.qos: how much may be unacknowledged at a time.               @spec 1.8.3.1
/// Wire: [prefetch_size: long][prefetch_count: short][global: bit]
struct BasicQos {
    static constexpr MethodId id{60, 10};
    static constexpr std::string_view name = "basic.qos";
    std::uint32_t prefetch_size = 0;   // octets; 0: no limit
    std::uint16_t prefetch_count = 0;  // messages; 0: no limit
    bool global = false;               // for the channel, not for each consumer

    static void fields(auto& io, auto& m) {
        io.long_(m.prefetch_size);
        io.short_(m.prefetch_count);
        io.bits(m.global);
    }
    friend bool operator==(const BasicQos&, const BasicQos&) = default;
};

/// basic.qos-ok: the limit holds.                                     @spec 1.8.3.2
struct BasicQosOk {
    static constexpr MethodId id{60, 11};
    static constexpr std::string_view name = "basic.qos-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const BasicQosOk&, const BasicQosOk&) = default;
};

/// basic.consume: send me what this queue holds.                      @spec 1.8.3.3
/// Wire: [reserved: short][queue: shortstr][consumer_tag: shortstr]
///       [no_local, no_ack, exclusive, no_wait: bits][arguments: table]
struct BasicConsume {
    static constexpr MethodId id{60, 20};
    static constexpr std::string_view name = "basic.consume";
    std::string queue;         // empty: the queue this channel declared last
    std::string consumer_tag;  // empty: the server makes one up
    bool no_local = false, no_ack = false, exclusive = false, no_wait = false;
    Table arguments;

    static void fields(auto& io, auto& m) {
        io.reserved_short();
        io.shortstr(m.queue);
        io.shortstr(m.consumer_tag);
        io.bits(m.no_local, m.no_ack, m.exclusive, m.no_wait);
        io.table(m.arguments);
    }
    friend bool operator==(const BasicConsume&, const BasicConsume&) = default;
};

/// basic.consume-ok: messages will come under this tag.               @spec 1.8.3.4
/// Wire: [consumer_tag: shortstr]
struct BasicConsumeOk {
    static constexpr MethodId id{60, 21};
    static constexpr std::string_view name = "basic.consume-ok";
    std::string consumer_tag;

    static void fields(auto& io, auto& m) { io.shortstr(m.consumer_tag); }
    friend bool operator==(const BasicConsumeOk&, const BasicConsumeOk&) = default;
};

/// basic.cancel: send no more; from the server: there is no more.     @spec 1.8.3.5
/// Wire: [consumer_tag: shortstr][no_wait: bit]
struct BasicCancel {
    static constexpr MethodId id{60, 30};
    static constexpr std::string_view name = "basic.cancel";
    std::string consumer_tag;
    bool no_wait = false;

    static void fields(auto& io, auto& m) {
        io.shortstr(m.consumer_tag);
        io.bits(m.no_wait);
    }
    friend bool operator==(const BasicCancel&, const BasicCancel&) = default;
};

/// basic.cancel-ok: no more will come.                                @spec 1.8.3.6
/// Wire: [consumer_tag: shortstr]
struct BasicCancelOk {
    static constexpr MethodId id{60, 31};
    static constexpr std::string_view name = "basic.cancel-ok";
    std::string consumer_tag;

    static void fields(auto& io, auto& m) { io.shortstr(m.consumer_tag); }
    friend bool operator==(const BasicCancelOk&, const BasicCancelOk&) = default;
};

}  // namespace leveret::protocol
