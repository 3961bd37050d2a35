#include "tests/conformance/conformance.hpp"

// queue.declare, delete and purge.                                      @spec 1.7

namespace leveret::test {
namespace {

class Queues : public ChannelConversation {
  protected:
    void publish_abc() {
        channel.declare({.queue = "q"});
        for (const char* body : {"a", "b", "c"}) channel.publish("q", body);
    }
    void expect_missing(const std::string& name, Where where = Where::current()) {
        ClientChannel probe{client, 99};
        probe.send(QueueDeclare{.queue = name, .passive = true});
        probe.expect_closed(ReplyCode::not_found,
                            "NOT_FOUND - no queue '" + name + "' in vhost '/'", where);
    }
};

TEST_F(Queues, B141_AnEmptyNameIsTheQueueDeclaredLast) {
    channel.declare({.queue = "first"});
    channel.declare({.queue = "last"});
    channel.publish("last", "body");

    EXPECT_EQ(channel.get("")->body, "body");
    channel.consume({.consumer_tag = "c"});
    EXPECT_EQ(channel.consumers_of("last"), 1U);
    channel.ask<QueuePurgeOk>(QueuePurge{});
    channel.ask<QueueDeleteOk>(QueueDelete{});
    channel.expect<BasicCancel>();
    expect_missing("last");
}

TEST_F(Queues, B141_TheQueueDeclaredLastIsTheChannelsOwn) {
    ClientChannel other{client, 2};
    channel.declare({.queue = "q"});

    other.send(BasicGet{});

    other.expect_closed(ReplyCode::not_found, "NOT_FOUND - no previously declared queue");
}

TEST_F(Queues, B142_APassiveDeclareCountsAsDeclaring) {
    channel.declare({.queue = "first"});
    channel.declare({.queue = "last"});
    channel.declare({.queue = "first", .passive = true});
    channel.publish("first", "body");

    EXPECT_EQ(channel.get("")->body, "body");
}

TEST_F(Queues, B147_AnEmptyNameIsGenerated) {
    const std::string name = channel.declare({}).queue;

    EXPECT_THAT(name, testing::MatchesRegex("amq\\.gen-[A-Za-z0-9_-]{22}"));
    EXPECT_NE(channel.declare({}).queue, name);
}

TEST_F(Queues, B149_ReservedNamesAreRefusedEvenWhenTheyExist) {
    const std::string name = channel.declare({}).queue;

    channel.send(QueueDeclare{.queue = name});

    channel.expect_closed(ReplyCode::access_refused, "ACCESS_REFUSED - queue name '" + name +
                                                         "' contains reserved prefix 'amq.*'");
}

TEST_F(Queues, B150_AGeneratedNameMayBeDeclaredPassively) {
    const std::string name = channel.declare({}).queue;

    EXPECT_EQ(channel.declare({.queue = name, .passive = true}).queue, name);
}

TEST_F(Queues, B151_DeclareOkCountsReadyMessagesAndConsumers) {
    publish_abc();
    channel.get("q");

    EXPECT_EQ(channel.declare({.queue = "q"}), (QueueDeclareOk{"q", 2, 0}));
    channel.consume({.queue = "q"});
    channel.bodies();
    EXPECT_EQ(channel.declare({.queue = "q"}), (QueueDeclareOk{"q", 0, 1}));
}

TEST_F(Queues, B151_WithNoWaitNothingIsSent) {
    channel.send(QueueDeclare{.queue = "q", .no_wait = true});
    channel.send(QueuePurge{.queue = "q", .no_wait = true});
    channel.send(BasicConsume{.queue = "q", .consumer_tag = "c", .no_wait = true});
    channel.send(BasicCancel{.consumer_tag = "c", .no_wait = true});
    channel.send(ConfirmSelect{.no_wait = true});
    channel.send(QueueDelete{.queue = "q", .no_wait = true});

    client.expect_nothing();
    expect_missing("q");
}

TEST_F(Queues, B153_ArgumentsThatMeanNothingMayDiffer) {
    channel.declare({.queue = "q", .arguments = Table{{"x-mine", 1}}});

    EXPECT_EQ(channel.declare({.queue = "q", .arguments = Table{{"x-mine", 2}}}).queue, "q");
}

TEST_F(Queues, B154_IntegersAreEqualByValue) {
    channel.declare({.queue = "q", .arguments = Table{{"x-max-length", std::int8_t{10}}}});

    EXPECT_EQ(
        channel.declare({.queue = "q", .arguments = Table{{"x-max-length", std::int64_t{10}}}})
            .queue,
        "q");
}

TEST_F(Queues, B155_NoQueueTypeIsClassic) {
    channel.declare({.queue = "q"});

    EXPECT_EQ(
        channel.declare({.queue = "q", .arguments = Table{{"x-queue-type", "classic"}}}).queue,
        "q");
}

TEST_F(Queues, B161_ATransientSharedQueueIsFine) {
    EXPECT_EQ(channel.declare({.queue = "q"}), (QueueDeclareOk{"q", 0, 0}));
}

TEST_F(Queues, B162_AutoDeleteActsWhenTheLastConsumerGoes) {
    channel.declare({.queue = "q", .auto_delete = true});
    channel.consume({.queue = "q", .consumer_tag = "a"});
    channel.consume({.queue = "q", .consumer_tag = "b"});

    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "a"});
    EXPECT_EQ(channel.consumers_of("q"), 1U);
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "b"});

    expect_missing("q");
}

TEST_F(Queues, B162_AutoDeleteWaitsForAFirstConsumer) {
    channel.declare({.queue = "q", .auto_delete = true});
    channel.publish("q", "body");

    EXPECT_TRUE(channel.get("q", true));
    EXPECT_EQ(channel.ready_in("q"), 0U);
}

TEST_F(Queues, B162_AutoDeleteActsWhenTheConnectionEnds) {
    Client other{broker};
    ClientChannel others{other};
    others.declare({.queue = "q", .auto_delete = true});
    others.consume({.queue = "q"});

    other.vanish();

    expect_missing("q");
}

TEST_F(Queues, B163_PassiveDeclareLooksAtNothingButTheName) {
    channel.declare({.queue = "q"});

    EXPECT_EQ(channel
                  .declare({.queue = "q",
                            .passive = true,
                            .durable = true,
                            .auto_delete = true,
                            .arguments = Table{{"x-max-length", 5}}})
                  .queue,
              "q");
}

TEST_F(Queues, B164_DeletingWhatIsNotThereIsFine) {
    EXPECT_EQ(channel.ask<QueueDeleteOk>(QueueDelete{.queue = "nowhere"}).message_count, 0U);
}

TEST_F(Queues, B165_IfUnusedRefusesWithAConsumer) {
    channel.declare({.queue = "q"});
    channel.consume({.queue = "q"});

    channel.send(QueueDelete{.queue = "q", .if_unused = true});

    channel.expect_closed(ReplyCode::precondition_failed,
                          "PRECONDITION_FAILED - queue 'q' in vhost '/' in use");
}

TEST_F(Queues, B166_IfEmptyRefusesWithReadyMessages) {
    publish_abc();

    channel.send(QueueDelete{.queue = "q", .if_unused = true, .if_empty = true});

    channel.expect_closed(ReplyCode::precondition_failed,
                          "PRECONDITION_FAILED - queue 'q' in vhost '/' not empty");
}

TEST_F(Queues, B166_IfEmptyDoesNotMindMessagesThatAreOut) {
    channel.declare({.queue = "q"});
    channel.publish("q", "out");
    channel.get("q");

    EXPECT_EQ(channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q", .if_empty = true}).message_count,
              0U);
}

TEST_F(Queues, B166_IfEmptyIsLookedAtBeforeIfUnused) {
    channel.declare({.queue = "q"});
    channel.limit(1);
    channel.consume({.queue = "q"});
    channel.publish("q", "out");
    channel.publish("q", "ready");
    channel.deliver();

    channel.send(QueueDelete{.queue = "q", .if_unused = true, .if_empty = true});

    channel.expect_closed(ReplyCode::precondition_failed,
                          "PRECONDITION_FAILED - queue 'q' in vhost '/' not empty");
}

TEST_F(Queues, B167_DeleteOkCountsReadyMessages) {
    publish_abc();
    channel.get("q");

    EXPECT_EQ(channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q"}).message_count, 2U);
}

TEST_F(Queues, B144_AMessageForADeletedQueueGoesNowhere) {
    channel.declare({.queue = "q"});
    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q"});

    channel.publish("q", "lost", {.mandatory = true});

    EXPECT_EQ(channel.returned().body, "lost");
}

TEST_F(Queues, B168_PurgeDropsWhatIsReadyAndLeavesWhatIsOut) {
    publish_abc();
    const auto out = channel.get("q");

    EXPECT_EQ(channel.ask<QueuePurgeOk>(QueuePurge{.queue = "q"}).message_count, 2U);
    channel.send(BasicNack{.delivery_tag = out->method.delivery_tag, .requeue = true});

    EXPECT_EQ(channel.get("q")->body, "a");
}

TEST_F(Queues, B171_DeletingAQueueTellsItsConsumers) {
    channel.declare({.queue = "q"});
    channel.consume({.queue = "q", .consumer_tag = "c"});
    ClientChannel other{client, 2};

    other.ask<QueueDeleteOk>(QueueDelete{.queue = "q"});

    const auto cancel = channel.expect<BasicCancel>();
    EXPECT_EQ(cancel.consumer_tag, "c");
    EXPECT_TRUE(cancel.no_wait);
    channel.send(BasicCancelOk{.consumer_tag = "c"});  // B244
    client.expect_nothing();
}

TEST_F(Queues, B171_DeleteOkComesBeforeTheCancelsOfTheSameChannel) {
    channel.declare({.queue = "q"});
    channel.consume({.queue = "q", .consumer_tag = "c"});

    channel.send(QueueDelete{.queue = "q"});

    channel.expect<QueueDeleteOk>();
    channel.expect<BasicCancel>();
}

TEST_F(Queues, B171_MessagesOutOfADeletedQueueMayStillBeSettled) {
    publish_abc();
    channel.consume({.queue = "q", .consumer_tag = "c"});
    EXPECT_THAT(channel.bodies(), ElementsAre("a", "b", "c"));
    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q"});
    channel.expect<BasicCancel>();

    channel.ack(1);
    channel.send(BasicNack{.delivery_tag = 3, .multiple = true, .requeue = true});

    client.expect_nothing();
    expect_missing("q");
}

TEST_F(Queues, B174_NamesMayHave255Octets) {
    const std::string name(255, 'n');

    EXPECT_EQ(channel.declare({.queue = name}).queue, name);
    channel.publish(name, "body");
    EXPECT_EQ(channel.get(name)->body, "body");
}

}  // namespace
}  // namespace leveret::test
