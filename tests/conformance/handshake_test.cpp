#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"
#include "tests/conformance/conformance.hpp"

// From the protocol header to open-ok.                                  @spec 1.4, 2.2.4

namespace leveret::test {
namespace {

class Handshake : public Conversation {
  protected:
    ConnectionStartOk login(const std::string& password = "guest") const {
        return {.client_properties = Table{{"capabilities", client_capabilities()}},
                .mechanism = "PLAIN",
                .response = plain_response({"guest", password}),
                .locale = "en_US"};
    }
    void start() {
        client.say(protocol_header);
        client.expect<ConnectionStart>();
    }
    void tune(const ConnectionTuneOk& tune_ok) {
        start();
        client.send(0, login());
        client.expect<ConnectionTune>();
        client.send(0, tune_ok);
    }

    Client client{broker, Client::Raw{}};
};

TEST_F(Handshake, B020_B026_StartNamesVersionMechanismsAndLocale) {
    client.say(protocol_header);

    const auto start = client.expect<ConnectionStart>();

    EXPECT_EQ(start.version_major, 0);
    EXPECT_EQ(start.version_minor, 9);
    EXPECT_EQ(start.mechanisms, "AMQPLAIN PLAIN");
    EXPECT_EQ(start.locales, "en_US");
}

TEST_F(Handshake, B020_TheHeaderOf09IsTakenFor091) {
    client.say(octets("'AMQP' 01 01 00 09"));

    client.expect<ConnectionStart>();
}

TEST_F(Handshake, B027_ServerPropertiesNameTheServer) {
    client.say(protocol_header);

    const Table properties = client.expect<ConnectionStart>().server_properties;

    std::vector<std::string> names;
    for (const Field& field : properties.fields) names.push_back(field.name);
    EXPECT_THAT(names, ElementsAre("capabilities", "cluster_name", "copyright", "information",
                                   "platform", "product", "version"));
}

TEST_F(Handshake, B029_CapabilitiesAreAllTrue) {
    client.say(protocol_header);

    const Table properties = client.expect<ConnectionStart>().server_properties;

    const Table* capabilities = properties.table("capabilities");
    ASSERT_NE(capabilities, nullptr);
    for (const char* name :
         {"publisher_confirms", "exchange_exchange_bindings", "basic.nack",
          "consumer_cancel_notify", "connection.blocked", "consumer_priorities",
          "authentication_failure_close", "per_consumer_qos", "direct_reply_to"}) {
        ASSERT_NE(capabilities->find(name), nullptr) << name;
        EXPECT_EQ(*capabilities->find(name), FieldValue{true}) << name;
    }
}

TEST_F(Handshake, B021_AnotherVersionGetsOurHeaderAndACut) {
    client.say(octets("'AMQP' 00 00 0a 00"));

    broker.step();

    EXPECT_EQ(client.heard(), protocol_header);
    EXPECT_TRUE(client.is_cut());
}

TEST_F(Handshake, B022_B023_HttpGetsOurHeaderACutAndALineInTheLog) {
    client.say("GET / HTTP/1.1\r\n\r\n");

    broker.step();

    EXPECT_EQ(client.heard(), protocol_header);
    EXPECT_TRUE(client.is_cut());
    EXPECT_TRUE(broker.noted("HTTP request on an AMQP port"));
}

TEST_F(Handshake, B024_AConnectionWithoutAWordIsNothingToNote) {
    client.vanish();

    broker.step();

    EXPECT_FALSE(broker.noted("unexpectedly"));
    EXPECT_EQ(broker.session_count(), 0U);
}

TEST_F(Handshake, B025_MustFinishInTenSeconds) {
    start();

    broker.advance(10s - 1us);
    EXPECT_FALSE(client.is_cut());
    broker.advance(1us);

    EXPECT_TRUE(client.is_cut());
    EXPECT_EQ(broker.session_count(), 0U);
}

TEST_F(Handshake, B032_UnknownMechanismIsRefused) {
    start();
    client.send(0, ConnectionStartOk{.mechanism = "SUDO", .locale = "en_US"});

    client.expect_closed(ReplyCode::command_invalid,
                         "COMMAND_INVALID - unknown authentication mechanism 'SUDO'");
}

TEST_F(Handshake, B033_PlainWithAnAuthorisationIdIsASyntaxError) {
    start();
    auto start_ok = login();
    start_ok.response = octets("'me' 00 'guest' 00 'guest'");
    client.send(0, start_ok);

    EXPECT_EQ(client.expect<ConnectionClose>().reply_code, 502);
}

TEST_F(Handshake, B034_AmqplainLogsIn) {
    start();
    auto start_ok = login();
    start_ok.mechanism = "AMQPLAIN";
    start_ok.response = encode_table(Table{{"LOGIN", "guest"}, {"PASSWORD", "guest"}});
    client.send(0, start_ok);

    client.expect<ConnectionTune>();
}

TEST_F(Handshake, B003_B035_AWrongPasswordIsRefusedWithAClose) {
    start();
    client.send(0, login("wrong"));

    client.expect_closed(ReplyCode::access_refused,
                         "ACCESS_REFUSED - Login was refused using authentication mechanism PLAIN. "
                         "For details see the broker logfile.");
}

TEST_F(Handshake, B037_AUserNameForgesNoLineOfTheLog) {
    start();
    client.send(0, ConnectionStartOk{.mechanism = "PLAIN",
                                     .response = std::string("\0x\nforged\0y", 11),
                                     .locale = "en_US"});

    broker.step();

    EXPECT_TRUE(broker.noted("user 'x\\x0aforged'"));
}

TEST_F(Handshake, B037_TheLogSaysWhyALoginWasRefused) {
    start();
    client.send(0, login("wrong"));

    broker.step();

    EXPECT_TRUE(broker.noted("PLAIN login refused: user 'guest' - invalid credentials"));
}

TEST_F(Handshake, B036_WithoutTheCapabilityARefusedLoginHearsNothingForThreeSeconds) {
    start();
    auto start_ok = login("wrong");
    start_ok.client_properties = {};
    client.send(0, start_ok);

    broker.advance(3s - 1us);
    client.expect_nothing();
    broker.advance(1us);

    EXPECT_TRUE(client.is_cut());
}

TEST_F(Handshake, B036_WhatComesAfterASilentRefusalIsNotHeard) {
    start();
    auto start_ok = login("wrong");
    start_ok.client_properties = {};
    client.send(0, start_ok);
    client.send(0, login());

    client.expect_nothing();
}

TEST_F(Handshake, B041_TuneOffersRabbitsLimits) {
    start();
    client.send(0, login());

    EXPECT_EQ(client.expect<ConnectionTune>(), (ConnectionTune{2047, 131'072, 60}));
}

TEST_F(Handshake, B042_AHigherFrameMaxIsRefused) {
    tune({2047, 200'000, 60});

    client.expect_closed(ReplyCode::not_allowed,
                         "NOT_ALLOWED - negotiated frame_max = 200000 is higher than the maximum "
                         "allowed value (131072)");
}

TEST_F(Handshake, B042_NoLimitIsRefusedWhereThereIsOne) {
    tune({2047, 0, 60});

    EXPECT_EQ(client.expect<ConnectionClose>().reply_code, 530);
}

TEST_F(Handshake, B043_AFrameMaxUnderTheMinimumIsRefused) {
    tune({2047, 4095, 60});

    client.expect_closed(ReplyCode::not_allowed,
                         "NOT_ALLOWED - negotiated frame_max = 4095 is lower than the minimum "
                         "allowed value (4096)");
}

TEST_F(Handshake, B044_BeforeTuneOkFramesAreShort) {
    start();
    auto start_ok = login();
    start_ok.client_properties.set("long", std::string(5000, 'x'));
    client.send(0, start_ok);

    EXPECT_EQ(client.expect<ConnectionClose>().reply_code, 501);
}

TEST_F(Handshake, B045_TheClientsHeartbeatIsUsedEvenWhenItIsLonger) {
    tune({2047, 131'072, 600});
    client.send(0, ConnectionOpen{.vhost = "/"});
    client.expect<ConnectionOpenOk>();

    broker.advance(300s - 1us);

    EXPECT_EQ(client.take_heartbeats(), 0);
}

TEST_F(Handshake, B057_AMethodOutOfTurnIsRefused) {
    start();
    client.send(0, ConnectionOpen{.vhost = "/"});

    const auto close = client.expect<ConnectionClose>();

    EXPECT_EQ(close.reply_code, 504);
    EXPECT_EQ(close.reply_text, "CHANNEL_ERROR - unexpected method in connection state starting");
}

using Opening = Conversation;

TEST_F(Opening, B050_AnUnknownVhostIsRefused) {
    const Client client{broker, {.vhost = "nowhere"}};

    ASSERT_TRUE(client.refusal());
    EXPECT_EQ(client.refusal()->code, ReplyCode::not_allowed);
    EXPECT_EQ(client.refusal()->text, "NOT_ALLOWED - vhost nowhere not found");
}

TEST_F(Opening, B038_GuestFromAnotherHostIsALoginFailure) {
    const Client client{
        broker, ClientRequest{}, {.address = "203.0.113.7:50312", .loopback = false}};

    ASSERT_TRUE(client.refusal());
    EXPECT_EQ(client.refusal()->code, ReplyCode::access_refused);
    EXPECT_TRUE(broker.noted("user 'guest' can only connect via localhost"));
}

TEST_F(Opening, B056_ANewSecretIsTaken) {
    Client client{broker};

    client.send(0, ConnectionUpdateSecret{.new_secret = "other", .reason = "it got old"});

    client.expect<ConnectionUpdateSecretOk>();
}

TEST_F(Opening, B057_StartOkOnARunningConnectionIsRefused) {
    Client client{broker};

    client.send(0, ConnectionStartOk{.mechanism = "PLAIN", .locale = "en_US"});

    client.expect_closed(ReplyCode::channel_error,
                         "CHANNEL_ERROR - unexpected method in connection state running");
}

}  // namespace
}  // namespace leveret::test
