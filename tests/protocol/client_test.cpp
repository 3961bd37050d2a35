#include "protocol/client.hpp"

#include <gtest/gtest.h>

#include "protocol/method.hpp"
#include "protocol/protocol_header.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

using namespace std::chrono_literals;
using Client = ClientConnection;

template <class E>
bool is(const Client::Event& event) {
    return std::holds_alternative<E>(event);
}

class ClientConnectionTest : public testing::Test {
  protected:
    Client::Event hear(Bytes octets) { return client_.next(octets, output_); }
    template <class M>
    requires requires { M::id; }
    Client::Event hear(const M& method) { return hear(Bytes(method_frame(0, method))); }
    Buffer written() {
        Buffer octets = flat(output_);
        output_.clear();
        return octets;
    }
    void open() {
        client_.start(output_);
        hear(ConnectionStart{});
        hear(ConnectionTune{2047, 131'072, 60});
        hear(ConnectionOpenOk{});
        written();
    }

    ClientConnection client_{{.user = "u", .password = "p", .vhost = "v"}};
    Output output_;
};

TEST_F(ClientConnectionTest, BeginsWithTheProtocolHeader) {
    client_.start(output_);

    EXPECT_EQ(written(), protocol_header);
}

TEST_F(ClientConnectionTest, LogsInWithPlain) {
    hear(ConnectionStart{.server_properties = Table{{"product", "x"}}});

    EXPECT_EQ(written(),
              method_frame(0, ConnectionStartOk{Table{{"capabilities", client_capabilities()}},
                                                "PLAIN", octets("00 'u' 00 'p'"), "en_US"}));
    EXPECT_EQ(client_.server_properties().find("product")->text(), "x");
}

TEST_F(ClientConnectionTest, SettlesForTheLowerTuningAndOpens) {
    hear(ConnectionStart{});
    written();
    hear(ConnectionTune{100, 8192, 600});

    EXPECT_EQ(written(), method_frame(0, ConnectionTuneOk{100, 8192, 60}) +
                             method_frame(0, ConnectionOpen{"v"}));
    EXPECT_EQ(client_.tuning(), (Tuning{100, 8192, 60s}));
}

TEST_F(ClientConnectionTest, IsOpenAfterOpenOk) {
    hear(ConnectionStart{});
    hear(ConnectionTune{});
    EXPECT_FALSE(client_.open());

    EXPECT_TRUE(is<Client::Opened>(hear(ConnectionOpenOk{})));
    EXPECT_TRUE(client_.open());
}

TEST_F(ClientConnectionTest, HandsOutChannelFrames) {
    open();

    const auto event = hear(Bytes(method_frame(5, ChannelOpenOk{})));

    ASSERT_TRUE(is<Client::ChannelFrame>(event));
    EXPECT_EQ(std::get<Client::ChannelFrame>(event).frame.channel, 5);
}

TEST_F(ClientConnectionTest, TellsWhenTheServerBlocks) {
    open();

    const auto event = hear(ConnectionBlocked{"low on memory"});

    ASSERT_TRUE(is<Client::Blocked>(event));
    EXPECT_EQ(std::get<Client::Blocked>(event).reason, "low on memory");
    EXPECT_TRUE(is<Client::Unblocked>(hear(ConnectionUnblocked{})));
}

TEST_F(ClientConnectionTest, AnswersAClose) {
    open();

    const auto event = hear(ConnectionClose{320, "CONNECTION_FORCED - bye", 0, 0});

    ASSERT_TRUE(is<Client::PeerCloses>(event));
    EXPECT_EQ(std::get<Client::PeerCloses>(event).error,
              (Error{ReplyCode::connection_forced, "CONNECTION_FORCED - bye", {}}));
    EXPECT_EQ(written(), method_frame(0, ConnectionCloseOk{}));
    EXPECT_TRUE(client_.ended());
}

TEST_F(ClientConnectionTest, ClosesAndWaitsForTheAnswer) {
    open();
    client_.close(output_);

    EXPECT_EQ(written(), method_frame(0, ConnectionClose{200, "Goodbye", 0, 0}));
    EXPECT_TRUE(is<Client::NeedMore>(hear(Bytes(method_frame(1, ChannelOpenOk{})))));
    EXPECT_TRUE(is<Client::Closed>(hear(ConnectionCloseOk{})));
    EXPECT_TRUE(is<Client::Closed>(client_.end_of_input()));
}

TEST_F(ClientConnectionTest, TakesACutAtLoginForARefusal) {  // B036
    hear(ConnectionStart{});

    const auto event = client_.end_of_input();

    ASSERT_TRUE(is<Client::Failed>(event));
    EXPECT_EQ(std::get<Client::Failed>(event).error.code, ReplyCode::access_refused);
}

TEST_F(ClientConnectionTest, TakesAnyOtherCutForAFailure) {
    open();

    const auto event = client_.end_of_input();

    ASSERT_TRUE(is<Client::Failed>(event));
    EXPECT_EQ(std::get<Client::Failed>(event).error.code, ReplyCode::connection_forced);
}

TEST_F(ClientConnectionTest, FailsWhenTheServerSpeaksAnotherVersion) {  // B021
    EXPECT_TRUE(is<Client::Failed>(hear(Bytes("AMQP\0\1\0\0", 8))));
}

TEST_F(ClientConnectionTest, FailsWhenMethodsComeOutOfTurn) {
    const auto event = hear(ConnectionOpenOk{});

    ASSERT_TRUE(is<Client::Failed>(event));
    EXPECT_EQ(
        std::get<Client::Failed>(event).error,
        (Error{ReplyCode::command_invalid, "unexpected method connection.open-ok", {10, 41}}));
}

TEST_F(ClientConnectionTest, FailsForABadFrame) {
    open();

    EXPECT_TRUE(is<Client::Failed>(hear(octets("01 00 01 00 00 00 01 'x' 00"))));
    EXPECT_TRUE(is<Client::NeedMore>(hear(ConnectionClose{})));
}

}  // namespace
}  // namespace leveret::protocol
