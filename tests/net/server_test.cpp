#include "broker/server.hpp"

#include <filesystem>
#include <memory>
#include <mutex>
#include <string>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/net/server_fixture.hpp"

// A whole server: how it starts, what it keeps, what it leaves behind.

namespace leveret::test {
namespace {

using testing::HasSubstr;

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
