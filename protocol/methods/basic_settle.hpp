#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The basic class: what became of a message. From the server, ack and nack are publisher confirms.
namespace leveret::protocol {

/// basic.ack: done with this message.                                 @spec 1.8.3.13
/// Wire: [delivery_tag: longlong][multiple: bit]
struct BasicAck {
    static constexpr MethodId id{60, 80};
    static constexpr std::string_view name = "basic.ack";
    std::uint64_t delivery_tag = 0;
    bool multiple = false;  // and with all before it

    static void fields(auto& io, auto& m) {
        io.longlong(m.delivery_tag);
        io.bits(m.multiple);
    }
    friend bool operator==(const BasicAck&, const BasicAck&) = default;
};

/// basic.reject: this message cannot be handled.                      @spec 1.8.3.14
/// Wire: [delivery_tag: longlong][requeue: bit]
struct BasicReject {
    static constexpr MethodId id{60, 90};
    static constexpr std::string_view name = "basic.reject";
    std::uint64_t delivery_tag = 0;
    bool requeue = false;  // otherwise it is dropped or dead-lettered

    static void fields(auto& io, auto& m) {
        io.longlong(m.delivery_tag);
        io.bits(m.requeue);
    }
    friend bool operator==(const BasicReject&, const BasicReject&) = default;
};

/// basic.recover-async: recover without an answer. Deprecated.        @spec 1.8.3.15
/// Wire: [requeue: bit]
struct BasicRecoverAsync {
    static constexpr MethodId id{60, 100};
    static constexpr std::string_view name = "basic.recover-async";
    bool requeue = false;

    static void fields(auto& io, auto& m) { io.bits(m.requeue); }
    friend bool operator==(const BasicRecoverAsync&, const BasicRecoverAsync&) = default;
};

/// basic.recover: deliver all unacknowledged messages again.          @spec 1.8.3.16
/// Wire: [requeue: bit]
struct BasicRecover {
    static constexpr MethodId id{60, 110};
    static constexpr std::string_view name = "basic.recover";
    bool requeue = false;

    static void fields(auto& io, auto& m) { io.bits(m.requeue); }
    friend bool operator==(const BasicRecover&, const BasicRecover&) = default;
};

/// basic.recover-ok: they will come.                                  @spec 1.8.3.17
struct BasicRecoverOk {
    static constexpr MethodId id{60, 111};
    static constexpr std::string_view name = "basic.recover-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const BasicRecoverOk&, const BasicRecoverOk&) = default;
};

/// basic.nack: reject, for many messages at once.                     (RabbitMQ)
/// Wire: [delivery_tag: longlong][multiple, requeue: bits]
struct BasicNack {
    static constexpr MethodId id{60, 120};
    static constexpr std::string_view name = "basic.nack";
    std::uint64_t delivery_tag = 0;
    bool multiple = false;  // and all before it
    bool requeue = false;   // otherwise they are dropped or dead-lettered

    static void fields(auto& io, auto& m) {
        io.longlong(m.delivery_tag);
        io.bits(m.multiple, m.requeue);
    }
    friend bool operator==(const BasicNack&, const BasicNack&) = default;
};

}  // namespace leveret::protocol
