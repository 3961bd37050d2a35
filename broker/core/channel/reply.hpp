#pragma once

#include "broker/core/channel/channel.hpp"
#include "broker/core/session.hpp"
#include "protocol/frame_writer.hpp"

namespace leveret::broker {

template <class Method>
void Session::send(std::uint16_t channel, const Method& method) {
    protocol::write_method(output_, channel, method);
    wrote();
}

template <class Method>
void Channel::reply(const Method& method) {
    session_.send(number_, method);
}

}  // namespace leveret::broker
