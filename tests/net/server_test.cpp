#include "broker/server.hpp"

#include <algorithm>
#include <filesystem>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "protocol/protocol_header.hpp"
#include "tests/net/socket_client.hpp"

// A whole server: sockets, threads, files.

namespace leveret::test {
namespace {

using namespace std::chrono_literals;
using testing::HasSubstr;

/// A folder of this test's own, gone afterwards.
class ServerTest : public testing::Test {
  protected:
    ServerTest() {
        const auto& test = *testing::UnitTest::GetInstance()->current_test_info();
        folder = std::filesystem::path{testing::TempDir()} /
                 ("leveret-net-" + std::to_string(getpid()) + "-" + test.name());
        std::filesystem::remove_all(folder);
    }
    ~ServerTest() override { std::filesystem::remove_all(folder); }
    ServerOptions on_disk() const { return {.data = folder.string(), .amqp = "127.0.0.1:0"}; }
    static ServerOptions in_memory() { return {.amqp = "127.0.0.1:0"}; }
    static std::size_t threads() {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator{"/proc/self/task"}, {}));
    }
    static std::uint32_t ready_in(SocketClient& client, const std::string& queue) {
        return client.ask<QueueDeclareOk>(QueueDeclare{.queue = queue, .passive = true})
            .message_count;
    }
    /// Why the server does not start.
    static std::string start_error(const ServerOptions& options) {
        Server server{options};
        try {
            server.start();
        } catch (const StartError& error) {
            return error.what();
        }
        return "it has started";
    }
    std::filesystem::path folder;
};

const Properties persistent{.delivery_mode = std::uint8_t{2}};
constexpr std::uint16_t forced = 320;

TEST_F(ServerTest, ListensOnAFreePortWhenAskedForPortZero) {
    Server server{in_memory()};
    EXPECT_EQ(server.port(), 0);

    server.start();

    EXPECT_NE(server.port(), 0);
    EXPECT_EQ(server.url(), "amqp://guest:guest@127.0.0.1:" + std::to_string(server.port()) + "/");
    SocketClient{server.port()}.open();
}

TEST_F(ServerTest, StartsAndStopsMoreThanOnce) {
    Server server{in_memory()};
    for (int i = 0; i < 3; ++i) {
        server.start();
        server.start();
        SocketClient{server.port()}.open();
        server.stop();
        server.stop();
        EXPECT_EQ(server.port(), 0);
    }
}

TEST_F(ServerTest, LeavesNoThreadBehind) {
    { Server{in_memory()}.start(); }  // whatever the libraries start once
    const std::size_t before = threads();
    Server server{on_disk()};
    server.start();
    EXPECT_GT(threads(), before);

    server.stop();

    EXPECT_EQ(threads(), before);
}

TEST_F(ServerTest, SharesNothingWithAnotherInTheSameProcess) {
    Server one{in_memory()};
    Server other{on_disk()};
    one.start();
    other.start();
    SocketClient client{one.port()};
    SocketClient neighbour{other.port()};
    client.open();
    neighbour.open();

    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q"});
    neighbour.send(1, QueueDeclare{.queue = "q", .passive = true});

    EXPECT_EQ(neighbour.expect<ChannelClose>().reply_code, 404);
    one.stop();
    neighbour.send(1, ChannelCloseOk{});
    neighbour.ask<ChannelOpenOk>(ChannelOpen{});
}

TEST_F(ServerTest, FindsItsMessagesAgainAfterARestart) {
    const std::string large(3'000'000, 'x');
    Server server{on_disk()};
    server.start();
    {
        SocketClient client{server.port()};
        client.open();
        client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q", .durable = true});
        client.ask<ConfirmSelectOk>(ConfirmSelect{});
        client.publish("q", "small", persistent);
        client.publish("q", large, persistent);
        while (client.expect<BasicAck>().delivery_tag < 2) {
        }
    }
    server.stop();
    server.start();

    SocketClient client{server.port()};
    client.open();
    client.ask<BasicGetOk>(BasicGet{.queue = "q"});
    EXPECT_EQ(client.body(), "small");
    client.ask<BasicGetOk>(BasicGet{.queue = "q"});
    EXPECT_EQ(client.body(), large);
}

TEST_F(ServerTest, WritesWhatWasNotConfirmedYetWhenItStops) {
    Server server{on_disk()};
    server.start();
    SocketClient client{server.port()};
    client.open();
    client.ask<QueueDeclareOk>(QueueDeclare{.queue = "q", .durable = true});
    for (int i = 0; i < 1000; ++i) client.publish("q", "body", persistent);
    EXPECT_EQ(ready_in(client, "q"), 1000U);
    server.stop();
    server.start();

    SocketClient again{server.port()};
    again.open();
    EXPECT_EQ(ready_in(again, "q"), 1000U);
}

TEST_F(ServerTest, DoesNotStartOnABusyPortAndTouchesNothing) {
    Server first{in_memory()};
    first.start();
    ServerOptions second = on_disk();
    second.amqp = "127.0.0.1:" + std::to_string(first.port());

    EXPECT_THAT(start_error(second),
                testing::AllOf(HasSubstr(second.amqp), HasSubstr("Address already in use")));

    EXPECT_FALSE(std::filesystem::exists(folder));
    SocketClient{first.port()}.open();
}

TEST_F(ServerTest, DoesNotStartOnDataThatAnotherUses) {
    Server first{on_disk()};
    first.start();

    EXPECT_THAT(start_error(on_disk()), HasSubstr(folder.string()));
}

TEST_F(ServerTest, StartsOnceThePortIsFree) {
    auto first = std::make_unique<Server>(in_memory());
    first->start();
    ServerOptions options = in_memory();
    options.amqp = "127.0.0.1:" + std::to_string(first->port());
    Server second{options};
    EXPECT_THROW(second.start(), StartError);
    first.reset();

    second.start();

    SocketClient{second.port()}.open();
}

TEST_F(ServerTest, NamesAnOptionThatMakesNoSense) {
    const auto fault = [](const ServerOptions& options) -> std::string {
        try {
            Server server{options};
        } catch (const std::invalid_argument& error) {
            return error.what();
        }
        return "none";
    };

    EXPECT_THAT(fault({.amqp = "nowhere"}), HasSubstr("'nowhere'"));
    EXPECT_THAT(fault({.amqp = "127.0.0.1:70000"}), HasSubstr("70000"));
    EXPECT_THAT(fault({.frame_max_octets = 100}), HasSubstr("frame_max_octets 100"));
    EXPECT_THAT(fault({.data = ""}), HasSubstr("data"));
}

TEST_F(ServerTest, ClosesConnectionsWhenItStops) {
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

TEST_F(ServerTest, StopsWhileClientsAreInTheMiddleOfThings) {
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

TEST_F(ServerTest, AnswersGarbageWithItsHeaderAndACut) {
    Server server{in_memory()};
    server.start();
    SocketClient client{server.port()};

    client.write("GET / HTTP/1.1\r\n\r\n");

    EXPECT_EQ(client.read_to_end(), protocol_header);
}

TEST_F(ServerTest, CutsAHandshakeThatGoesNowhere) {
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

TEST_F(ServerTest, RefusesMoreConnectionsThanAllowed) {
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

TEST_F(ServerTest, TakesAMessageOfManyFramesAndGivesItBackWhole) {
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

TEST_F(ServerTest, LetsASlowReaderHurtNobodyElse) {
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

TEST_F(ServerTest, GivesASlowReaderEverythingInTheEnd) {
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

TEST_F(ServerTest, SlowsPublishersDownAndConfirmsEverything) {
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

TEST_F(ServerTest, TakesAnIpv4LoopbackPeerForLocalOnAnIpv6Socket) {
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

TEST_F(ServerTest, WithstandsManyThatComeAndGo) {
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

TEST_F(ServerTest, WritesALogOfWhatMattersAndNoPassword) {
    std::mutex mutex;
    std::string lines;
    ServerOptions options = in_memory();
    options.log = [&](LogLevel, const std::string& line) {
        const std::lock_guard lock{mutex};
        lines += line + "\n";
    };
    Server server{options};
    server.start();
    { SocketClient{server.port()}.open(); }
    server.stop();

    EXPECT_THAT(lines, HasSubstr("user 'guest' authenticated and granted access to vhost '/'"));
    EXPECT_THAT(lines, testing::Not(HasSubstr("guest:guest")));
}

}  // namespace
}  // namespace leveret::test
