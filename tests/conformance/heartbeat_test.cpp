#include "tests/conformance/conformance.hpp"

// Heartbeats, by a clock moved by hand.                                 @spec 4.2.7

namespace leveret::test {
namespace {

/// A client that agreed on a heartbeat of ten seconds.
class Heartbeats : public Conversation {
  protected:
    static ClientRequest every_ten_seconds() {
        ClientRequest request;
        request.tuning.heartbeat = 10s;
        return request;
    }
    Client client{broker, every_ten_seconds()};
};

TEST_F(Heartbeats, B046_AreSentWheneverNothingWasSentForHalfAnInterval) {
    broker.advance(5s - 1us);
    EXPECT_EQ(client.take_heartbeats(), 0);

    broker.advance(1us);
    EXPECT_EQ(client.take_heartbeats(), 1);

    client.say(octets("08 00 00 00 00 00 00 ce"));
    broker.advance(10s);
    EXPECT_EQ(client.take_heartbeats(), 2);
}

TEST_F(Heartbeats, B046_AreNotSentWhileOtherThingsAre) {
    ClientChannel channel{client};

    broker.advance(4s);
    channel.declare({.queue = "q"});
    broker.advance(4s);

    EXPECT_EQ(client.take_heartbeats(), 0);
}

TEST_F(Heartbeats, B047_B048_ASilentPeerIsCutBetweenTwoAndThreeIntervalsWithoutAWord) {
    broker.advance(20s);
    EXPECT_FALSE(client.is_cut());
    broker.advance(10s);

    EXPECT_TRUE(client.is_cut());
    EXPECT_EQ(client.peek(0), nullptr);
    EXPECT_TRUE(broker.noted("missed heartbeats from client, timeout: 10s"));
}

TEST_F(Heartbeats, B048_ASilentPeerIsCutAlsoWhileItsReplyWaitsForTheStore) {
    ClientChannel channel{client};
    broker.store().hold();
    channel.send(QueueDeclare{.queue = "q", .durable = true});

    broker.advance(30s);

    EXPECT_TRUE(client.is_cut());
}

TEST_F(Heartbeats, B047_AnyOctetsAreLife) {
    for (int i = 0; i < 10; ++i) {
        broker.advance(9s);
        client.say(i % 2 == 0 ? octets("08 00 00 00") : octets("00 00 00 ce"));
    }

    EXPECT_FALSE(client.is_cut());
}

TEST_F(Heartbeats, B045_AnIntervalOfZeroTurnsThemOff) {
    Client raw{broker, Client::Raw{}};
    raw.say(client.said());  // the same handshake ...
    raw.expect<ConnectionStart>();
    raw.expect<ConnectionTune>();
    raw.expect<ConnectionOpenOk>();

    TestBroker other_broker;
    Client quiet{other_broker, Client::Raw{}};
    std::string silenced = client.said();  // ... but with 0 for the heartbeat of tune-ok
    const std::string tune_ok = method_frame(0, ConnectionTuneOk{2047, 131'072, 10});
    silenced.replace(silenced.find(tune_ok), tune_ok.size(),
                     method_frame(0, ConnectionTuneOk{2047, 131'072, 0}));
    quiet.say(silenced);
    other_broker.advance(24h);

    EXPECT_EQ(quiet.take_heartbeats(), 0);
    EXPECT_FALSE(quiet.is_cut());
}

TEST_F(Heartbeats, B101_ASilentPeersMessagesReturn) {
    ClientChannel channel{client};
    channel.declare({.queue = "q"});
    channel.publish("q", "kept");
    channel.get("q");

    broker.advance(30s);

    Client other{broker};
    ClientChannel others{other};
    EXPECT_EQ(others.ready_in("q"), 1U);
}

}  // namespace
}  // namespace leveret::test
