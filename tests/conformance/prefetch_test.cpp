#include "tests/conformance/conformance.hpp"

// basic.qos: how much may be out.                                       @spec 1.8.3.1

namespace leveret::test {
namespace {

class Prefetch : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "q"});
    }
    void publish(int count) {
        for (int i = 0; i < count; ++i) channel.publish("q", std::to_string(i));
    }
    /// How many deliveries have come by now, on channel 1.
    std::size_t delivered() { return channel.deliveries().size(); }
    /// The tags of the consumers that got the deliveries.
    std::vector<std::string> receivers() {
        std::vector<std::string> tags;
        for (const auto& delivered : channel.deliveries()) {
            tags.push_back(delivered.method.consumer_tag);
        }
        return tags;
    }
};

TEST_F(Prefetch, B256_LimitsEachConsumerApart) {
    channel.limit(2);
    channel.consume({.queue = "q", .consumer_tag = "a"});
    channel.consume({.queue = "q", .consumer_tag = "b"});

    publish(6);

    EXPECT_THAT(receivers(), ElementsAre("a", "b", "a", "b"));
}

TEST_F(Prefetch, B256_ConsumersKeepTheLimitTheyStartedWith) {
    channel.limit(1);
    channel.consume({.queue = "q", .consumer_tag = "old"});
    channel.limit(3);

    publish(3);
    EXPECT_EQ(delivered(), 1U);
    channel.consume({.queue = "q", .consumer_tag = "new"});

    EXPECT_THAT(receivers(), ElementsAre("new", "new"));
}

TEST_F(Prefetch, B256_AnAckMakesRoomForOneMore) {
    channel.limit(2);
    channel.consume({.queue = "q"});
    publish(5);
    EXPECT_EQ(delivered(), 2U);

    channel.ack(1);
    EXPECT_EQ(delivered(), 1U);
    channel.ack(3, true);

    EXPECT_EQ(delivered(), 2U);
}

TEST_F(Prefetch, B256_ANackMakesRoomToo) {
    channel.limit(1);
    channel.consume({.queue = "q"});
    publish(2);
    EXPECT_EQ(channel.deliver().body, "0");

    channel.send(BasicNack{.delivery_tag = 1, .requeue = false});

    EXPECT_EQ(channel.deliver().body, "1");
}

TEST_F(Prefetch, B257_TheChannelsLimitHoldsForAllItsConsumersTogether) {
    channel.limit(3, true);
    channel.consume({.queue = "q", .consumer_tag = "a"});
    channel.consume({.queue = "q", .consumer_tag = "b"});

    publish(6);

    EXPECT_EQ(delivered(), 3U);
    channel.ack(1);
    EXPECT_EQ(delivered(), 1U);
}

TEST_F(Prefetch, B257_TheChannelsLimitHoldsAtOnceAndCountsWhatIsOut) {
    channel.consume({.queue = "q"});
    publish(3);
    EXPECT_EQ(delivered(), 3U);
    channel.limit(4, true);

    publish(3);

    EXPECT_EQ(delivered(), 1U);
}

TEST_F(Prefetch, B257_BothLimitsHoldTogether) {
    channel.limit(2);
    channel.limit(3, true);
    channel.consume({.queue = "q", .consumer_tag = "a"});
    channel.consume({.queue = "q", .consumer_tag = "b"});

    publish(6);

    EXPECT_THAT(receivers(), ElementsAre("a", "b", "a"));
}

TEST_F(Prefetch, B257_AConsumerOfAnotherQueueWakesWhenTheChannelsLimitAllows) {
    channel.declare({.queue = "other"});
    channel.limit(1, true);
    channel.consume({.queue = "q", .consumer_tag = "a"});
    channel.consume({.queue = "other", .consumer_tag = "b"});
    publish(1);
    channel.publish("other", "waits");
    EXPECT_THAT(receivers(), ElementsAre("a"));

    channel.ack(1);

    EXPECT_THAT(receivers(), ElementsAre("b"));
}

TEST_F(Prefetch, B257_RaisingTheChannelsLimitDeliversAtOnce) {
    channel.limit(1, true);
    channel.consume({.queue = "q"});
    publish(5);
    EXPECT_EQ(delivered(), 1U);

    channel.send(BasicQos{.prefetch_count = 3, .global = true});
    channel.expect<BasicQosOk>();

    EXPECT_EQ(delivered(), 2U);
}

TEST_F(Prefetch, B259_ZeroIsNoLimit) {
    channel.limit(1);
    channel.limit(0);
    channel.consume({.queue = "q"});

    publish(100);

    EXPECT_EQ(delivered(), 100U);
}

TEST_F(Prefetch, B260_MessagesGotDoNotCount) {
    channel.limit(1, true);
    publish(3);
    channel.get("q");
    channel.get("q");

    channel.consume({.queue = "q"});

    EXPECT_EQ(delivered(), 1U);
}

TEST_F(Prefetch, B261_ALowerLimitStopsDeliveriesUntilEnoughIsAcked) {
    channel.limit(5, true);
    channel.consume({.queue = "q"});
    publish(10);
    EXPECT_EQ(delivered(), 5U);
    channel.limit(2, true);

    channel.ack(3, true);
    EXPECT_EQ(delivered(), 0U);
    channel.ack(4);

    EXPECT_EQ(delivered(), 1U);
}

TEST_F(Prefetch, B256_ACancelledConsumersMessagesDoNotBlockOthers) {
    channel.limit(1);
    channel.consume({.queue = "q", .consumer_tag = "a"});
    publish(2);
    EXPECT_EQ(delivered(), 1U);
    channel.ask<BasicCancelOk>(BasicCancel{.consumer_tag = "a"});

    channel.consume({.queue = "q", .consumer_tag = "b"});

    EXPECT_THAT(receivers(), ElementsAre("b"));
}

}  // namespace
}  // namespace leveret::test
