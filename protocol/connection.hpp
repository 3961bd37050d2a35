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

/// What a server says of itself and allows.
struct ServerOffer {
    Table server_properties;                    // B027, B029
    std::string mechanisms = "AMQPLAIN PLAIN";  // B026
    Tuning tuning;                              // B041: 2047, 131072, 60
};

/// The server's side of a connection: protocol header, start, tune, open, heartbeat frames, close.
///
/// Sans-IO: it takes octets, says what they mean one event at a time, and writes its own part of
/// the conversation to the Output given. What needs a decision (is this password right? is there
/// such a vhost?) it hands out as an event and waits in that state for the answer. @spec 1.4, 2.2.4
class ServerConnection {
  public:
    /// All whole frames have been taken.
    struct NeedMore {};
    /// Running: a frame of channel 1 or above, its payload still in the octets.
    struct ChannelFrame {
        Frame frame;
    };
    /// Answer with accept_login or refuse_login.
    struct Login {
        std::string mechanism;
        std::string user;
        std::string password;
    };
    /// Answer with accept_open or fail.
    struct OpenVhost {
        std::string vhost;
    };
    /// Answer with accept_secret or fail.
    struct NewSecret {
        std::string secret;
    };
    /// End the channels, then call finish_close.
    struct PeerCloses {
        ReplyCode code;
        std::string text;
    };
    /// The peer broke the protocol and close has been sent: the channels are to end.
    struct Failed {
        Error error;
    };
    /// No more input: cut the socket once the output is out.
    struct Ended {
        std::string reason;
    };
    using Event = std::variant<NeedMore, ChannelFrame, Login, OpenVhost, NewSecret, PeerCloses,
                               Failed, Ended>;

    explicit ServerConnection(const ServerOffer& offer);

    /// Says what `octets` begin with and removes from their front what that took. Frames of channel
    /// 1 and above come out as they are, still lying in the octets. Call until NeedMore or Ended,
    /// or until an event must be answered; what is left in `octets` then is to be given again, with
    /// more behind it.
    Event next(Bytes& octets, Output& output);

    void accept_login(Output& output);
    /// A wrong user or password. With the capability authentication_failure_close: 403 and a close
    /// frame (B035). Without: nothing is sent and the connection has ended (B036).
    void refuse_login(std::string text, Output& output);
    void accept_open(Output& output);
    void accept_secret(Output& output);
    /// After PeerCloses: sends close-ok; the connection has ended.        B094
    void finish_close(Output& output);
    /// Sends connection.close with this error and waits for close-ok; anything else is dropped.
    /// B097
    void fail(const Error& error, Output& output);

    bool running() const;
    /// Waits for close-ok after fail().
    bool closing() const;
    bool ended() const;
    /// What was settled by tune-ok; before that, the smallest frame size.  B042 to B045
    const Tuning& tuning() const { return tuning_; }
    const Table& client_properties() const { return client_properties_; }
    /// Whether the client declared this capability.                       B030
    bool has_capability(Bytes name) const;

  private:
    enum class State : std::uint8_t {
        await_header,
        starting,  // start has been sent
        securing,  // the caller judges the login
        tuning,    // tune has been sent
        opening,   // waits for open
        entering,  // the caller judges the vhost
        running,
        renewing,  // the caller judges a new secret
        ending,    // the caller ends the channels, then finish_close
        closing,   // close has been sent, close-ok has not come
        ended,
    };

    bool waits_for_caller() const;
    Event on_header(Bytes& octets, Output& output);
    /// One frame; NeedMore when it means nothing to the caller.
    Event on_frame(const Frame& frame, Output& output);
    Event on_method(MethodId id, Bytes arguments, Output& output);
    Event on_start_ok(Bytes arguments, Output& output);
    Event on_tune_ok(Bytes arguments, Output& output);
    Event on_open(Bytes arguments, Output& output);
    Event on_update_secret(Bytes arguments, Output& output);
    Event on_close(Bytes arguments, Output& output);
    Event on_frame_while_closing(const Frame& frame, Output& output);
    Event refuse(const Error& error, Output& output);
    Event end(std::string reason);
    Bytes state_name() const;

    ServerOffer offer_;
    Tuning tuning_;
    Table client_properties_;
    State state_ = State::await_header;
    bool deaf_ = false;  // the octets make no sense any more: none is looked at
    std::string end_reason_;
};

}  // namespace leveret::protocol
