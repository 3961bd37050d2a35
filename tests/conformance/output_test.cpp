#include "tests/conformance/conformance.hpp"

// A peer that does not read: its consumers get no more than the output limit, others go on.

namespace leveret::test {
namespace {

constexpr std::size_t limit = 100'000;
constexpr std::size_t body_octets = 10'000;
constexpr int count = 50;

broker::Settings with_output_limit() {
    auto settings = TestBroker::defaults();
    settings.output_max_octets = limit;
    return settings;
}

class SlowReader : public testing::Test {
  protected:
    SlowReader() {
        slow.limit_consumers();
        publisher.declare({.queue = "q"});
    }
    /// A client that stops reading once it consumes.
    struct Slow {
        explicit Slow(TestBroker& broker) : client(broker), channel(client) {}
        void limit_consumers() { channel.limit(0); }
        Client client;
        ClientChannel channel;
    };
    void publish_all() {
        for (int i = 0; i < count; ++i) publisher.publish("q", std::string(body_octets, 'x'));
        broker.step();
    }

    TestBroker broker{with_output_limit()};
    Slow slow{broker};
    Client sender{broker};
    ClientChannel publisher{sender};
};

TEST_F(SlowReader, GetsNoMoreThanTheLimit) {
    slow.channel.consume({.queue = "q", .no_ack = true});
    slow.client.stop_reading();
    publish_all();

    const std::uint32_t waiting = publisher.ready_in("q");

    // Two outputs at most: one in the pipe, one in the broker; each stops at the limit.
    EXPECT_GE(waiting, count - limit / body_octets - 2);
    EXPECT_LT(waiting, static_cast<std::uint32_t>(count));
}

TEST_F(SlowReader, GoesOnWhenItReadsAgain) {
    slow.channel.consume({.queue = "q", .no_ack = true});
    slow.client.stop_reading();
    publish_all();

    slow.client.read_on();

    EXPECT_EQ(slow.channel.deliveries().size(), static_cast<std::size_t>(count));
    EXPECT_EQ(publisher.ready_in("q"), 0U);
}

TEST_F(SlowReader, GetsABacklogInPortions) {
    publish_all();
    slow.client.stop_reading();
    slow.channel.send(BasicConsume{.queue = "q", .no_ack = true});
    broker.step();
    EXPECT_GE(publisher.ready_in("q"), count - limit / body_octets - 2);

    slow.client.read_on();

    slow.channel.expect<BasicConsumeOk>();
    EXPECT_EQ(slow.channel.deliveries().size(), static_cast<std::size_t>(count));
}

TEST_F(SlowReader, DoesNotHoldUpOthers) {
    Client quick{broker};
    ClientChannel others{quick};
    slow.channel.consume({.queue = "q", .no_ack = true});
    others.consume({.queue = "q", .no_ack = true});
    slow.client.stop_reading();

    publish_all();

    const std::size_t at_most_with_the_slow_one = limit / body_octets + 2;
    EXPECT_GE(others.deliveries().size(), count - at_most_with_the_slow_one);
    EXPECT_EQ(publisher.ready_in("q"), 0U);
}

TEST_F(SlowReader, StillGetsItsReplies) {
    slow.channel.consume({.queue = "q", .no_ack = true});
    slow.client.stop_reading();
    publish_all();
    slow.channel.send(QueueDeclare{.queue = "other"});

    slow.client.read_on();

    slow.channel.deliveries();
    EXPECT_EQ(slow.channel.expect<QueueDeclareOk>().queue, "other");
}

TEST_F(SlowReader, IsNotReadEitherWhenItsRepliesPileUp) {
    slow.client.stop_reading();
    for (int i = 0; i < 100; ++i) {
        slow.channel.publish("nowhere", std::string(body_octets, 'x'), {.mandatory = true});
    }
    broker.step();
    EXPECT_TRUE(broker.overfull(slow.client.session()));

    slow.client.read_on();

    EXPECT_FALSE(broker.overfull(slow.client.session()));
}

TEST_F(SlowReader, ThatClosesAndReadsNoMoreIsCutInTheEnd) {
    slow.channel.consume({.queue = "q", .no_ack = true});
    slow.client.stop_reading();
    publish_all();
    slow.client.send(0, ConnectionClose{});
    broker.step();
    EXPECT_FALSE(slow.client.is_cut());

    broker.advance(30s);

    EXPECT_TRUE(slow.client.is_cut());
}

TEST_F(SlowReader, WhoseConnectionEndsGivesItsMessagesBack) {
    slow.channel.consume({.queue = "q"});
    slow.client.stop_reading();
    publish_all();

    slow.client.vanish();

    EXPECT_EQ(publisher.ready_in("q"), static_cast<std::uint32_t>(count));
}

}  // namespace
}  // namespace leveret::test
