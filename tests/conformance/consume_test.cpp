#include "tests/conformance/conformance.hpp"

// basic.consume, cancel and get.                                        @spec 1.8.3.3, 1.8.3.10

namespace leveret::test {
namespace {

class Consuming : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "q"});
    }
    void publish(const std::vector<std::string>& bodies) {
        for (const std::string& body : bodies) channel.publish("q", body);
    }
    ClientChannel second{client, 2};
};

TEST_F(Consuming, B234_AnEmptyTagIsGenerated) {
    EXPECT_THAT(channel.consume({.queue = "q"}),
                testing::MatchesRegex("amq\\.ctag-[A-Za-z0-9_-]{22}"));
}

TEST_F(Consuming, B235_TagsArePerChannel) {
    channel.consume({.queue = "q", .consumer_tag = "mine"});
    second.consume({.queue = "q", .consumer_tag = "mine"});

    EXPECT_EQ(channel.consumers_of("q"), 2U);
}

TEST_F(Consuming, B235_ACancelledTagIsFreeAgain) {
    channel.consume({.queue = "q", .consumer_tag = "mine"});
    publish({"out"});
    channel.deliver();
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "mine"});

    EXPECT_EQ(channel.consume({.queue = "q", .consumer_tag = "mine"}), "mine");
}

TEST_F(Consuming, B236_ConsumeOkComesBeforeTheFirstDelivery) {
    publish({"a"});
    channel.send(BasicConsume{.queue = "q", .consumer_tag = "c"});

    channel.expect<BasicConsumeOk>();
    channel.deliver();
}

TEST_F(Consuming, B237_NoLocalIsIgnored) {
    channel.consume({.queue = "q", .no_local = true});
    publish({"own"});

    EXPECT_EQ(channel.deliver().body, "own");
}

TEST_F(Consuming, B238_ExclusiveNeedsToBeTheOnlyOne) {
    channel.consume({.queue = "q"});

    second.send(BasicConsume{.queue = "q", .exclusive = true});

    second.expect_closed(ReplyCode::access_refused,
                         "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use");
}

TEST_F(Consuming, B238_NobodyJoinsAnExclusiveConsumer) {
    channel.consume({.queue = "q", .exclusive = true});

    second.send(BasicConsume{.queue = "q"});

    second.expect_closed(ReplyCode::access_refused,
                         "ACCESS_REFUSED - queue 'q' in vhost '/' in exclusive use");
}

TEST_F(Consuming, B238_AfterAnExclusiveConsumerOthersMayCome) {
    channel.consume({.queue = "q", .consumer_tag = "c", .exclusive = true});
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "c"});

    second.consume({.queue = "q"});
}

TEST_F(Consuming, B239_ConsumersTakeTurns) {
    channel.consume({.queue = "q"});
    second.consume({.queue = "q"});

    publish({"a", "b", "c", "d"});

    EXPECT_THAT(channel.bodies(), ElementsAre("a", "c"));
    EXPECT_THAT(second.bodies(), ElementsAre("b", "d"));
}

TEST_F(Consuming, B239_ABacklogIsSharedOutInTurn) {
    channel.limit(1);
    second.limit(1);
    channel.consume({.queue = "q"});
    second.consume({.queue = "q"});
    publish({"a", "b", "c", "d"});
    EXPECT_EQ(channel.deliver().body, "a");
    EXPECT_EQ(second.deliver().body, "b");

    second.ack(1);
    EXPECT_EQ(second.deliver().body, "c");
    channel.ack(1);

    EXPECT_EQ(channel.deliver().body, "d");
}

TEST_F(Consuming, B241_CancellingAnUnknownTagIsFine) {
    EXPECT_EQ(channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "none"}).consumer_tag, "none");
}

TEST_F(Consuming, B242_CancelLeavesWhatIsOutWithTheChannel) {
    channel.consume({.queue = "q", .consumer_tag = "c"});
    publish({"a", "b"});
    channel.bodies();

    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "c"});
    EXPECT_EQ(channel.ready_in("q"), 0U);
    channel.ack(1);
    channel.close();

    EXPECT_EQ(second.ready_in("q"), 1U);
}

TEST_F(Consuming, B243_NothingComesAfterCancelOk) {
    channel.consume({.queue = "q", .consumer_tag = "c"});
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "c"});

    publish({"kept"});

    client.expect_nothing();
    EXPECT_EQ(channel.ready_in("q"), 1U);
}

TEST_F(Consuming, B030_B244_AClientWithoutTheCapabilityIsNotToldOfACancel) {
    Client raw{broker, Client::Raw{}};
    raw.say(octets("'AMQP' 00 00 09 01"));
    raw.send(0, ConnectionStartOk{.mechanism = "PLAIN",
                                  .response = octets("00 'guest' 00 'guest'"),
                                  .locale = "en_US"});
    raw.send(0, ConnectionTuneOk{2047, 131'072, 0});
    raw.send(0, ConnectionOpen{.vhost = "/"});
    raw.expect<ConnectionStart>();
    raw.expect<ConnectionTune>();
    raw.expect<ConnectionOpenOk>();
    ClientChannel plain{raw};
    plain.consume({.queue = "q"});

    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q"});

    raw.expect_nothing();
}

TEST_F(Consuming, B245_TagsCountAllDeliveriesOfAChannel) {
    publish({"got"});
    EXPECT_EQ(channel.get("q", true)->method.delivery_tag, 1U);
    channel.consume({.queue = "q", .no_ack = true});
    publish({"delivered"});
    EXPECT_EQ(channel.deliver().method.delivery_tag, 2U);

    second.declare({.queue = "other"});
    second.publish("other", "got");
    EXPECT_EQ(second.get("other")->method.delivery_tag, 1U);
    second.publish("other", "got");
    EXPECT_EQ(channel.get("other")->method.delivery_tag, 3U);
}

TEST_F(Consuming, B246_NoAckMessagesAreGoneOnceDelivered) {
    channel.consume({.queue = "q", .no_ack = true});
    publish({"a"});
    channel.deliver();

    channel.close();

    EXPECT_EQ(second.ready_in("q"), 0U);
}

TEST_F(Consuming, B246_NoAckIgnoresPrefetch) {
    channel.limit(1);
    channel.limit(1, true);
    channel.consume({.queue = "q", .no_ack = true});

    publish({"a", "b", "c"});

    EXPECT_THAT(channel.bodies(), ElementsAre("a", "b", "c"));
}

TEST_F(Consuming, B250_GetOkSaysHowManyAreLeft) {
    publish({"a", "b"});

    EXPECT_EQ(channel.get("q")->method.message_count, 1U);
    EXPECT_EQ(channel.get("q")->method.message_count, 0U);
    EXPECT_FALSE(channel.get("q"));
}

TEST_F(Consuming, B251_GetIsNoConsumer) {
    publish({"a"});
    channel.get("q");

    EXPECT_EQ(channel.consumers_of("q"), 0U);
    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q", .if_unused = true});
}

TEST_F(Consuming, B239_AMessageThatComesBackMayGoToAnotherConsumer) {
    channel.consume({.queue = "q", .consumer_tag = "c"});
    publish({"a"});
    channel.deliver();
    second.consume({.queue = "q"});
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "c"});

    channel.send(BasicReject{.delivery_tag = 1, .requeue = true});

    EXPECT_TRUE(second.deliver().method.redelivered);
}

}  // namespace
}  // namespace leveret::test
