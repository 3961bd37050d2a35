#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <string>
#include <vector>

#include "protocol/assembler.hpp"
#include "protocol/method.hpp"
#include "tests/simulation/model_state.hpp"
#include "tests/simulation/promises.hpp"

namespace leveret::simulation {

/// A command on its way to the broker.
struct Sent {
    std::uint16_t channel = 0;
    protocol::Method method;
    protocol::ContentRef content;
    std::size_t octets = 0;  // on the wire
};

/// What a client knows of one of its consumers.
struct ClientConsumer {
    std::uint64_t serial = 0;
    std::uint32_t limit = 0;  // 0: none
    bool no_ack = false;
    std::uint32_t outstanding = 0;
};

/// What a client knows of one of its channels.
struct ClientChannel {
    struct Delivery {
        Promises::MessageNumber number = 0;
        std::string consumer;  // empty: it came by basic.get
    };
    struct Question {
        std::string queue;
        std::uint64_t age = 0;  // see Promises::age_of
        bool durable = false;
    };
    std::uint64_t serial = 0;
    bool closing = false;
    bool confirms = false;
    std::uint32_t prefetch = 0;
    bool counts_credit = true;   // false: it has settled what it has not seen
    bool reads_durable = false;  // it has asked for messages of a queue that must lose none
    std::uint64_t last_sequence = 0;
    std::map<std::uint64_t, Promises::MessageNumber> unconfirmed;
    std::map<std::uint64_t, Delivery> unacked;
    std::map<std::string, ClientConsumer> consumers;
    std::deque<bool> gets;            // whether each basic.get under way is no_ack
    std::deque<Question> declares;    // under way
    std::deque<std::string> emptied;  // by queue.purge and queue.delete under way
    protocol::Assembler assembler;
};

/// A client as the simulation plays it: what it has sent, and what it makes of the answers.
class Client {
  public:
    Client(ConnectionId id, std::uint32_t frame_max, Promises& promises, std::uint64_t& serials)
        : id_(id), frame_max_(frame_max), promises_(promises), serials_(serials) {}

    ConnectionId id() const { return id_; }

    /// Sends a command and keeps in mind what it will lead to.
    void send(std::uint16_t channel, protocol::Method method,
              const protocol::ContentRef& content = {});
    /// Octets that wait to go to the broker.
    std::size_t outgoing() const { return outgoing_.size(); }
    /// Takes up to `octets` of them, and puts the commands that are then whole into `whole`.
    std::string take(std::size_t octets, std::vector<Sent>& whole);

    /// Takes in what the broker sent and checks it. @throws Violation
    void receive(const std::string& octets);
    /// The socket is gone, or the broker is.
    void gone();

    /// The channels that it believes to be open.
    std::map<std::uint16_t, ClientChannel>& channels() { return channels_; }
    /// Neither side has begun to close the connection.
    bool open() const { return open_; }
    /// Whether some publish still waits for its confirm.
    bool awaits_confirms() const;

  private:
    void remember(std::uint16_t number, const protocol::Method& method,
                  const protocol::ContentRef& content);
    void remember_settling(ClientChannel& channel, std::uint64_t tag, bool multiple, bool done);
    void on_command(std::uint16_t number, protocol::Command& command);
    void on_method(std::uint16_t number, ClientChannel& channel, const protocol::Method& method,
                   const protocol::ContentRef& content);
    void on_confirm(ClientChannel& channel, std::uint64_t sequence, bool multiple, bool rejected);
    void on_delivery(ClientChannel& channel, const protocol::BasicDeliver& deliver,
                     const protocol::ContentRef& content);
    void on_get_ok(ClientChannel& channel, const protocol::BasicGetOk& get_ok,
                   const protocol::ContentRef& content);
    void drop_channel(std::uint16_t number);

    ConnectionId id_;
    std::uint32_t frame_max_;
    Promises& promises_;
    std::uint64_t& serials_;
    bool open_ = true;
    std::string outgoing_;
    std::deque<Sent> on_its_way_;
    std::size_t first_taken_ = 0;  // octets of the first of them that are gone
    std::map<std::uint16_t, ClientChannel> channels_;
};

}  // namespace leveret::simulation
