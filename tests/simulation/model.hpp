#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "protocol/method.hpp"
#include "tests/simulation/model_state.hpp"

namespace leveret::simulation {

/// The broker told plainly: maps, lists and no cleverness. It says which octets every client must
/// get and what must be on the disk.
///
/// It follows the rule by which the broker chooses among consumers: in turn; one found without
/// credit leaves the turn and joins again at its end when it may have credit.
class Model {
  public:
    explicit Model(std::size_t output_max_octets) : output_max_octets_(output_max_octets) {}

    // What happens to the broker.
    void connect(ConnectionId id, std::uint32_t frame_max);
    /// The socket is gone.
    void disconnect(ConnectionId id);
    /// One command of a client, whole.
    void handle(ConnectionId id, std::uint16_t channel, const protocol::Method& method,
                const protocol::ContentRef& content);
    void in_flight(ConnectionId id, std::size_t octets);
    /// All that changed since the last time is on its way to the store.
    void commit_begins();
    /// The disk has it.
    void commit_written() { disk_ = on_its_way_; }
    /// The store has said how it went.
    void commit_ends(bool stored);
    /// Confirms are written.
    void end_step();
    /// The machine stopped and starts again: what is on the disk is all there is.
    void crash();

    // What must come of it.
    /// What this client gets now; empty while it is held back.
    std::string take_output(ConnectionId id);
    bool output_waits(ConnectionId id) const;
    bool output_held(ConnectionId id) const;
    bool ended(ConnectionId id) const;
    const ModelDisk& disk() const { return disk_; }
    /// What the disk would hold if everything were written now.
    ModelDisk durable_state() const;
    const std::map<std::string, ModelQueueRef>& queues() const { return queues_; }
    /// Messages of this queue that are out.
    std::size_t unacked_count(const ModelQueue& queue) const;

  private:
    using Refusal = std::optional<protocol::Error>;
    using Connection = ModelConnection;
    using Channel = ModelChannel;

    // model.cpp: connections and channels
    void handle_connection(Connection& connection, const protocol::Method& method);
    void fail(Connection& connection, protocol::Error error, protocol::MethodId method);
    void refuse(Connection& connection, Channel& channel, protocol::Error error,
                protocol::MethodId method);
    void end_channel(Connection& connection, Channel& channel);
    void end_channels(Connection& connection);
    Channel* find_channel(ConnectionId connection, std::uint16_t number);

    // model_queues.cpp: queue.* and what lies in queues
    Refusal on(Connection&, Channel&, const protocol::QueueDeclare&);
    Refusal on(Connection&, Channel&, const protocol::QueueDelete&);
    Refusal on(Connection&, Channel&, const protocol::QueuePurge&);
    Refusal declare_again(ConnectionId asking, const ModelQueue& queue,
                          const protocol::QueueDeclare& method) const;
    void declare_ok(Connection&, Channel&, const ModelQueue& queue, bool no_wait);
    ModelQueueRef find_queue(const std::string& name) const;
    Refusal check_open(ConnectionId asking, const std::string& name) const;
    void delete_queue(const ModelQueueRef& queue);
    void delete_if_idle(const std::string& name);
    void strike_out(const ModelQueue& queue, const ModelEntry& entry);

    // model_messages.cpp: basic.* and confirm.*
    Refusal on(Connection&, Channel&, const protocol::BasicPublish&, const protocol::ContentRef&);
    Refusal on(Connection&, Channel&, const protocol::BasicConsume&);
    Refusal on(Connection&, Channel&, const protocol::BasicCancel&);
    Refusal on(Connection&, Channel&, const protocol::BasicGet&);
    Refusal on(Connection&, Channel&, const protocol::BasicQos&);
    Refusal on(Connection&, Channel&, const protocol::BasicRecover&);
    Refusal on(Connection&, Channel&, const protocol::BasicRecoverAsync&);
    Refusal on(Connection&, Channel&, const protocol::BasicAck&);
    Refusal on(Connection&, Channel&, const protocol::BasicNack&);
    Refusal on(Connection&, Channel&, const protocol::BasicReject&);
    Refusal on(Connection&, Channel&, const protocol::ConfirmSelect&);
    Refusal handle_method(Connection&, Channel&, const protocol::Method&,
                          const protocol::ContentRef&);

    // model_delivery.cpp: who gets what, and what comes back
    bool has_credit(const ModelConsumer& consumer);
    ModelConsumerRef next_with_credit(ModelQueue& queue);
    void wake(const ModelConsumerRef& consumer);
    void wake_all(Channel& channel);
    void deliver(const ModelConsumerRef& consumer, const ModelQueueRef& queue, ModelEntry entry);
    void run_deliveries();
    enum class Fate { done, back };
    Refusal settle(Channel& channel, std::uint64_t tag, bool multiple, Fate fate);
    void settle_one(Channel& channel, std::uint64_t tag, Fate fate);
    void settle_all(Channel& channel, Fate fate);
    void remove_consumer(const ModelConsumerRef& consumer);

    template <class M>
    void write(Connection& connection, std::uint16_t channel, const M& method,
               const protocol::ContentRef& content = {});
    void wrote(Connection& connection);
    void note_confirms(Connection& connection, const Channel& channel);
    void decide(const std::vector<ConfirmAddress>& addresses, bool rejected);

    std::size_t output_max_octets_;
    std::map<ConnectionId, Connection> connections_;
    std::map<std::string, ModelQueueRef> queues_;
    std::vector<ModelQueueRef> scheduled_;
    std::vector<ConnectionId> confirming_;
    std::uint64_t last_opening_ = 0;
    BatchNumber gathering_ = 1;
    BatchNumber stored_ = 0;
    std::vector<ConfirmAddress> waiting_;  // for the batch that gathers
    std::vector<ConfirmAddress> under_way_;
    std::vector<ConfirmAddress> released_;  // settled before they had to be written
    ModelDisk on_its_way_;
    ModelDisk disk_;
};

}  // namespace leveret::simulation
