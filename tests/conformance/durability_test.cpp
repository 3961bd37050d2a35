#include "tests/conformance/conformance.hpp"

// What survives a crash or a restart, and what does not.                @spec 1.7.2.1, 1.8

namespace leveret::test {
namespace {

class Durability : public Conversation {
  protected:
    void SetUp() override {
        record_behaviours();
        connect();
        channel().declare({.queue = "durable", .durable = true});
    }
    void connect() {
        channel_.reset();
        client_.emplace(broker);
        channel_.emplace(*client_);
    }
    void crash() {
        broker.crash();
        connect();
    }
    void restart() {
        broker.restart();
        connect();
    }
    ClientChannel& channel() { return *channel_; }
    Client& client() { return *client_; }
    void publish_confirmed(const std::string& body) {
        channel().send(ConfirmSelect{});
        channel().expect<ConfirmSelectOk>();
        channel().publish_persistent("durable", body);
        channel().expect<BasicAck>();
    }
    void expect_missing(const std::string& queue, Where where = Where::current()) {
        channel().send(QueueDeclare{.queue = queue, .passive = true});
        channel().expect_closed(ReplyCode::not_found,
                                "NOT_FOUND - no queue '" + queue + "' in vhost '/'", where);
    }
    std::vector<std::string> take_all() {
        std::vector<std::string> bodies;
        while (const auto got = channel().get("durable", true)) bodies.push_back(got->body);
        return bodies;
    }

  private:
    std::optional<Client> client_;
    std::optional<ClientChannel> channel_;
};

TEST_F(Durability, B365_DurableQueuesComeBackAsTheyWereDeclared) {
    const QueueDeclare declared{.queue = "args",
                                .durable = true,
                                .auto_delete = true,
                                .arguments = Table{{"x-max-length", 10}, {"x-mine", "text"}}};
    channel().declare(declared);

    crash();

    EXPECT_EQ(channel().declare(declared).queue, "args");
    channel().send(QueueDeclare{.queue = "args", .durable = true, .auto_delete = true});
    channel().expect_closed(
        ReplyCode::precondition_failed,
        "PRECONDITION_FAILED - inequivalent arg 'x-max-length' for queue 'args' in vhost '/': "
        "received none but current is the value '10' of type 'signedint'");
}

TEST_F(Durability, B365_DeclareOkOfADurableQueueWaitsUntilItIsStored) {
    broker.store().hold();
    channel().send(QueueDeclare{.queue = "new", .durable = true});

    client().expect_nothing();
    broker.store().release();

    EXPECT_EQ(channel().expect<QueueDeclareOk>().queue, "new");
}

TEST_F(Durability, B093_RepliesBehindAHeldOneKeepTheirOrder) {
    broker.store().hold();
    channel().send(QueueDeclare{.queue = "new", .durable = true});
    channel().send(BasicQos{.prefetch_count = 1});
    channel().send(QueueDeclare{.queue = "transient"});
    client().expect_nothing();
    broker.store().release();

    EXPECT_EQ(channel().expect<QueueDeclareOk>().queue, "new");
    channel().expect<BasicQosOk>();
    EXPECT_EQ(channel().expect<QueueDeclareOk>().queue, "transient");
}

TEST_F(Durability, B094_CloseOkComesBehindAHeldReply) {
    broker.store().hold();
    channel().send(QueueDeclare{.queue = "new", .durable = true});
    client().send(0, ConnectionClose{.reply_code = 200});
    client().expect_nothing();
    broker.store().release();

    EXPECT_EQ(channel().expect<QueueDeclareOk>().queue, "new");
    client().expect<ConnectionCloseOk>();
    EXPECT_TRUE(client().is_cut());
}

TEST_F(Durability, B365_DeclaringAQueueThatIsBeingStoredWaitsToo) {
    Client other{broker};
    ClientChannel others{other};
    broker.store().hold();
    channel().send(QueueDeclare{.queue = "new", .durable = true});
    others.send(QueueDeclare{.queue = "new", .durable = true});

    other.expect_nothing();
    broker.store().release();

    EXPECT_EQ(others.expect<QueueDeclareOk>().queue, "new");
    channel().expect<QueueDeclareOk>();
}

TEST_F(Durability, B365_AHeldReplyHoldsUpNobodyElse) {
    Client other{broker};
    ClientChannel others{other};
    broker.store().hold();
    channel().send(QueueDeclare{.queue = "new", .durable = true});
    client().expect_nothing();

    EXPECT_EQ(others.declare({.queue = "transient"}).queue, "transient");
}

TEST_F(Durability, B365_ADurableQueueWhoseDeclareOkCameSurvivesAnything) {
    broker.store().fail();
    channel().send(QueueDeclare{.queue = "new", .durable = true});
    client().expect_nothing();
    broker.advance(1s);
    channel().expect<QueueDeclareOk>();

    crash();

    EXPECT_EQ(channel().ready_in("new"), 0U);
}

TEST_F(Durability, B365_ADeletedQueueStaysDeleted) {
    publish_confirmed("body");
    channel().ask<QueueDeleteOk>(QueueDelete{.queue = "durable"});

    crash();

    expect_missing("durable");
}

TEST_F(Durability, B365_AQueueDeclaredAnewAfterADeleteIsEmptyAndSurvives) {
    publish_confirmed("old");
    channel().send(QueueDelete{.queue = "durable"});
    channel().send(QueueDeclare{.queue = "durable", .durable = true});
    channel().expect<QueueDeleteOk>();
    channel().expect<QueueDeclareOk>();
    publish_confirmed("new");

    crash();

    EXPECT_THAT(take_all(), ElementsAre("new"));
}

TEST_F(Durability, B365_TransientQueuesAndMessagesDoNotSurvive) {
    channel().declare({.queue = "transient"});
    channel().publish("durable", "transient");
    channel().publish_persistent("durable", "persistent");

    restart();

    EXPECT_THAT(take_all(), ElementsAre("persistent"));
    expect_missing("transient");
}

TEST_F(Durability, B366_ConfirmedMessagesSurviveACrashWhole) {
    channel().select_confirms();
    const Properties properties{
        .headers = Table{{"n", 1}}, .delivery_mode = std::uint8_t{2}, .message_id = "id"};
    const std::string body(300'000, 'x');
    channel().publish("durable", body, {.properties = properties});
    channel().expect<BasicAck>();

    crash();

    const auto got = channel().get("durable");
    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, body);
    EXPECT_EQ(got->properties, properties);
    EXPECT_EQ(got->method.routing_key, "durable");
    EXPECT_FALSE(got->method.redelivered);
}

TEST_F(Durability, B366_ConfirmedMessagesSurviveInOrder) {
    for (const char* body : {"a", "b", "c"}) publish_confirmed(body);

    crash();

    EXPECT_THAT(take_all(), ElementsAre("a", "b", "c"));
}

TEST_F(Durability, B366_WhatWasNotCommittedIsLost) {
    publish_confirmed("confirmed");
    broker.store().hold();
    channel().publish_persistent("durable", "not confirmed");
    client().expect_nothing();

    crash();

    EXPECT_THAT(take_all(), ElementsAre("confirmed"));
}

TEST_F(Durability, B367_MessagesThatWereOutComeBackAsRedelivered) {
    publish_confirmed("out");
    publish_confirmed("never out");
    channel().get("durable");
    broker.step();

    crash();

    EXPECT_TRUE(channel().get("durable")->method.redelivered);
    EXPECT_FALSE(channel().get("durable")->method.redelivered);
}

TEST_F(Durability, B367_TheMarkOfAMessageThatWasOutSurvivesTwoCrashes) {
    publish_confirmed("out");
    channel().get("durable");
    broker.step();
    crash();
    crash();

    EXPECT_TRUE(channel().get("durable")->method.redelivered);
}

TEST_F(Durability, B367_AMessageDeliveredBeforeItWasWrittenComesBackAsRedelivered) {
    channel().consume({.queue = "durable"});
    channel().publish_persistent("durable", "out");
    channel().deliver();

    crash();

    const auto got = channel().get("durable");
    ASSERT_TRUE(got);
    EXPECT_TRUE(got->method.redelivered);
}

TEST_F(Durability, B368_AcksBeforeACleanStopAreHonoured) {
    for (const char* body : {"a", "b", "c"}) publish_confirmed(body);
    channel().get("durable");
    channel().get("durable");
    channel().ack(2);

    restart();

    EXPECT_THAT(take_all(), ElementsAre("a", "c"));
}

TEST_F(Durability, B368_PurgedMessagesStayPurged) {
    publish_confirmed("a");
    publish_confirmed("b");
    channel().ask<QueuePurgeOk>(QueuePurge{.queue = "durable"});

    restart();

    EXPECT_THAT(take_all(), IsEmpty());
}

TEST_F(Durability, B366_MessagesPublishedAfterARestartComeAfterTheOldOnes) {
    publish_confirmed("old");
    restart();
    publish_confirmed("new");
    restart();

    EXPECT_THAT(take_all(), ElementsAre("old", "new"));
}

TEST_F(Durability, B366_ARequeuedMessageKeepsItsPlaceOverARestart) {
    publish_confirmed("a");
    publish_confirmed("b");
    channel().get("durable");
    channel().send(BasicReject{.delivery_tag = 1, .requeue = true});

    restart();

    EXPECT_THAT(take_all(), ElementsAre("a", "b"));
}

TEST_F(Durability, B369_ExclusiveQueuesDoNotComeBack) {
    channel().declare({.queue = "mine", .durable = true, .exclusive = true});

    crash();

    expect_missing("mine");
}

TEST_F(Durability, B369_AutoDeleteQueuesOfDeadConnectionsDoNotComeBackAfterAStop) {
    channel().declare({.queue = "auto", .durable = true, .auto_delete = true});
    channel().consume({.queue = "auto"});

    restart();

    expect_missing("auto");
}

TEST_F(Durability, B366_AfterAFailedCommitTheRetryKeepsAcksAndMessagesRight) {
    publish_confirmed("a");
    publish_confirmed("b");
    channel().get("durable");
    channel().get("durable");
    broker.store().fail();
    channel().ack(1);
    channel().publish_persistent("durable", "c");
    channel().expect<BasicNack>();
    channel().ack(2);
    broker.advance(1s);

    restart();

    EXPECT_THAT(take_all(), ElementsAre("c"));
}

TEST_F(Durability, B366_AMessageAckedAfterItsCommitFailedIsNotWrittenByTheRetry) {
    channel().consume({.queue = "durable"});
    broker.store().fail();
    channel().publish_persistent("durable", "gone");
    channel().ack(channel().deliver().method.delivery_tag);
    broker.advance(1s);

    restart();

    EXPECT_THAT(take_all(), IsEmpty());
}

}  // namespace
}  // namespace leveret::test
