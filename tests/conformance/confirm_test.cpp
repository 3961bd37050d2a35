#include "tests/conformance/conformance.hpp"

// Publisher confirms: when they come, and that none comes too early.    (extension)

namespace leveret::test {
namespace {

class Confirming : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "durable", .durable = true});
        channel.declare({.queue = "transient"});
        channel.select_confirms();
    }
    void expect_ack(std::uint64_t tag, bool multiple = false, Where where = Where::current()) {
        EXPECT_EQ(channel.expect<BasicAck>(where), (BasicAck{tag, multiple}));
    }
    void expect_nack(std::uint64_t tag, bool multiple = false, Where where = Where::current()) {
        EXPECT_EQ(channel.expect<BasicNack>(where), (BasicNack{tag, multiple, false}));
    }
};

TEST_F(Confirming, B216_NumberingStartsAtOneWithTheNextPublish) {
    ClientChannel late{client, 2};
    late.publish("transient", "before");
    late.select_confirms();
    late.publish("transient", "after");

    EXPECT_EQ(late.expect<BasicAck>(), (BasicAck{1, false}));
}

TEST_F(Confirming, B216_ASecondSelectDoesNotReset) {
    channel.publish("transient", "one");
    expect_ack(1);

    channel.select_confirms();
    channel.publish("transient", "two");

    expect_ack(2);
}

TEST_F(Confirming, B218_ConfirmsOfOneStepAreMerged) {
    for (int i = 0; i < 10; ++i) channel.publish("transient", "body");

    expect_ack(10, true);
    client.expect_nothing();
}

TEST_F(Confirming, B219_TransientMessagesAreConfirmedBeforeOlderPersistentOnes) {
    broker.store().hold();
    channel.publish_persistent("durable", "one");
    channel.publish("transient", "two");

    expect_ack(2);
    client.expect_nothing();
    broker.store().release();

    expect_ack(1);
}

TEST_F(Confirming, B218_MultipleCoversWhatIsStillOpenOnly) {
    broker.store().hold();
    channel.publish_persistent("durable", "one");
    channel.publish("transient", "two");
    channel.publish_persistent("durable", "three");
    expect_ack(2);
    broker.store().release();

    expect_ack(3, true);
    client.expect_nothing();
}

TEST_F(Confirming, B221_AConfirmNeverComesBeforeTheCommit) {
    broker.store().hold();
    channel.publish_persistent("durable", "body");

    client.expect_nothing();
    ASSERT_TRUE(broker.store().held());
    EXPECT_TRUE(broker.disk().queues.begin()->second.messages.empty());
    broker.store().release();

    expect_ack(1);
    EXPECT_EQ(broker.disk().queues.begin()->second.messages.size(), 1U);
}

TEST_F(Confirming, B221_WhatIsPublishedDuringACommitWaitsForTheNext) {
    broker.store().hold();
    channel.publish_persistent("durable", "one");
    broker.step();
    channel.publish_persistent("durable", "two");
    client.expect_nothing();
    broker.store().release();
    broker.store().hold();

    expect_ack(1);
    client.expect_nothing();
    broker.store().release();

    expect_ack(2);
}

TEST_F(Confirming, B221_AMessageAckedBeforeItsCommitIsConfirmedAndNeverWritten) {
    channel.consume({.queue = "durable"});
    broker.store().hold();
    channel.publish_persistent("durable", "one");  // its commit is held back
    channel.deliver();
    const auto written = broker.written().messages_added;
    channel.publish_persistent("durable", "two");  // gathers for the next
    channel.ack(channel.deliver().method.delivery_tag);

    expect_ack(2);
    broker.store().release();
    expect_ack(1);

    EXPECT_EQ(broker.written().messages_added, written + 1);
}

TEST_F(Confirming, B221_NothingIsWrittenWhileConsumersKeepUp) {
    channel.consume({.queue = "durable", .no_ack = true});
    const auto written = broker.written().batches;

    for (int i = 0; i < 5; ++i) {
        channel.publish_persistent("durable", "body");
        channel.deliver();
        channel.expect<BasicAck>();
    }

    EXPECT_EQ(broker.written().batches, written);
}

TEST_F(Confirming, B222_AFailedCommitIsANack) {
    broker.store().fail();
    channel.publish_persistent("durable", "body");

    expect_nack(1);
    EXPECT_TRUE(broker.noted("the store cannot write"));
}

TEST_F(Confirming, B222_AfterAFailedCommitPublishersWaitUntilTheStoreCanWriteAgain) {
    broker.store().fail();
    channel.publish_persistent("durable", "body");
    expect_nack(1);
    EXPECT_TRUE(broker.publishers_paused());

    broker.advance(1s);

    EXPECT_FALSE(broker.publishers_paused());
    EXPECT_TRUE(broker.noted("the store can write again"));
}

TEST_F(Confirming, B221_PublishersWaitWhileTooMuchIsNotStoredYet) {
    auto settings = TestBroker::defaults();
    settings.unstored_max_octets = 10'000;
    TestBroker narrow{settings};
    Client sender{narrow};
    ClientChannel sending{sender};
    sending.declare({.queue = "durable", .durable = true});
    narrow.store().hold();

    sending.publish_persistent("durable", std::string(9'000, 'x'));
    narrow.step();
    EXPECT_FALSE(narrow.publishers_paused());
    sending.publish_persistent("durable", std::string(9'000, 'x'));
    EXPECT_TRUE(narrow.publishers_paused());
    narrow.store().release();
    narrow.step();

    EXPECT_FALSE(narrow.publishers_paused());
}

TEST_F(Confirming, B222_WhatWasNackedIsTriedAgainAndNotConfirmedTwice) {
    broker.store().fail();
    channel.publish_persistent("durable", "body");
    expect_nack(1);

    broker.advance(1s);

    client.expect_nothing();
    EXPECT_EQ(broker.written().messages_added, 1U);
    channel.publish_persistent("durable", "next");
    expect_ack(2);
}

TEST_F(Confirming, B222_WhatWasPublishedDuringAFailedCommitIsConfirmedByTheRetry) {
    broker.store().hold();
    channel.publish_persistent("durable", "one");
    broker.step();
    channel.publish_persistent("durable", "two");
    client.expect_nothing();
    broker.store().fail();  // the commit of "two"
    broker.store().release();
    expect_ack(1);
    expect_nack(2);
    channel.publish_persistent("durable", "three");
    client.expect_nothing();

    broker.advance(1s);

    expect_ack(3);
    EXPECT_EQ(broker.disk().queues.begin()->second.messages.size(), 3U);
}

TEST_F(Confirming, B218_MultipleNeverCoversANack) {
    broker.store().fail();
    channel.publish("transient", "one");
    channel.publish_persistent("durable", "two");
    channel.publish_persistent("durable", "three");
    channel.publish("transient", "four");

    expect_ack(1);
    expect_nack(3, true);
    expect_ack(4);
    client.expect_nothing();
}

TEST_F(Confirming, B205_AReturnComesBeforeItsConfirm) {
    channel.publish("nowhere", "body", {.mandatory = true});

    EXPECT_EQ(channel.returned().body, "body");
    expect_ack(1);
}

TEST_F(Confirming, B206_AnUnroutableMessageIsConfirmed) {
    channel.publish("nowhere", "body");

    expect_ack(1);
}

TEST_F(Confirming, B223_DeletingTheQueueConfirmsWhatItHeld) {
    broker.store().hold();
    channel.publish_persistent("durable", "body");
    channel.send(QueueDelete{.queue = "durable"});
    broker.step();
    broker.store().release();

    std::vector<std::string> heard;
    while (const Incoming* next = client.peek(1)) {
        heard.emplace_back(method_name(id_of(next->method)));
        if (heard.back() == "basic.ack") expect_ack(1);
        if (heard.back() == "queue.delete-ok") channel.expect<QueueDeleteOk>();
    }
    EXPECT_THAT(heard, testing::UnorderedElementsAre("basic.ack", "queue.delete-ok"));
}

TEST_F(Confirming, B223_PurgingConfirmsWhatWasPurged) {
    broker.store().hold();
    channel.publish_persistent("durable", "first");  // holds the store up
    broker.step();
    channel.publish_persistent("durable", "second");
    channel.ask<QueuePurgeOk>(QueuePurge{.queue = "durable"});

    expect_ack(2);
    broker.store().release();
    expect_ack(1);
}

TEST_F(Confirming, B225_NoConfirmComesOnceTheChannelIsClosing) {
    broker.store().hold();
    channel.publish_persistent("durable", "body");
    broker.step();
    channel.send(BasicGet{.queue = "nowhere"});
    channel.expect<ChannelClose>();

    broker.store().release();

    client.expect_nothing();
}

TEST_F(Confirming, B225_AConfirmForAChannelThatIsGoneReachesNobody) {
    broker.store().hold();
    channel.publish_persistent("durable", "body");
    broker.step();
    channel.close();
    ClientChannel again{client};
    again.select_confirms();

    broker.store().release();

    client.expect_nothing();
}

TEST_F(Confirming, B226_ReturnedPublishesAreCounted) {
    channel.publish("nowhere", "returned", {.mandatory = true});
    channel.returned();
    expect_ack(1);
    channel.publish("transient", "kept");

    expect_ack(2);
}

TEST_F(Confirming, B226_PublishesOfChannelsAreCountedApart) {
    ClientChannel other{client, 2};
    other.select_confirms();
    channel.publish("transient", "one");
    channel.publish("transient", "two");
    other.publish("transient", "three");

    expect_ack(2, true);
    EXPECT_EQ(other.expect<BasicAck>(), (BasicAck{1, false}));
}

TEST_F(Confirming, B221_ManySmallCommitsMayFailAnywhere) {
    for (std::uint64_t n = 1; n <= 4; ++n) {
        broker.store().fail(n);
        int acked = 0;
        for (int i = 0; i < 4; ++i) {
            channel.publish_persistent("durable", "body");
            broker.advance(2s);
            const Incoming* next = client.peek(1);
            ASSERT_NE(next, nullptr);
            if (id_of(next->method) == BasicAck::id) {
                channel.expect<BasicAck>();
                acked += 1;
            } else {
                channel.expect<BasicNack>();
            }
        }
        EXPECT_EQ(acked, 3) << n;
    }
    EXPECT_EQ(broker.disk().queues.begin()->second.messages.size(), 16U);
}

}  // namespace
}  // namespace leveret::test
