#include "protocol/connection.hpp"

#include <gtest/gtest.h>

#include "protocol/method.hpp"
#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

using namespace std::chrono_literals;
using Server = ServerConnection;

class ServerConnectionTest : public testing::Test {
  protected:
    /// The first event that these octets cause.
    Server::Event say(Bytes octets) {
        input_ += octets;
        return go_on();
    }
    template <class M>
    requires requires { M::id; }
    Server::Event say(const M& method) { return say(Bytes(method_frame(0, method))); }
    /// The next event of octets that were said before.
    Server::Event go_on() {
        Bytes rest = input_;
        Server::Event event = server_.next(rest, output_);
        if (std::holds_alternative<Server::ChannelFrame>(event)) {
            seen_payload_ = std::get<Server::ChannelFrame>(event).frame.payload;
        }
        input_ = Buffer(rest);
        return event;
    }
    /// What was written since the last call.
    Buffer written() {
        Buffer octets = flat(output_);
        output_.clear();
        return octets;
    }
    /// The one method that was written since the last call.
    template <class M>
    M answer() {
        const Buffer stream = written();
        const auto frames = frames_of(stream);
        EXPECT_EQ(frames.size(), 1U);
        EXPECT_EQ(frames.at(0).payload.substr(0, 4), method_frame(0, M{}).substr(7, 4));
        return decode<M>(frames.at(0).payload.substr(4)).value();
    }
    void start() {
        say(protocol_header);
        answer<ConnectionStart>();
    }
    static ConnectionStartOk login(const Table& capabilities = {}) {
        return {.client_properties = Table{{"capabilities", capabilities}},
                .mechanism = "PLAIN",
                .response = plain_response({"guest", "secret"}),
                .locale = "en_US"};
    }
    void log_in() {
        start();
        say(login({{"authentication_failure_close", true}}));
        server_.accept_login(output_);
        answer<ConnectionTune>();
    }
    void run(std::uint32_t frame_max = 131'072) {
        log_in();
        say(ConnectionTuneOk{2047, frame_max, 60});
        say(ConnectionOpen{.vhost = "/"});
        server_.accept_open(output_);
        answer<ConnectionOpenOk>();
    }
    void expect_refused(const Server::Event& event, ReplyCode code, const std::string& text,
                        MethodId method) {
        ASSERT_TRUE(std::holds_alternative<Server::Failed>(event));
        EXPECT_EQ(std::get<Server::Failed>(event).error, (Error{code, text, method}));
        EXPECT_EQ(answer<ConnectionClose>(),
                  (ConnectionClose{static_cast<std::uint16_t>(code),
                                   std::string(name(code)) + " - " + text, method.class_id,
                                   method.method_id}));
        EXPECT_TRUE(server_.closing());
    }

    ServerOffer offer_{.server_properties = Table{{"product", "Leveret"}}};
    ServerConnection server_{offer_};
    Output output_;
    Buffer input_;
    Buffer seen_payload_;
};

template <class E>
bool is(const Server::Event& event) {
    return std::holds_alternative<E>(event);
}

TEST_F(ServerConnectionTest, AnswersTheHeaderWithStart) {  // B020, B026, B027
    EXPECT_TRUE(is<Server::NeedMore>(say(protocol_header)));

    EXPECT_EQ(answer<ConnectionStart>(),
              (ConnectionStart{0, 9, offer_.server_properties, "AMQPLAIN PLAIN", "en_US"}));
}

TEST_F(ServerConnectionTest, AnswersAWrongHeaderWithItsOwnAndEnds) {  // B021, B022
    const auto event = say(Bytes("GET / HTTP/1.1\r\n\r\n"));

    ASSERT_TRUE(is<Server::Ended>(event));
    EXPECT_EQ(std::get<Server::Ended>(event).reason, "an HTTP request on an AMQP port");
    EXPECT_EQ(written(), protocol_header);
    EXPECT_TRUE(server_.ended());
}

TEST_F(ServerConnectionTest, HandsOutTheLogin) {
    start();

    const auto event = say(login());

    ASSERT_TRUE(is<Server::Login>(event));
    EXPECT_EQ(std::get<Server::Login>(event).mechanism, "PLAIN");
    EXPECT_EQ(std::get<Server::Login>(event).user, "guest");
    EXPECT_EQ(std::get<Server::Login>(event).password, "secret");
}

TEST_F(ServerConnectionTest, ReadsNoFurtherUntilTheLoginIsAnswered) {
    start();
    say(method_frame(0, login()) + method_frame(0, ConnectionTuneOk{2047, 131'072, 60}));

    EXPECT_TRUE(is<Server::NeedMore>(go_on()));
    EXPECT_EQ(input_, method_frame(0, ConnectionTuneOk{2047, 131'072, 60}));
}

TEST_F(ServerConnectionTest, OffersItsTuning) {  // B041
    start();
    say(login());
    server_.accept_login(output_);

    EXPECT_EQ(answer<ConnectionTune>(), (ConnectionTune{2047, 131'072, 60}));
}

TEST_F(ServerConnectionTest, TakesTheClientsTuning) {  // B045
    log_in();
    say(ConnectionTuneOk{100, 8192, 600});

    EXPECT_EQ(server_.tuning(), (Tuning{100, 8192, 600s}));
}

TEST_F(ServerConnectionTest, RefusesAWrongTuning) {  // B042
    log_in();

    expect_refused(
        say(ConnectionTuneOk{2047, 200'000, 60}), ReplyCode::not_allowed,
        "negotiated frame_max = 200000 is higher than the maximum allowed value (131072)",
        ConnectionTune::id);
}

TEST_F(ServerConnectionTest, HandsOutTheVhostAndRuns) {
    log_in();
    say(ConnectionTuneOk{2047, 131'072, 60});

    const auto event = say(ConnectionOpen{.vhost = "shop"});

    ASSERT_TRUE(is<Server::OpenVhost>(event));
    EXPECT_EQ(std::get<Server::OpenVhost>(event).vhost, "shop");
    EXPECT_FALSE(server_.running());
    server_.accept_open(output_);
    EXPECT_TRUE(server_.running());
}

TEST_F(ServerConnectionTest, RefusesAVhostInTheCallersWords) {  // B050
    log_in();
    say(ConnectionTuneOk{2047, 131'072, 60});
    say(ConnectionOpen{.vhost = "x"});

    server_.fail({ReplyCode::not_allowed, "vhost x not found", ConnectionOpen::id}, output_);

    EXPECT_EQ(answer<ConnectionClose>(),
              (ConnectionClose{530, "NOT_ALLOWED - vhost x not found", 10, 40}));
    EXPECT_TRUE(is<Server::Ended>(say(ConnectionCloseOk{})));
}

TEST_F(ServerConnectionTest, ReportsARefusedLoginToWhoCanTakeIt) {  // B035
    start();
    say(login({{"authentication_failure_close", true}}));

    server_.refuse_login("Login was refused", output_);

    EXPECT_EQ(answer<ConnectionClose>(),
              (ConnectionClose{403, "ACCESS_REFUSED - Login was refused", 0, 0}));
    EXPECT_TRUE(server_.closing());
}

TEST_F(ServerConnectionTest, EndsSilentlyAfterARefusedLoginOtherwise) {  // B036
    start();
    say(login());

    server_.refuse_login("Login was refused", output_);

    EXPECT_EQ(written(), "");
    EXPECT_TRUE(server_.ended());
    EXPECT_TRUE(is<Server::Ended>(go_on()));
}

TEST_F(ServerConnectionTest, RefusesAnUnknownMechanism) {  // B032
    start();
    auto start_ok = login();
    start_ok.mechanism = "X";

    expect_refused(say(start_ok), ReplyCode::command_invalid,
                   "unknown authentication mechanism 'X'", ConnectionStartOk::id);
}

TEST_F(ServerConnectionTest, KnowsTheClientsCapabilities) {  // B030
    start();
    say(login({{"basic.nack", true}, {"connection.blocked", false}, {"number", 1}}));

    EXPECT_TRUE(server_.has_capability("basic.nack"));
    EXPECT_FALSE(server_.has_capability("connection.blocked"));
    EXPECT_FALSE(server_.has_capability("number"));
    EXPECT_FALSE(server_.has_capability("absent"));
}

TEST_F(ServerConnectionTest, RefusesALargeFrameBeforeTuneOk) {  // B044
    start();
    const Buffer large = frame(FrameType::method, 0, std::string(4097, 'x'));

    expect_refused(say(large), ReplyCode::frame_error,
                   "type 1, all octets = <<>>: {frame_too_large,4097,4088}", {});
}

TEST_F(ServerConnectionTest, HandsOutChannelFramesInPlace) {
    run();
    const Buffer stream = method_frame(3, ChannelOpen{}) + method_frame(4, ChannelOpen{});
    Bytes rest = stream;

    const auto first = server_.next(rest, output_);
    const auto second = server_.next(rest, output_);

    ASSERT_TRUE(is<Server::ChannelFrame>(first));
    EXPECT_EQ(std::get<Server::ChannelFrame>(first).frame.channel, 3);
    EXPECT_EQ(std::get<Server::ChannelFrame>(first).frame.payload.data(), stream.data() + 7);
    EXPECT_EQ(std::get<Server::ChannelFrame>(second).frame.channel, 4);
    EXPECT_TRUE(rest.empty());
    EXPECT_TRUE(is<Server::NeedMore>(server_.next(rest, output_)));
}

TEST_F(ServerConnectionTest, RefusesChannelFramesBeforeOpen) {
    log_in();

    expect_refused(say(Bytes(method_frame(1, ChannelOpen{}))), ReplyCode::unexpected_frame,
                   "type 1, all octets = <<0,20,0,10,0>>", {});
}

TEST_F(ServerConnectionTest, TakesHeartbeats) {
    run();

    EXPECT_TRUE(is<Server::NeedMore>(say(Bytes(frame(FrameType::heartbeat, 0, "")))));
    EXPECT_EQ(written(), "");
}

TEST_F(ServerConnectionTest, HandsOutANewSecret) {  // B056
    run();

    const auto event = say(ConnectionUpdateSecret{"new", "expired"});

    ASSERT_TRUE(is<Server::NewSecret>(event));
    EXPECT_EQ(std::get<Server::NewSecret>(event).secret, "new");
    server_.accept_secret(output_);
    answer<ConnectionUpdateSecretOk>();
    EXPECT_TRUE(server_.running());
}

TEST_F(ServerConnectionTest, AnswersACloseWhenTheChannelsHaveEnded) {  // B094
    run();

    const auto event = say(ConnectionClose{200, "Goodbye", 0, 0});

    ASSERT_TRUE(is<Server::PeerCloses>(event));
    EXPECT_EQ(std::get<Server::PeerCloses>(event).code, ReplyCode::success);
    EXPECT_EQ(std::get<Server::PeerCloses>(event).text, "Goodbye");
    EXPECT_EQ(written(), "");
    server_.finish_close(output_);
    answer<ConnectionCloseOk>();
    EXPECT_TRUE(server_.ended());
}

struct RefusalRow {
    std::string name;
    Buffer octets;
    ReplyCode code;
    std::string text;
    MethodId method = {};
};

class RefusedWhileRunning : public ServerConnectionTest,
                            public testing::WithParamInterface<RefusalRow> {};

TEST_P(RefusedWhileRunning, ClosesTheConnection) {
    run();

    expect_refused(say(Bytes(GetParam().octets)), GetParam().code, GetParam().text,
                   GetParam().method);
}

const std::string wrong_state = "unexpected method in connection state running";

INSTANTIATE_TEST_SUITE_P(
    All, RefusedWhileRunning,
    testing::Values(
        RefusalRow{"second_open",
                   method_frame(0, ConnectionOpen{.vhost = "/"}),
                   ReplyCode::channel_error,
                   wrong_state,
                   {10, 40}},  // B057
        RefusalRow{"servers_method",
                   method_frame(0, ConnectionStart{}),
                   ReplyCode::channel_error,
                   wrong_state,
                   {10, 10}},
        RefusalRow{"stray_close_ok",
                   method_frame(0, ConnectionCloseOk{}),
                   ReplyCode::channel_error,
                   wrong_state,
                   {10, 51}},
        RefusalRow{"channels_method_on_channel_0",
                   method_frame(0, ChannelOpen{}),
                   ReplyCode::channel_error,
                   wrong_state,
                   {20, 10}},
        RefusalRow{"unknown_method",
                   frame(FrameType::method, 0, octets("00 0a 00 63")),
                   ReplyCode::command_invalid,
                   "unknown method 10.99",
                   {10, 99}},
        RefusalRow{"malformed_arguments",
                   frame(FrameType::method, 0, octets("00 0a 00 32 00")),
                   ReplyCode::frame_error,
                   "cannot decode <<0>>",
                   {10, 50}},
        RefusalRow{"short_method", frame(FrameType::method, 0, "x"), ReplyCode::frame_error,
                   "type 1, all octets = <<\"x\">>: unknown_frame"},
        RefusalRow{"content_on_channel_0", frame(FrameType::header, 0, header_payload(0)),
                   ReplyCode::unexpected_frame,  // B072
                   "type 2, all octets = <<0,60,0,0,0,0,0,0,0,0,0,0,0,0>>"},
        RefusalRow{"unknown_frame_type", octets("05 00 00 00 00 00 00 ce"), ReplyCode::frame_error,
                   "type 5, all octets = <<>>: unknown_frame"},  // B063
        RefusalRow{"bad_end", octets("01 00 01 00 00 00 01 'x' 00"), ReplyCode::frame_error,
                   "type 1, all octets = <<\"x\">>: {invalid_frame_end_marker,0}"},  // B059
        RefusalRow{"too_large", octets("03 00 01 00 02 00 09"), ReplyCode::frame_error,
                   "type 3, all octets = <<>>: {frame_too_large,131081,131064}"}),  // B060
    [](const auto& row) { return row.param.name; });

TEST_F(ServerConnectionTest, AcceptsNoInputAfterABadFrame) {  // B059
    run();
    say(octets("01 00 01 00 00 00 01 'x' 00"));
    written();

    EXPECT_TRUE(is<Server::NeedMore>(say(ConnectionCloseOk{})));
    EXPECT_EQ(input_, "");
    EXPECT_TRUE(server_.closing());
}

TEST_F(ServerConnectionTest, DropsAllButTheCloseWhileClosing) {  // B097
    run();
    server_.fail({ReplyCode::connection_forced, "bye", {}}, output_);
    written();

    EXPECT_TRUE(is<Server::NeedMore>(say(Bytes(method_frame(1, ChannelOpen{})))));
    EXPECT_TRUE(is<Server::NeedMore>(say(Bytes(frame(FrameType::heartbeat, 0, "")))));
    EXPECT_TRUE(is<Server::NeedMore>(say(octets("05 00 00 00 00 00 00 ce"))));
    EXPECT_EQ(written(), "");
    EXPECT_TRUE(is<Server::Ended>(say(ConnectionCloseOk{})));
}

TEST_F(ServerConnectionTest, AnswersACrossingClose) {  // B097
    run();
    server_.fail({ReplyCode::connection_forced, "bye", {}}, output_);
    written();

    EXPECT_TRUE(is<Server::NeedMore>(say(ConnectionClose{200, "bye", 0, 0})));
    answer<ConnectionCloseOk>();
    EXPECT_TRUE(is<Server::Ended>(say(ConnectionCloseOk{})));
}

TEST_F(ServerConnectionTest, SendsCloseOnlyOnce) {
    run();
    server_.fail({ReplyCode::connection_forced, "first", {}}, output_);
    server_.fail({ReplyCode::connection_forced, "second", {}}, output_);

    EXPECT_EQ(answer<ConnectionClose>().reply_text, "CONNECTION_FORCED - first");
}

TEST_F(ServerConnectionTest, CutsALongTextToAShortString) {  // B005
    run();
    server_.fail({ReplyCode::not_allowed, std::string(1000, 'x'), {}}, output_);

    EXPECT_EQ(answer<ConnectionClose>().reply_text.size(), 255U);
}

}  // namespace
}  // namespace leveret::protocol
