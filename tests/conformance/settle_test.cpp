#include "tests/conformance/conformance.hpp"

// ack, nack, reject and recover: what becomes of messages that are out. @spec 1.8.3.13 to 1.8.3.17

namespace leveret::test {
namespace {

class Settling : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "q"});
        for (const char* body : {"a", "b", "c", "d"}) channel.publish("q", body);
    }
    void get_all() {
        while (channel.get("q")) {
        }
    }
    std::vector<std::string> rest() {
        std::vector<std::string> bodies;
        while (const auto got = channel.get("q", true)) bodies.push_back(got->body);
        return bodies;
    }
};

TEST_F(Settling, B263_AnAckSettlesOneMessage) {
    get_all();

    channel.ack(2);
    channel.ask<BasicRecoverOk>(BasicRecover{.requeue = true});

    EXPECT_THAT(rest(), ElementsAre("a", "c", "d"));
}

TEST_F(Settling, B264_MultipleSettlesAllUpToTheTag) {
    get_all();

    channel.ack(3, true);
    channel.ask<BasicRecoverOk>(BasicRecover{.requeue = true});

    EXPECT_THAT(rest(), ElementsAre("d"));
}

TEST_F(Settling, B264_MultipleUpToASettledTagIsRefused) {
    get_all();
    channel.ack(3);

    channel.ack(3, true);

    channel.expect_closed(ReplyCode::precondition_failed,
                          "PRECONDITION_FAILED - unknown delivery tag 3");
}

TEST_F(Settling, B265_TagZeroWithMultipleSettlesEverything) {
    get_all();

    channel.ack(0, true);
    channel.ask<BasicRecoverOk>(BasicRecover{.requeue = true});

    EXPECT_THAT(rest(), IsEmpty());
}

TEST_F(Settling, B265_TagZeroWithMultipleIsFineWhenNothingIsOut) {
    channel.ack(0, true);
    channel.send(BasicNack{.delivery_tag = 0, .multiple = true, .requeue = true});

    client.expect_nothing();
}

TEST_F(Settling, B267_TagsBelongToTheirChannel) {
    channel.get("q");
    ClientChannel other{client, 2};

    other.ack(1);

    other.expect_closed(ReplyCode::precondition_failed,
                        "PRECONDITION_FAILED - unknown delivery tag 1");
    channel.ack(1);
    client.expect_nothing();
}

TEST_F(Settling, B268_RejectWithoutRequeueDrops) {
    get_all();

    channel.send(BasicReject{.delivery_tag = 1, .requeue = false});
    channel.send(BasicNack{.delivery_tag = 3, .multiple = true, .requeue = false});
    channel.close();

    ClientChannel again{client};
    EXPECT_EQ(again.ready_in("q"), 1U);
    EXPECT_EQ(again.get("q")->body, "d");
}

TEST_F(Settling, B269_ARejectedMessageGoesBackToItsPlace) {
    channel.get("q");
    channel.get("q");

    channel.send(BasicReject{.delivery_tag = 2, .requeue = true});

    const auto got = channel.get("q");
    EXPECT_EQ(got->body, "b");
    EXPECT_TRUE(got->method.redelivered);
    EXPECT_FALSE(channel.get("q")->method.redelivered);
}

TEST_F(Settling, B269_BeforeTheMessagesThatCameLater) {
    channel.get("q");
    channel.get("q");
    channel.get("q");

    channel.send(BasicReject{.delivery_tag = 3, .requeue = true});
    channel.send(BasicReject{.delivery_tag = 1, .requeue = true});

    EXPECT_THAT(rest(), ElementsAre("a", "c", "d"));
}

TEST_F(Settling, B270_MessagesRequeuedTogetherKeepTheirOrder) {
    get_all();

    channel.send(BasicNack{.delivery_tag = 0, .multiple = true, .requeue = true});

    EXPECT_THAT(rest(), ElementsAre("a", "b", "c", "d"));
}

TEST_F(Settling, B269_ARequeuedMessageGoesToAConsumerThatWaits) {
    Client other{broker};
    ClientChannel others{other};
    get_all();
    others.consume({.queue = "q"});

    channel.send(BasicNack{.delivery_tag = 2, .multiple = true, .requeue = true});

    EXPECT_THAT(others.bodies(), ElementsAre("a", "b"));
}

TEST_F(Settling, B271_GotMessagesAreRedeliveredAfterTheChannelEnds) {
    channel.get("q");

    channel.close();

    ClientChannel again{client};
    EXPECT_TRUE(again.get("q")->method.redelivered);
}

TEST_F(Settling, B275_RecoverRequeuesEverythingOfTheChannel) {
    ClientChannel other{client, 2};
    channel.get("q");
    other.get("q");
    channel.get("q");

    channel.ask<BasicRecoverOk>(BasicRecover{.requeue = true});

    EXPECT_THAT(rest(), ElementsAre("a", "c", "d"));
}

TEST_F(Settling, B275_RecoverGivesAConsumerItsMessagesAgain) {
    channel.consume({.queue = "q"});
    EXPECT_EQ(channel.deliveries().size(), 4U);

    channel.send(BasicRecover{.requeue = true});

    const Incoming* first = client.peek(1);
    ASSERT_NE(first, nullptr);
    EXPECT_EQ(method_name(id_of(first->method)), "basic.recover-ok");
    channel.expect<BasicRecoverOk>();
    const auto again = channel.deliveries();
    ASSERT_EQ(again.size(), 4U);
    EXPECT_EQ(again.front().body, "a");
    EXPECT_EQ(again.front().method.delivery_tag, 5U);
    EXPECT_TRUE(again.front().method.redelivered);
}

TEST_F(Settling, B275_RecoverAsyncSaysNothing) {
    channel.get("q");

    channel.send(BasicRecoverAsync{.requeue = true});

    client.expect_nothing();
    EXPECT_EQ(channel.ready_in("q"), 4U);
}

}  // namespace
}  // namespace leveret::test
