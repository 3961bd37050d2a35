#pragma once

#include "protocol/content.hpp"

namespace leveret::broker {

/// A published message: the very octets that basic.deliver will send, counted, never changed. It is
/// the codec's Content, so that a body is copied once, from the socket's buffer, and never again.
using Message = protocol::Content;
using MessageRef = protocol::ContentRef;

}  // namespace leveret::broker
