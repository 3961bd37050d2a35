#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "protocol/content.hpp"

namespace leveret::broker {

/// A durable queue's number in the store: never 0, never used again while anything refers to it.
using QueueId = std::uint64_t;
/// A message's place in its queue: counts up from 1 with every message that enters; never reused.
using Position = std::uint64_t;

/// A durable queue as it stands in the store.
struct StoredQueue {
    QueueId id = 0;
    std::string vhost;
    std::string name;
    bool auto_delete = false;
    std::string arguments;   // an encoded table body (without its length), as declared
    Position delivered = 0;  // every position up to here has been given to a consumer once
};

/// Whose confirm waits for a message to be stored.
struct ConfirmTarget {
    std::uint64_t session = 0;  // 0: nobody's
    std::uint16_t channel = 0;
    std::uint32_t opening = 0;   // which of the channels that had this number
    std::uint64_t sequence = 0;  // the publish's number on that channel
};

/// A persistent message that enters a durable queue. An empty `content` means: consumed and settled
/// before it had to be written; the store skips it.
struct MessageAdded {
    QueueId queue = 0;
    Position position = 0;
    protocol::ContentRef content;
    ConfirmTarget confirm;  // the store passes it through
};

/// Messages `first` to `last`, both included, leave a queue. Positions that are not there are no
/// error.
struct MessagesRemoved {
    QueueId queue = 0;
    Position first = 0;
    Position last = 0;
};

/// Every position up to `position` has been delivered: survivors come back as redelivered.  B367
struct DeliveredUpTo {
    QueueId queue = 0;
    Position position = 0;
};

/// Changes that are written as one transaction, kind by kind in the order of the members.
struct Batch {
    std::uint64_t number = 0;  // counts up from 1
    std::vector<StoredQueue> queues_declared;
    std::vector<MessageAdded> messages_added;
    std::vector<MessagesRemoved> messages_removed;
    std::vector<DeliveredUpTo> delivered;
    std::vector<QueueId> queues_deleted;  // with every message in them
};

}  // namespace leveret::broker
