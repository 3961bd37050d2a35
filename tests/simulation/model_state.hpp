#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/content.hpp"
#include "protocol/output.hpp"
#include "tests/simulation/model_confirms.hpp"

namespace leveret::simulation {

using ConnectionId = std::uint64_t;
using Position = std::uint64_t;
using BatchNumber = std::uint64_t;

/// Whose publish it was. A channel number may be used again: the opening tells which channel it
/// was.
struct ConfirmAddress {
    ConnectionId connection = 0;  // 0: nobody asked
    std::uint16_t channel = 0;
    std::uint64_t opening = 0;
    std::uint64_t sequence = 0;
    friend bool operator==(const ConfirmAddress&, const ConfirmAddress&) = default;
};

/// A message in a queue, ready or out.
struct ModelEntry {
    Position position = 0;
    protocol::ContentRef content;
    bool kept = false;      // persistent, and its queue is durable
    BatchNumber batch = 0;  // in which it goes to the store; 0: it is there since the start
    bool was_out = false;
    ConfirmAddress confirm;
};

/// Somebody who consumes from a queue.
struct ModelConsumer {
    std::string tag;
    ConnectionId connection = 0;
    std::uint16_t channel = 0;
    std::string queue;
    bool no_ack = false;
    bool exclusive = false;
    bool cancelled = false;
    std::uint32_t limit = 0;  // 0: none
    std::uint32_t used = 0;
};
using ModelConsumerRef = std::shared_ptr<ModelConsumer>;

struct ModelQueue {
    std::string name;
    bool durable = false;
    bool auto_delete = false;
    ConnectionId owner = 0;  // 0: not exclusive
    BatchNumber declared_in = 0;
    bool was_consumed = false;
    bool deleted = false;
    Position last_position = 0;
    std::map<Position, ModelEntry> ready;
    std::vector<ModelConsumerRef> consumers;  // in the order in which they came
    std::vector<ModelConsumerRef> turn;       // who is asked next, in order
};
using ModelQueueRef = std::shared_ptr<ModelQueue>;

/// A message that is out.
struct ModelUnacked {
    ModelEntry entry;
    ModelQueueRef queue;
    ModelConsumerRef consumer;  // null: it came by basic.get
};

struct ModelChannel {
    std::uint16_t number = 0;
    std::uint64_t opening = 0;
    bool closing = false;
    std::string last_queue;
    std::uint32_t next_prefetch = 0;
    std::uint32_t limit = 0;  // of all consumers together; 0: none
    std::uint32_t used = 0;
    std::uint64_t last_tag = 0;
    std::map<std::uint64_t, ModelUnacked> unacked;
    std::map<std::string, ModelConsumerRef> consumers;
    std::optional<ModelConfirms> confirms;
};

struct ModelConnection {
    enum class State { running, closing, ended };

    ConnectionId id = 0;
    std::uint32_t frame_max = 0;
    State state = State::running;
    protocol::Output output;
    std::size_t in_flight = 0;
    bool writable = true;
    BatchNumber held_until = 0;
    std::map<std::uint16_t, ModelChannel> channels;
    std::vector<std::string> exclusive_queues;
    std::vector<std::uint16_t> confirming;
};

/// What must be on the disk: queue by queue its messages, and whether they have been out.
struct ModelDisk {
    struct Message {
        std::string body;
        bool was_out = false;
        friend bool operator==(const Message&, const Message&) = default;
    };
    struct Queue {
        bool auto_delete = false;
        std::vector<Message> messages;  // oldest first
        friend bool operator==(const Queue&, const Queue&) = default;
    };
    std::map<std::string, Queue> queues;
    friend bool operator==(const ModelDisk&, const ModelDisk&) = default;
};

}  // namespace leveret::simulation
