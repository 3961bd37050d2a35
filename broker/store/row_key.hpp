#pragma once

#include <cstdint>

#include "broker/store/change.hpp"

namespace leveret::broker {

/// A message's key in the file: its queue in the upper 23 bits, its position in the lower 40. So
/// one b-tree holds every message, a queue's lie side by side in order, and a range of positions is
/// a range of keys.
using RowKey = std::int64_t;

inline constexpr unsigned position_bits = 40;
inline constexpr Position position_max = (Position{1} << position_bits) - 1;
inline constexpr QueueId queue_id_max = (QueueId{1} << 23) - 1;

/// Whether a queue of this number can be written.
constexpr bool storable_queue(QueueId queue) {
    return queue >= 1 && queue <= queue_id_max;
}

/// Whether a message at this position can be written.
constexpr bool storable_position(Position position) {
    return position >= 1 && position <= position_max;
}

/// The key of a message. Invariant: both can be written; a position of 0 gives the key before all
/// of the queue.
constexpr RowKey row_key(QueueId queue, Position position) {
    return static_cast<RowKey>((queue << position_bits) | position);
}

/// The last key a queue can have.
constexpr RowKey last_row_key(QueueId queue) {
    return row_key(queue, position_max);
}

constexpr Position position_of(RowKey key) {
    return static_cast<Position>(key) & position_max;
}

}  // namespace leveret::broker
