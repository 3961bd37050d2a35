#include "tests/conformance/conformance.hpp"

// The same octets give the same answers, however the network cuts them.

namespace leveret::test {
namespace {

/// All that a client says in one long session, from the header to connection.close.
std::string long_session() {
    TestBroker broker;
    Client client{broker};
    ClientChannel channel{client};
    ClientChannel second{client, 2};
    channel.declare({.queue = "q", .arguments = Table{{"x-mine", Array{1, "two"}}}});
    channel.declare({.queue = "durable", .durable = true});
    channel.declare({});
    second.select_confirms();
    second.publish("nowhere", "returned", {.mandatory = true});
    for (std::size_t octets = 0; octets < 6000; octets += 1999) {
        second.publish("q", std::string(octets, 'x'), {.properties = persistent});
        second.publish("durable", std::string(octets, 'y'), {.properties = persistent});
    }
    broker.step();
    channel.limit(2);
    channel.consume({.queue = "q", .consumer_tag = "c"});
    channel.deliveries();
    channel.ack(1);
    channel.send(BasicNack{.delivery_tag = 2, .requeue = true});
    channel.send(BasicGet{.queue = "durable"});
    channel.send(BasicRecover{.requeue = true});
    channel.send(BasicCancel{.consumer_tag = "c"});
    channel.send(QueuePurge{.queue = "durable"});
    channel.send(BasicAck{.delivery_tag = 99});
    broker.step();
    channel.send(ChannelCloseOk{});
    client.say(octets("08 00 00 00 00 00 00 ce"));
    second.send(QueueDelete{.queue = "q"});
    client.send(0, ConnectionClose{.reply_code = 200});
    return client.said();
}

/// What a broker answers to these octets, given `portion` at a time, all in one step.
std::string answers(const std::string& said, std::size_t portion) {
    TestBroker broker;
    Client client{broker, Client::Raw{}};
    for (std::size_t at = 0; at < said.size(); at += portion) {
        client.say(Bytes(said).substr(at, portion));
    }
    broker.step();
    EXPECT_TRUE(client.is_cut());
    return client.heard();
}

TEST(Replay, OctetByOctetGivesTheSameAnswersAsAllAtOnce) {
    const std::string said = long_session();

    const std::string all_at_once = answers(said, said.size());

    EXPECT_GT(all_at_once.size(), 10'000U);
    for (const std::size_t portion : {1, 2, 3, 7, 8, 9, 100, 4096, 5000}) {
        EXPECT_EQ(answers(said, portion), all_at_once) << portion;
    }
}

TEST(Replay, TheSameInputGivesTheSameOutput) {
    EXPECT_EQ(answers(long_session(), 4096), answers(long_session(), 4096));
}

TEST(Replay, ASessionCutAnywhereLeavesNothingBehind) {
    const std::string said = long_session();

    for (std::size_t at = 0; at < said.size(); at += 13) {
        TestBroker broker;
        Client client{broker, Client::Raw{}};
        client.say(Bytes(said).substr(0, at));
        broker.step();
        client.vanish();
        broker.step();

        ASSERT_EQ(broker.session_count(), 0U) << at;
    }
}

}  // namespace
}  // namespace leveret::test
