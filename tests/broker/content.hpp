#pragma once

#include <string>

#include "broker/core/message.hpp"
#include "protocol/properties.hpp"
#include "tests/support/octets.hpp"

namespace leveret::test {

/// A message with this body, for units below the channel.
inline broker::MessageRef message(Bytes body = "body") {
    return content("", "q", body);
}

/// One that is to survive.
inline broker::MessageRef persistent_message(Bytes body = "body") {
    const Properties properties{.delivery_mode = std::uint8_t{2}};
    auto made = protocol::Content::allocate("", "q", header_payload(body.size(), properties),
                                            body.size(), {.persistent = true});
    protocol::Content::append_body(made, body);
    return made;
}

}  // namespace leveret::test
