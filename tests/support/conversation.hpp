#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <source_location>
#include <string>
#include <string_view>
#include <utility>

#include <gtest/gtest.h>

#include "protocol/assembler.hpp"
#include "protocol/client.hpp"
#include "protocol/method.hpp"
#include "tests/support/octets.hpp"
#include "tests/support/test_broker.hpp"

namespace leveret::test {

using Where = std::source_location;

/// A method that came, with its content if it carries one.
struct Incoming {
    std::uint16_t channel = 0;
    protocol::Method method;
    protocol::ContentRef content;
};

/// A scripted client: says what it is told, keeps what it hears until the script expects it.
///
/// What is said goes to the broker at once; the broker's step ends when the script expects
/// something.
class Client final : public Listener {
  public:
    /// Says nothing that it is not told, not even the handshake.
    struct Raw {};

    /// Connects, logs in and opens the vhost, as far as the broker lets it.
    explicit Client(TestBroker& broker, protocol::ClientRequest request = {},
                    broker::Peer peer = local());
    Client(TestBroker& broker, Raw, broker::Peer peer = local());
    ~Client() override { vanish(); }
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;
    static broker::Peer local() { return {.address = "127.0.0.1:50312", .loopback = true}; }

    TestBroker& broker() { return broker_; }
    /// Why the broker did not let it in, if it did not.
    const std::optional<protocol::Error>& refusal() const { return refusal_; }
    const protocol::Tuning& tuning() const { return tuning_; }
    /// Whether the broker has cut the connection.
    bool is_cut() const { return cut_; }

    void say(protocol::Bytes octets);
    template <class M>
    requires requires { M::id; }
    void send(std::uint16_t channel, const M& method) { say(method_frame(channel, method)); }
    /// The socket goes without a word.
    void vanish();
    /// Takes no more octets, as a peer whose socket is full.
    void stop_reading() { reading_ = false; }
    void read_on();

    /// The next method on this channel, which must be an M. 0: the connection's own.
    template <class M>
    M expect(std::uint16_t channel = 0, Where where = Where::current()) {
        const Incoming next = take(channel, M::name, where);
        const M* method = std::get_if<M>(&next.method);
        if (method == nullptr) fail(where, next, M::name);
        return method == nullptr ? M{} : *method;
    }
    /// As expect(), for a method that carries content.
    Incoming expect_content(std::uint16_t channel, protocol::MethodId id, Where where);
    /// Nothing has come on any channel, and the connection lives.
    void expect_nothing(Where where = Where::current());
    /// connection.close with this code and this whole text; it is answered, and the broker cuts.
    protocol::ConnectionClose expect_closed(protocol::ReplyCode code, std::string_view text,
                                            Where where = Where::current());
    /// The first method that has come on this channel and was not expected yet.
    const Incoming* peek(std::uint16_t channel);

    /// Heartbeat frames heard since the last call.
    int take_heartbeats();
    std::size_t largest_frame_octets() const { return largest_frame_octets_; }
    /// Every octet of this conversation so far.
    const std::string& said() const { return said_; }
    const std::string& heard() const { return heard_; }

    void hear(const std::string& octets) override;
    void cut() override { cut_ = true; }
    bool reading() const override { return reading_; }

    broker::SessionId session() const { return session_; }

  private:
    void shake_hands(protocol::ClientRequest request);
    void read_frames();
    void on_frame(const protocol::Frame& frame);
    Incoming take(std::uint16_t channel, std::string_view wanted, Where where);
    static void fail(Where where, const Incoming& got, std::string_view wanted);

    TestBroker& broker_;
    broker::SessionId session_;
    std::optional<protocol::Error> refusal_;
    protocol::Tuning tuning_;
    bool raw_ = true;  // frames are kept, none is answered
    bool reading_ = true;
    bool cut_ = false;
    std::string said_, heard_, unread_;
    std::map<std::uint16_t, protocol::Assembler> assemblers_;
    std::deque<Incoming> incoming_;
    int heartbeats_ = 0;
    std::size_t largest_frame_octets_ = 0;
};

/// What a method says, for failures: its name, and code and text of a close.
std::string describe(const protocol::Method& method);

}  // namespace leveret::test
