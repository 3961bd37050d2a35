// Server and client against each other, in memory, with the stream between them cut in every way.
#include <map>

#include <gtest/gtest.h>

#include "protocol/assembler.hpp"
#include "protocol/client.hpp"
#include "protocol/connection.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

/// A server that lets everybody in and sends every publish straight back as a delivery.
class EchoServer {
  public:
    void receive(Bytes octets) {
        input_ += octets;
        Bytes rest = input_;
        while (react(connection_.next(rest, output_))) {
        }
        input_.erase(0, input_.size() - rest.size());
    }

    ServerConnection connection_{ServerOffer{}};
    Output output_;
    bool ended_ = false;

  private:
    using Server = ServerConnection;

    bool react(const Server::Event& event) {
        if (std::holds_alternative<Server::Login>(event)) connection_.accept_login(output_);
        if (std::holds_alternative<Server::OpenVhost>(event)) connection_.accept_open(output_);
        if (std::holds_alternative<Server::PeerCloses>(event)) connection_.finish_close(output_);
        if (const auto* on_channel = std::get_if<Server::ChannelFrame>(&event)) {
            echo(on_channel->frame);
        }
        ended_ = std::holds_alternative<Server::Ended>(event);
        return !ended_ && !std::holds_alternative<Server::NeedMore>(event);
    }
    void echo(const Frame& frame) {
        Assembler& assembler = channels_[frame.channel];
        const auto progress = assembler.step(frame);
        ASSERT_NE(progress, Assembler::Progress::failed) << assembler.error().text;
        if (progress != Assembler::Progress::command) return;
        write_deliver(output_, DeliverPrefix{frame.channel, "echo"}, ++delivery_tag_, false,
                      assembler.command().content, connection_.tuning().frame_max);
    }

    Buffer input_;
    std::map<std::uint16_t, Assembler> channels_;
    std::uint64_t delivery_tag_ = 0;
};

/// A client that publishes `bodies` once it is open, and closes when all have come back.
class EchoClient {
  public:
    explicit EchoClient(std::vector<std::string> bodies) : bodies_(std::move(bodies)) {
        connection_.start(output_);
    }
    void receive(Bytes octets) {
        input_ += octets;
        Bytes rest = input_;
        while (react(connection_.next(rest, output_))) {
        }
        input_.erase(0, input_.size() - rest.size());
    }

    ClientConnection connection_{ClientRequest{.tuning = {.frame_max = 5000}}};
    Output output_;
    std::vector<std::string> returned_;
    bool closed_ = false;

  private:
    using Client = ClientConnection;

    bool react(const Client::Event& event) {
        if (std::holds_alternative<Client::Opened>(event)) publish();
        if (const auto* on_channel = std::get_if<Client::ChannelFrame>(&event)) {
            if (assembler_.step(on_channel->frame) == Assembler::Progress::command) {
                returned_.emplace_back(assembler_.command().content->body());
            }
            if (returned_.size() == bodies_.size()) connection_.close(output_);
        }
        if (std::holds_alternative<Client::Closed>(event)) closed_ = true;
        return !std::holds_alternative<Client::NeedMore>(event);
    }
    void publish() {
        for (const std::string& body : bodies_) {
            write_publish(output_, 1, PublishView{"exchange", "key"}, Properties{}, body,
                          connection_.tuning().frame_max);
        }
    }

    std::vector<std::string> bodies_;
    Buffer input_;
    Assembler assembler_;
};

/// Moves at most `octets` from one side to the other; says whether there were any.
template <class To>
bool carry(Output& from, To& to, std::size_t octets) {
    if (from.empty()) return false;
    const Buffer piece = flat(from).substr(0, octets);
    from.consume(piece.size());
    to.receive(piece);
    return true;
}

class Conversation : public testing::TestWithParam<std::size_t> {};

TEST_P(Conversation, IsTheSameHoweverTheStreamIsCut) {
    const std::vector<std::string> bodies{"", "x", std::string(4992, 'a'), std::string(4993, 'b'),
                                          std::string(30'000, 'c')};
    EchoServer server;
    EchoClient client{bodies};

    while (carry(client.output_, server, GetParam()) || carry(server.output_, client, GetParam())) {
    }

    EXPECT_EQ(client.returned_, bodies);
    EXPECT_TRUE(client.closed_);
    EXPECT_TRUE(server.ended_);
    EXPECT_EQ(server.connection_.tuning(), client.connection_.tuning());
}

INSTANTIATE_TEST_SUITE_P(OctetsAtATime, Conversation,
                         testing::Values(1, 2, 7, 8, 4096, 10'000'000));

TEST(WholeConversation, OfTenMegabytesInOnePiece) {
    const std::vector<std::string> bodies(1000, std::string(10'000, 'm'));
    EchoServer server;
    EchoClient client{bodies};

    while (carry(client.output_, server, SIZE_MAX) || carry(server.output_, client, SIZE_MAX)) {
    }

    EXPECT_EQ(client.returned_, bodies);
}

TEST(WholeConversation, EndsWhenTheServerForcesIt) {
    EchoServer server;
    EchoClient client{{}};
    while (carry(client.output_, server, SIZE_MAX) || carry(server.output_, client, SIZE_MAX)) {
    }

    server.connection_.fail({ReplyCode::connection_forced, "shutdown", {}}, server.output_);
    while (carry(server.output_, client, SIZE_MAX) || carry(client.output_, server, SIZE_MAX)) {
    }

    EXPECT_TRUE(client.connection_.ended());
    EXPECT_TRUE(server.ended_);
}

}  // namespace
}  // namespace leveret::protocol
