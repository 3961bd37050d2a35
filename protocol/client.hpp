#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <variant>

#include "protocol/bytes.hpp"
#include "protocol/frame.hpp"
#include "protocol/output.hpp"
#include "protocol/result.hpp"
#include "protocol/table.hpp"
#include "protocol/tuning.hpp"

namespace leveret::protocol {

/// Who connects, where to, and what it asks for.
struct ClientRequest {
    std::string user = "guest";
    std::string password = "guest";
    std::string vhost = "/";
    Tuning tuning;            // asked for; 0 takes the server's
    Table client_properties;  // the capabilities of client_capabilities() are added
};

/// What ClientConnection can handle, as the table `capabilities`.       B030
Table client_capabilities();

/// The client's side of a connection: protocol header, start-ok, tune-ok, open, close.
///
/// Sans-IO, like ServerConnection. Heartbeats are written by whoever drives it, with
/// write_heartbeat, once open(), every half of tuning().heartbeat.     @spec 1.4, 2.2.4
class ClientConnection {
  public:
    /// All whole frames have been taken.
    struct NeedMore {};
    /// open-ok came.
    struct Opened {};
    /// A frame of channel 1 or above, its payload still in the octets.
    struct ChannelFrame {
        Frame frame;
    };
    /// The server takes no publishes for now.
    struct Blocked {
        std::string reason;
    };
    struct Unblocked {};
    /// close came and close-ok has been written: cut the socket once the output is out.
    struct PeerCloses {
        Error error;  // its text with the code's name in front, as the server sent it
    };
    /// The server broke the protocol: cut the socket.
    struct Failed {
        Error error;
    };
    /// close-ok to our close: cut the socket.
    struct Closed {};
    using Event = std::variant<NeedMore, Opened, ChannelFrame, Blocked, Unblocked, PeerCloses,
                               Failed, Closed>;

    explicit ClientConnection(ClientRequest request);

    /// Writes the protocol header.
    void start(Output& output);
    /// Says what `octets` begin with and removes from their front what that took; see
    /// ServerConnection::next. After PeerCloses, Failed or Closed only NeedMore comes.
    Event next(Bytes& octets, Output& output);
    /// What it means that the server cut the socket: Closed after the end of the conversation, else
    /// Failed; before tune, that the login was refused (B036).
    Event end_of_input();
    /// Asks the server to end the connection. Does nothing if that is under way or done.
    void close(Output& output, ReplyCode code = ReplyCode::success, std::string text = "Goodbye");

    bool open() const { return state_ == State::open; }
    /// After PeerCloses, Failed or Closed.
    bool ended() const { return state_ == State::ended; }
    /// What was settled by tune-ok; before that, the smallest frame size.
    const Tuning& tuning() const { return tuning_; }
    const Table& server_properties() const { return server_properties_; }

  private:
    enum class State : std::uint8_t {
        await_start,
        await_tune,
        await_open_ok,
        open,
        closing,
        ended
    };

    Event on_frame(const Frame& frame, Output& output);
    Event on_method(MethodId id, Bytes arguments, Output& output);
    Event on_start(Bytes arguments, Output& output);
    Event on_tune(Bytes arguments, Output& output);
    Event on_close(Bytes arguments, Output& output);
    Event on_blocked(Bytes arguments);
    Event fail(Error error);

    ClientRequest request_;
    Tuning tuning_;
    Table server_properties_;
    State state_ = State::await_start;
};

}  // namespace leveret::protocol
