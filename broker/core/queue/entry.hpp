#pragma once

#include "broker/core/journal.hpp"
#include "broker/core/message.hpp"
#include "broker/store/change.hpp"

namespace leveret::broker {

/// One message in one queue, ready or out with a consumer.
struct QueueEntry {
    MessageRef message;
    Position position = 0;
    Stamp stamp;               // where it was staged for the store, if it was
    bool redelivered = false;  // it has been out before                 B269, B271
};

}  // namespace leveret::broker
