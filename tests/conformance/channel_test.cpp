#include "tests/conformance/conformance.hpp"

// How channels open, work side by side and close.                       @spec 1.5

namespace leveret::test {
namespace {

class Channels : public ChannelConversation {
  protected:
    void close_by_an_error() {
        channel.send(BasicGet{.queue = "nowhere"});
        channel.expect<ChannelClose>();
    }
};

TEST_F(Channels, B080_AMethodOnAChannelNotOpenEndsTheConnection) {
    client.send(9, QueueDeclare{.queue = "q"});

    const auto close =
        client.expect_closed(ReplyCode::channel_error, "CHANNEL_ERROR - expected 'channel.open'");
    EXPECT_EQ(close.class_id, 50);
    EXPECT_EQ(close.method_id, 10);
}

TEST_F(Channels, B080_PublishingOnAChannelNotOpenEndsTheConnection) {
    client.send(9, BasicPublish{.routing_key = "q"});

    client.expect_closed(ReplyCode::channel_error, "CHANNEL_ERROR - expected 'channel.open'");
}

TEST_F(Channels, B081_ASecondOpenEndsTheConnection) {
    channel.send(ChannelOpen{});

    client.expect_closed(ReplyCode::channel_error, "CHANNEL_ERROR - second 'channel.open' seen");
}

TEST_F(Channels, B082_MoreChannelsThanAgreedEndTheConnection) {
    ClientRequest request;
    request.tuning.channel_max = 2;
    Client modest{broker, request};
    ClientChannel{modest, 1};
    ClientChannel{modest, 2};

    modest.send(3, ChannelOpen{});

    const auto close = modest.expect_closed(
        ReplyCode::not_allowed,
        "NOT_ALLOWED - number of channels opened (2) has reached the negotiated channel_max (2)");
    EXPECT_EQ(close.class_id, 0);
    EXPECT_EQ(close.method_id, 0);
}

TEST_F(Channels, B082_TheNumberOfAChannelMayBeHigherThanTheCount) {
    ClientRequest request;
    request.tuning.channel_max = 2;
    Client modest{broker, request};

    ClientChannel high{modest, 2};

    high.declare({.queue = "q"});
}

TEST_F(Channels, B084_WhatComesAfterAnErrorIsIgnored) {
    channel.declare({.queue = "q"});
    close_by_an_error();

    channel.send(QueueDeclare{.queue = "late"});
    channel.publish("q", "lost");
    client.expect_nothing();
    channel.send(ChannelCloseOk{});

    ClientChannel again{client};
    EXPECT_EQ(again.ready_in("q"), 0U);
}

TEST_F(Channels, B084_ACrossingCloseIsAnswered) {
    close_by_an_error();

    channel.send(ChannelClose{.reply_code = 200});

    channel.expect<ChannelCloseOk>();
}

TEST_F(Channels, B084_TheContentOfAPublishThatWasUnderWayIsSkipped) {
    channel.declare({.queue = "q"});
    client.say(method_frame(1, BasicGet{.queue = "nowhere"}) +
               method_frame(1, BasicPublish{.routing_key = "q"}) +
               frame(FrameType::header, 1, header_payload(4)));
    channel.expect<ChannelClose>();

    client.say(frame(FrameType::body, 1, "lost"));
    channel.send(ChannelCloseOk{});

    ClientChannel again{client};
    EXPECT_EQ(again.ready_in("q"), 0U);
}

TEST_F(Channels, B085_TheNumberIsFreeAfterCloseOk) {
    close_by_an_error();
    channel.send(ChannelCloseOk{});

    ClientChannel again{client};

    again.declare({.queue = "q"});
}

TEST_F(Channels, B085_TheNumberIsNotFreeBeforeCloseOk) {
    close_by_an_error();

    channel.send(ChannelOpen{});

    client.expect_nothing();
}

TEST_F(Channels, B086_CloseRequeuesWhatIsOutBeforeCloseOk) {
    channel.declare({.queue = "q"});
    channel.publish("q", "a");
    channel.publish("q", "b");
    channel.consume({.queue = "q"});
    EXPECT_THAT(channel.bodies(), ElementsAre("a", "b"));

    channel.close();

    ClientChannel again{client};
    const auto declared = again.declare({.queue = "q", .passive = true});
    EXPECT_EQ(declared.message_count, 2U);
    EXPECT_EQ(declared.consumer_count, 0U);
}

TEST_F(Channels, B087_AutoDeleteQueuesAreGoneWithCloseOk) {
    channel.declare({.queue = "q", .auto_delete = true});
    channel.consume({.queue = "q"});

    channel.close();

    ClientChannel again{client};
    again.send(QueueDeclare{.queue = "q", .passive = true});
    again.expect_closed(ReplyCode::not_found, "NOT_FOUND - no queue 'q' in vhost '/'");
}

TEST_F(Channels, B088_FlowOnIsAnswered) {
    EXPECT_TRUE(channel.ask<ChannelFlowOk>(ChannelFlow{.active = true}).active);
}

TEST_F(Channels, B089_AccessRequestGetsTicketOne) {
    EXPECT_EQ(channel.ask<AccessRequestOk>(AccessRequest{.realm = "/data"}).ticket, 1);
}

TEST_F(Channels, B091_LineEndsAreRemovedFromQueueNames) {
    EXPECT_EQ(channel.declare({.queue = "with\r\nline ends\n"}).queue, "withline ends");
    channel.ask<QueuePurgeOk>(QueuePurge{.queue = "with\nline ends"});
    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "\nwithline ends"});

    channel.send(QueueDeclare{.queue = "withline ends", .passive = true});
    channel.expect_closed(ReplyCode::not_found,
                          "NOT_FOUND - no queue 'withline ends' in vhost '/'");
}

TEST_F(Channels, B092_AnErrorRequeuesAndRemovesConsumers) {
    ClientChannel other{client, 2};
    channel.declare({.queue = "q"});
    channel.publish("q", "kept");
    channel.consume({.queue = "q"});
    channel.deliver();

    close_by_an_error();

    const auto declared = other.declare({.queue = "q", .passive = true});
    EXPECT_EQ(declared.message_count, 1U);
    EXPECT_EQ(declared.consumer_count, 0U);
}

TEST_F(Channels, B092_AnErrorLeavesOtherChannelsAlone) {
    ClientChannel other{client, 2};
    other.declare({.queue = "q"});
    other.consume({.queue = "q"});

    close_by_an_error();
    other.publish("q", "still here");

    EXPECT_EQ(other.deliver().body, "still here");
}

TEST_F(Channels, B093_RepliesComeInTheOrderOfTheirMethods) {
    channel.send(QueueDeclare{.queue = "q"});
    channel.send(BasicQos{.prefetch_count = 1});
    channel.send(ConfirmSelect{});
    channel.send(BasicConsume{.queue = "q", .consumer_tag = "c"});
    channel.send(BasicCancel{.consumer_tag = "c"});
    channel.send(BasicGet{.queue = "q"});
    channel.send(QueueDelete{.queue = "q"});

    channel.expect<QueueDeclareOk>();
    channel.expect<BasicQosOk>();
    channel.expect<ConfirmSelectOk>();
    channel.expect<BasicConsumeOk>();
    channel.expect<BasicCancelOk>();
    channel.expect<BasicGetEmpty>();
    channel.expect<QueueDeleteOk>();
}

TEST_F(Channels, B093_ContentOfTwoChannelsMayInterleave) {
    ClientChannel other{client, 2};
    channel.declare({.queue = "q"});
    const auto header = header_payload(2);
    client.say(method_frame(1, BasicPublish{.routing_key = "q"}) +
               method_frame(2, BasicPublish{.routing_key = "q"}) +
               frame(FrameType::header, 2, header) + frame(FrameType::header, 1, header) +
               frame(FrameType::body, 1, "1") + frame(FrameType::body, 2, "22") +
               frame(FrameType::body, 1, "1"));

    EXPECT_EQ(channel.get("q")->body, "22");
    EXPECT_EQ(channel.get("q")->body, "11");
}

}  // namespace
}  // namespace leveret::test
