#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <set>
#include <string>
#include <vector>

#include "broker/core/channel/channel.hpp"
#include "broker/core/time.hpp"
#include "protocol/connection.hpp"
#include "protocol/heartbeat.hpp"
#include "protocol/output.hpp"

namespace leveret::broker {

class Broker;

/// Who is at the other end of a connection.
struct Peer {
    std::string address;    // for the log, such as `127.0.0.1:50312`
    bool loopback = false;  // B038
};

/// One connection: its user, its vhost, its channels, its exclusive queues.
class Session {
  public:
    Session(SessionId id, Peer peer, Broker& broker, TimePoint now);
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;

    SessionId id() const { return id_; }
    const Peer& peer() const { return peer_; }
    const std::string& user() const { return user_; }
    Broker& broker() { return broker_; }
    /// Invariant: connection.open has been accepted.
    Vhost& vhost() { return *vhost_; }

    /// Handles every whole frame in `octets`. @return how many of them are dealt with; the rest is
    /// to be given again with more behind it
    std::size_t receive(protocol::Bytes octets, TimePoint now);
    /// Does what is due: heartbeats, the ends of waiting.
    void tick(TimePoint now);
    /// When tick() has something to do.
    TimePoint next_deadline() const;
    /// The socket is gone: unacknowledged messages return, exclusive queues go.  B101
    void disconnected();
    /// The operator or the broker ends the connection.                 B098, B099
    void close(protocol::Error error, TimePoint now);

    /// Swaps what is to be sent with the empty `into`; leaves it empty while there is nothing, or
    /// while a reply waits for the store.
    void take_output(protocol::Output& into, TimePoint now);
    bool output_held() const;
    /// The edge says how much of what it took is still on its way.
    void set_in_flight(std::size_t octets);
    /// Whether the edge reads what the peer sends; while it does not, silence is no sign.  B049
    void set_reading(bool reading, TimePoint now);
    /// No input counts any more: cut the socket once the output is out.
    bool finished() const { return finished_; }
    /// The peer is gone or did not answer in time: cut the socket now.
    bool abandoned() const { return abandoned_; }
    /// So much waits for the peer, replies included, that it is not to be read until it has read.
    bool overfull() const;
    /// Whether it has published since it connected: then it may be slowed.
    bool is_publisher() const { return is_publisher_; }
    void note_publish() { is_publisher_ = true; }

    /// Everything written so far, and from now on, stays here until this batch has been stored:
    /// what it says is then true.
    void hold_output(std::uint64_t batch);
    /// Whether its consumers may be given more.
    const bool& writable() const { return writable_; }
    /// Where channels write; wrote() is to be called after it.
    protocol::Output& output() { return output_; }
    /// Call after writing: takes note when the output has become too long, and that there is some.
    void wrote();

    /// Writes one method and takes note.
    template <class Method>
    void send(std::uint16_t channel, const Method& method);

    Channel* find_channel(std::uint16_t number);
    std::set<std::string>& exclusive_queues() { return exclusive_queues_; }
    bool has_capability(protocol::Bytes name) const { return wire_.has_capability(name); }
    std::uint32_t frame_max() const { return wire_.tuning().frame_max; }
    /// The message behind a confirm was stored, or could not be.
    void confirm(const ConfirmTarget& target, bool stored);
    /// Writes the confirms that the step has decided.
    void flush_confirms();
    /// A channel of this session has confirms to write at the end of the step.
    void note_confirms(Channel& channel);

  private:
    using Wire = protocol::ServerConnection;
    enum class Next { go_on, stop };
    Next on(const Wire::NeedMore&, TimePoint now);
    Next on(const Wire::ChannelFrame& event, TimePoint now);
    Next on(const Wire::Login& event, TimePoint now);
    Next on(const Wire::OpenVhost& event, TimePoint now);
    Next on(const Wire::NewSecret& event, TimePoint now);
    Next on(const Wire::PeerCloses& event, TimePoint now);
    Next on(const Wire::Failed& event, TimePoint now);
    Next on(const Wire::Ended& event, TimePoint now);

    /// By value: the error may lie in a channel that this ends.
    void fail(protocol::Error error, TimePoint now);
    void await_close_ok(TimePoint now);
    void abandon();
    void finish(TimePoint now);
    void open_channel(protocol::Assembler& first, std::uint16_t number, TimePoint now);
    void channel_command(Channel& channel, protocol::Command& command, TimePoint now);
    void closing_command(Channel& channel, const protocol::Command& command);
    void refuse(Channel& channel, protocol::Error error, protocol::MethodId method, TimePoint now);
    void remove_channel(std::uint16_t number);
    void end_channels();

    SessionId id_;
    Peer peer_;
    Broker& broker_;
    Wire wire_;
    protocol::Output output_;
    protocol::Heartbeat heartbeat_;
    TimePoint deadline_;  // of the handshake, or of the peer's close-ok
    std::string user_;
    Vhost* vhost_ = nullptr;
    std::map<std::uint16_t, std::unique_ptr<Channel>> channels_;
    Channel* last_channel_ = nullptr;  // the one looked up last
    std::uint32_t last_opening_ = 0;   // of a channel
    std::set<std::string> exclusive_queues_;
    std::vector<std::uint16_t> confirming_;  // channels with answers to write
    std::uint64_t held_until_ = 0;           // batch
    std::size_t in_flight_octets_ = 0;
    bool writable_ = true;
    bool touched_ = false;  // the edge knows that there is output
    bool refused_silently_ = false;
    bool finished_ = false;
    bool abandoned_ = false;
    bool is_publisher_ = false;
};

}  // namespace leveret::broker
