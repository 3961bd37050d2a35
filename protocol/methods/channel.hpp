#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

// The channel class.
namespace leveret::protocol {

/// channel.open: the client opens a channel.                          @spec 1.5.2.1
/// Wire: [reserved: shortstr]
struct ChannelOpen {
    static constexpr MethodId id{20, 10};
    static constexpr std::string_view name = "channel.open";

    static void fields(auto& io, auto&) { io.reserved_shortstr(); }
    friend bool operator==(const ChannelOpen&, const ChannelOpen&) = default;
};

/// channel.open-ok: it is open.                                       @spec 1.5.2.2
/// Wire: [reserved: longstr]
struct ChannelOpenOk {
    static constexpr MethodId id{20, 11};
    static constexpr std::string_view name = "channel.open-ok";

    static void fields(auto& io, auto&) { io.reserved_longstr(); }
    friend bool operator==(const ChannelOpenOk&, const ChannelOpenOk&) = default;
};

/// channel.flow: stop or go on sending content.                       @spec 1.5.2.3
/// Wire: [active: bit]
struct ChannelFlow {
    static constexpr MethodId id{20, 20};
    static constexpr std::string_view name = "channel.flow";
    bool active = false;

    static void fields(auto& io, auto& m) { io.bits(m.active); }
    friend bool operator==(const ChannelFlow&, const ChannelFlow&) = default;
};

/// channel.flow-ok: the sender has stopped or goes on.                @spec 1.5.2.4
/// Wire: [active: bit]
struct ChannelFlowOk {
    static constexpr MethodId id{20, 21};
    static constexpr std::string_view name = "channel.flow-ok";
    bool active = false;

    static void fields(auto& io, auto& m) { io.bits(m.active); }
    friend bool operator==(const ChannelFlowOk&, const ChannelFlowOk&) = default;
};

/// channel.close: either side ends the channel.                       @spec 1.5.2.5
/// Wire: [reply_code: short][reply_text: shortstr][class_id: short][method_id: short]
struct ChannelClose {
    static constexpr MethodId id{20, 40};
    static constexpr std::string_view name = "channel.close";
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
    friend bool operator==(const ChannelClose&, const ChannelClose&) = default;
};

/// channel.close-ok: its number is free again.                        @spec 1.5.2.6
struct ChannelCloseOk {
    static constexpr MethodId id{20, 41};
    static constexpr std::string_view name = "channel.close-ok";

    static void fields(auto&, auto&) {}
    friend bool operator==(const ChannelCloseOk&, const ChannelCloseOk&) = default;
};

}  // namespace leveret::protocol
