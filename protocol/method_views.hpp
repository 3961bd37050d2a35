#pragma once

#include "protocol/method.hpp"

namespace leveret::protocol {

/// The hot methods, read in place: what they name lies in the octets they were read from.
/// Each has the members that its method's `fields` reads, so that the wire is described once.
struct PublishView {
    using Of = BasicPublish;
    Bytes exchange, routing_key;
    bool mandatory = false, immediate = false;
};

struct DeliverView {
    using Of = BasicDeliver;
    Bytes consumer_tag;
    std::uint64_t delivery_tag = 0;
    bool redelivered = false;
    Bytes exchange, routing_key;
};

struct GetOkView {
    using Of = BasicGetOk;
    std::uint64_t delivery_tag = 0;
    bool redelivered = false;
    Bytes exchange, routing_key;
    std::uint32_t message_count = 0;
};

struct ReturnView {
    using Of = BasicReturn;
    std::uint16_t reply_code = 0;
    Bytes reply_text, exchange, routing_key;
};

/// Reads a method's arguments in place. Errors as of decode().
template <class View>
Result<View> view(Bytes arguments) {
    View seen;
    Reader reader{arguments};
    View::Of::fields(reader, seen);
    if (!reader.done()) [[unlikely]]
        return arguments_error(reader, View::Of::id, arguments);
    return seen;
}

}  // namespace leveret::protocol
