#include <chrono>
#include <string>

#include <gtest/gtest.h>

#include "broker/server.hpp"
#include "protocol/protocol_header.hpp"
#include "tests/net/server_fixture.hpp"

// A whole server and its peers: many, slow, rude or gone.

namespace leveret::test {
namespace {

using namespace std::chrono_literals;

class Peers : public ServerTest {};

TEST_F(Peers, AreToldWhenTheServerStops) {
    Server server{in_memory()};
    server.start();
    SocketClient client{server.port()};
    client.open();

    server.stop();

    const auto close = client.expect<ConnectionClose>();
    EXPECT_EQ(close.reply_code, forced);
    EXPECT_EQ(close.reply_text,
              "CONNECTION_FORCED - broker forced connection closure with reason 'shutdown'");
    EXPECT_EQ(client.read_to_end(), "");
}

TEST_F(Peers, InTheMiddleOfThingsDoNotKeepItFromStopping) {
    Server server{on_disk()};
    server.start();
    SocketClient silent{server.port()};
    SocketClient starting{server.port()};
    starting.write(protocol_header);
    SocketClient publishing{server.port()};
    publishing.open();
    publishing.ask<QueueDeclareOk>(QueueDeclare{.queue = "q", .durable = true});
    publishing.write(method_frame(1, BasicPublish{.routing_key = "q"}) +
                     frame(FrameType::header, 1, header_payload(100)));

    server.stop();

    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_EQ(publishing.expect<ConnectionClose>().reply_code, forced);
}

TEST_F(Peers, ThatSendGarbageGetOurHeaderAndACut) {
    Server server{in_memory()};
    server.start();
    SocketClient client{server.port()};

    client.write("GET / HTTP/1.1\r\n\r\n");

    EXPECT_EQ(client.read_to_end(), protocol_header);
}

TEST_F(Peers, WhoseHandshakeGoesNowhereAreCut) {
    ServerOptions options = in_memory();
    options.handshake_timeout = 50ms;
    Server server{options};
    server.start();
    SocketClient silent{server.port()};
    SocketClient starting{server.port()};
    starting.write(protocol_header);

    EXPECT_EQ(silent.read_to_end(), "");
    EXPECT_FALSE(starting.read_to_end().empty());
}

TEST_F(Peers, AreRefusedOverTheLimit) {
    ServerOptions options = in_memory();
    options.connections_max = 2;
    Server server{options};
    server.start();
    SocketClient first{server.port()};
    first.open();
    {
        SocketClient second{server.port()};
        second.open();
        SocketClient third{server.port()};
        EXPECT_EQ(third.read_to_end(), "");
        second.send(0, ConnectionClose{.reply_code = 200});
        second.expect<ConnectionCloseOk>();
        second.read_to_end();
    }

    SocketClient{server.port()}.open();
}

TEST_F(Peers, GetAMessageOfManyFramesBackWhole) {
    Server server{in_memory()};
    server.start();
    SocketClient client{server.port()};
    client.open();
    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q"});
    std::string body;
    for (int i = 0; body.size() < 10'000'000; ++i) body += std::to_string(i);

    client.publish("q", body);
    client.ask<BasicGetOk>(BasicGet{.queue = "q"});

    EXPECT_TRUE(client.body() == body);
}

TEST_F(Peers, ThatReadSlowlyHurtNobodyElse) {
    ServerOptions options = in_memory();
    options.output_max_octets = 100'000;
    Server server{options};
    server.start();
    SocketClient slow{server.port(), 4096};
    slow.open();
    slow.ask<QueueDeclareOk>(QueueDeclare{.queue = "q"});
    slow.ask<BasicConsumeOk>(BasicConsume{.queue = "q", .no_ack = true});
    SocketClient client{server.port()};
    client.open();
    constexpr int count = 400;

    for (int i = 0; i < count; ++i) client.publish("q", std::string(50'000, 'x'));
    const std::uint32_t waiting = ready_in(client, "q");

    EXPECT_GT(waiting, 0U);  // the slow one got what its socket takes
    client.ask<BasicConsumeOk>(BasicConsume{.queue = "q", .no_ack = true});
    for (std::uint32_t i = 0; i < waiting; ++i) client.expect<BasicDeliver>();
    for (std::uint32_t i = waiting; i < count; ++i) slow.expect<BasicDeliver>();
    EXPECT_EQ(ready_in(client, "q"), 0U);
}

TEST_F(Peers, ThatReadSlowlyGetEverythingInTheEnd) {
    ServerOptions options = in_memory();
    options.output_max_octets = 100'000;
    Server server{options};
    server.start();
    SocketClient client{server.port(), 4096};
    client.open();
    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q"});
    SocketClient publisher{server.port()};
    publisher.open();
    for (int i = 0; i < 200; ++i) publisher.publish("q", std::string(50'000, 'x'));
    ready_in(publisher, "q");

    client.ask<BasicConsumeOk>(BasicConsume{.queue = "q"});

    for (std::uint64_t tag = 1; tag <= 200; ++tag) {
        ASSERT_EQ(client.expect<BasicDeliver>().delivery_tag, tag);
        client.send(1, BasicAck{.delivery_tag = tag});
    }
    client.ask<BasicGetEmpty>(BasicGet{.queue = "q"});
}

TEST_F(Peers, ThatPublishTooFastAreSlowedDownAndGetEveryConfirm) {
    ServerOptions options = on_disk();
    options.unstored_max_octets = 1000;
    Server server{options};
    server.start();
    SocketClient client{server.port()};
    client.open();
    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q", .durable = true});
    client.ask<ConfirmSelectOk>(ConfirmSelect{});
    constexpr std::uint64_t count = 2000;

    for (std::uint64_t i = 0; i < count; ++i) {
        client.publish("q", std::string(100, 'x'), persistent);
    }

    while (client.expect<BasicAck>().delivery_tag < count) {
    }
    EXPECT_EQ(ready_in(client, "q"), count);
}

TEST_F(Peers, OverIpv4AreLocalOnAnIpv6SocketToo) {
    ServerOptions options = in_memory();
    options.amqp = "[::]:0";
    Server server{options};
    try {
        server.start();
    } catch (const StartError& error) {
        GTEST_SKIP() << error.what();
    }

    SocketClient{server.port()}.open();  // as guest
}

TEST_F(Peers, MayComeAndGoInNumbers) {
    Server server{in_memory()};
    server.start();
    for (int i = 0; i < 300; ++i) {
        SocketClient client{server.port()};
        if (i % 3 == 1) client.write(protocol_header);
        if (i % 3 == 2) {
            client.open();
            client.ask<QueueDeclareOk>(QueueDeclare{.exclusive = true});
        }
    }

    SocketClient client{server.port()};
    client.open();
    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q"});
}

}  // namespace
}  // namespace leveret::test
