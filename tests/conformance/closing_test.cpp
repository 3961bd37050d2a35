#include "tests/conformance/conformance.hpp"

// How connections end.                                                  @spec 1.4.2.9

namespace leveret::test {
namespace {

class ConnectionEnd : public ChannelConversation {
  protected:
    void queue_with_one_message_out() {
        channel.declare({.queue = "q"});
        channel.publish("q", "kept");
        channel.get("q");
    }
    Client other{broker};
    ClientChannel others{other};
};

const std::string shutdown_text =
    "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'";

TEST_F(ConnectionEnd, B094_AClientsCloseIsAnsweredAndTheSocketCut) {
    client.send(0, ConnectionClose{.reply_code = 200, .reply_text = "Goodbye"});

    client.expect<ConnectionCloseOk>();
    EXPECT_TRUE(client.is_cut());
    EXPECT_FALSE(broker.noted("unexpectedly"));
}

TEST_F(ConnectionEnd, B094_ACloseRequeuesWhatIsOut) {
    queue_with_one_message_out();

    client.send(0, ConnectionClose{.reply_code = 200});
    client.expect<ConnectionCloseOk>();

    EXPECT_EQ(others.ready_in("q"), 1U);
}

TEST_F(ConnectionEnd, B095_ExclusiveQueuesAreGoneBeforeCloseOk) {
    channel.declare({.queue = "mine", .exclusive = true});

    client.send(0, ConnectionClose{.reply_code = 200});
    others.send(QueueDeclare{.queue = "mine", .exclusive = true});  // before anybody hears close-ok

    EXPECT_EQ(others.expect<QueueDeclareOk>().queue, "mine");
}

TEST_F(ConnectionEnd, B096_ThePeerHasThirtySecondsForItsCloseOk) {
    client.send(2, QueueDeclare{.queue = "q"});
    client.expect<ConnectionClose>();

    broker.advance(30s - 1us);
    EXPECT_FALSE(client.is_cut());
    broker.advance(1us);

    EXPECT_TRUE(client.is_cut());
}

TEST_F(ConnectionEnd, B096_ThePeerHasOneHeartbeatForItsCloseOkWhenThatIsLess) {
    ClientRequest request;
    request.tuning.heartbeat = 10s;
    Client hasty{broker, request};
    hasty.send(2, QueueDeclare{.queue = "q"});
    hasty.expect<ConnectionClose>();

    broker.advance(10s - 1us);
    EXPECT_FALSE(hasty.is_cut());
    broker.advance(1us);

    EXPECT_TRUE(hasty.is_cut());
}

TEST_F(ConnectionEnd, B097_WhatComesBeforeCloseOkIsDropped) {
    client.send(2, QueueDeclare{.queue = "q"});
    client.expect<ConnectionClose>();

    channel.send(QueueDeclare{.queue = "late"});
    client.expect_nothing();
    client.send(0, ConnectionCloseOk{});

    others.send(QueueDeclare{.queue = "late", .passive = true});
    others.expect_closed(ReplyCode::not_found, "NOT_FOUND - no queue 'late' in vhost '/'");
}

TEST_F(ConnectionEnd, B097_ACrossingCloseIsAnswered) {
    client.send(2, QueueDeclare{.queue = "q"});
    client.expect<ConnectionClose>();

    client.send(0, ConnectionClose{.reply_code = 200});

    client.expect<ConnectionCloseOk>();
}

TEST_F(ConnectionEnd, B098_B099_ShuttingDownTellsEverybody) {
    broker.shut_down();

    client.expect_closed(ReplyCode::connection_forced, shutdown_text);
    const auto close = other.expect_closed(ReplyCode::connection_forced, shutdown_text);
    EXPECT_EQ(close.class_id, 0);
    EXPECT_EQ(close.method_id, 0);
}

TEST_F(ConnectionEnd, B099_ShuttingDownCutsAHandshakeShort) {
    Client raw{broker, Client::Raw{}};

    broker.shut_down();

    EXPECT_TRUE(raw.is_cut());
}

TEST_F(ConnectionEnd, B101_AClientThatVanishesGivesItsMessagesBack) {
    queue_with_one_message_out();

    client.vanish();

    EXPECT_EQ(others.ready_in("q"), 1U);
    EXPECT_TRUE(broker.noted("client unexpectedly closed TCP connection"));
}

TEST_F(ConnectionEnd, B101_B271_ItsMessagesGoToOtherConsumersAsRedelivered) {
    channel.declare({.queue = "q"});
    channel.consume({.queue = "q"});
    channel.publish("q", "kept");
    channel.deliver();
    others.consume({.queue = "q"});

    client.vanish();

    const auto delivered = others.deliver();
    EXPECT_EQ(delivered.body, "kept");
    EXPECT_TRUE(delivered.method.redelivered);
}

TEST_F(ConnectionEnd, B101_AClientThatVanishesTakesItsExclusiveQueuesAlong) {
    channel.declare({.queue = "mine", .exclusive = true});

    client.vanish();

    others.send(QueueDeclare{.queue = "mine", .passive = true});
    others.expect_closed(ReplyCode::not_found, "NOT_FOUND - no queue 'mine' in vhost '/'");
}

TEST_F(ConnectionEnd, B101_AHalfPublishedMessageIsForgotten) {
    channel.declare({.queue = "q"});
    client.say(method_frame(1, BasicPublish{.routing_key = "q"}) +
               frame(FrameType::header, 1, header_payload(10)) + frame(FrameType::body, 1, "half"));

    client.vanish();

    EXPECT_EQ(others.ready_in("q"), 0U);
}

}  // namespace
}  // namespace leveret::test
