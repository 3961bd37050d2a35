#include "tests/conformance/conformance.hpp"

// Queues that belong to one connection.                                 @spec 1.7.2.1

namespace leveret::test {
namespace {

const std::string locked =
    "RESOURCE_LOCKED - cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could "
    "be originally declared on another connection or the exclusive property value does not match "
    "that of the original declaration.";

class ExclusiveQueue : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "q", .exclusive = true});
    }
    template <class M>
    void expect_locked(const M& method, Where where = Where::current()) {
        ClientChannel others{other};
        others.send(method);
        others.expect_closed(ReplyCode::resource_locked, locked, where);
    }
    Client other{broker};
};

TEST_F(ExclusiveQueue, B156_IsLockedForOtherConnections) {
    expect_locked(QueueDeclare{.queue = "q"});
    expect_locked(QueueDeclare{.queue = "q", .exclusive = true});
    expect_locked(QueueDelete{.queue = "q"});
    expect_locked(QueuePurge{.queue = "q"});
    expect_locked(BasicConsume{.queue = "q"});
    expect_locked(BasicGet{.queue = "q"});
}

TEST_F(ExclusiveQueue, B163_IsLockedForAPassiveDeclareToo) {
    expect_locked(QueueDeclare{.queue = "q", .passive = true});
}

TEST_F(ExclusiveQueue, B158_TakesMessagesFromOtherConnections) {
    ClientChannel others{other};

    others.publish("q", "body");

    EXPECT_EQ(channel.get("q")->body, "body");
}

TEST_F(ExclusiveQueue, B159_BelongsToEveryChannelOfItsConnection) {
    ClientChannel second{client, 2};

    EXPECT_EQ(second.declare({.queue = "q", .exclusive = true}).queue, "q");
    second.consume({.queue = "q"});
    channel.publish("q", "body");

    EXPECT_EQ(second.deliver().body, "body");
}

TEST_F(ExclusiveQueue, B160_IsNeverDurable) {
    channel.declare({.queue = "d", .durable = true, .exclusive = true});
    channel.publish_persistent("d", "body");
    broker.step();

    EXPECT_EQ(broker.written().queues_declared, 0U);
    EXPECT_EQ(broker.written().messages_added, 0U);
}

TEST_F(ExclusiveQueue, B160_MayBeDeclaredAgainAsDurable) {
    EXPECT_EQ(channel.declare({.queue = "q", .durable = true, .exclusive = true}).queue, "q");
}

TEST_F(ExclusiveQueue, B095_MayBeDeclaredByOthersOnceItsConnectionHasEnded) {
    client.send(0, ConnectionClose{.reply_code = 200});

    ClientChannel others{other};
    EXPECT_EQ(others.declare({.queue = "q", .exclusive = true}).queue, "q");
}

TEST_F(ExclusiveQueue, B095_AnotherQueueOfThatNameIsNotDeletedWithTheOldOwner) {
    channel.ask<QueueDeleteOk>(QueueDelete{.queue = "q"});
    ClientChannel others{other};
    others.declare({.queue = "q"});

    client.vanish();

    EXPECT_EQ(others.ready_in("q"), 0U);
}

}  // namespace
}  // namespace leveret::test
