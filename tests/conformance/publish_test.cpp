#include "tests/conformance/conformance.hpp"

// basic.publish and basic.return.                                       @spec 1.8.3.7, 1.8.3.8

namespace leveret::test {
namespace {

class Publishing : public ChannelConversation {
  protected:
    void SetUp() override {
        record_behaviours();
        channel.declare({.queue = "q"});
    }
};

TEST_F(Publishing, B197_PublishesBehindARefusedOneAreLost) {
    channel.publish("q", "refused", {.exchange = "nowhere"});
    channel.publish("q", "lost");

    channel.expect_closed(ReplyCode::not_found, "NOT_FOUND - no exchange 'nowhere' in vhost '/'");
    ClientChannel again{client};
    EXPECT_EQ(again.ready_in("q"), 0U);
}

TEST_F(Publishing, B197_PublishesBeforeARefusedOneAreKept) {
    channel.publish("q", "kept");
    channel.publish("q", "refused", {.exchange = "nowhere"});
    channel.expect<ChannelClose>();

    ClientChannel other{client, 2};
    EXPECT_EQ(other.ready_in("q"), 1U);
}

TEST_F(Publishing, B201_ALargerMessageThanAllowedClosesTheChannel) {
    auto settings = TestBroker::defaults();
    settings.message_max_octets = 1000;
    TestBroker small{settings};
    Client sender{small};
    ClientChannel sending{sender};
    sending.declare({.queue = "q"});

    sending.publish("q", std::string(1000, 'x'));
    sending.publish("q", std::string(1001, 'x'));

    sending.expect_closed(
        ReplyCode::precondition_failed,
        "PRECONDITION_FAILED - message size 1001 is larger than configured max size 1000");
    ClientChannel again{sender};
    EXPECT_EQ(again.ready_in("q"), 1U);
}

TEST_F(Publishing, B202_WholeMillisecondsAreAValidExpiration) {
    for (const char* expiration : {"0", "+5", "60000", "315360000000"}) {
        channel.publish("q", "body", {.properties = {.expiration = expiration}});
    }

    EXPECT_EQ(channel.ready_in("q"), 4U);
}

TEST_F(Publishing, B203_TheUsersOwnNameIsAValidUserId) {
    channel.publish("q", "body", {.properties = {.user_id = "guest"}});

    EXPECT_EQ(channel.get("q")->properties.user_id, "guest");
}

TEST_F(Publishing, B008_B204_AnUnroutableMandatoryMessageComesBackWhole) {
    const Properties properties{.content_type = "text/plain",
                                .headers = Table{{"n", 1}},
                                .delivery_mode = std::uint8_t{2},
                                .correlation_id = "c"};
    channel.publish("nowhere", "body", {.mandatory = true, .properties = properties});

    const auto returned = channel.returned();

    EXPECT_EQ(returned.method, (BasicReturn{312, "NO_ROUTE", "", "nowhere"}));
    EXPECT_EQ(returned.properties, properties);
    EXPECT_EQ(returned.body, "body");
}

TEST_F(Publishing, B204_AnUnroutableMessageIsDroppedWithoutAWord) {
    channel.publish("nowhere", "body");

    client.expect_nothing();
}

TEST_F(Publishing, B204_ARoutableMandatoryMessageDoesNotComeBack) {
    channel.publish("q", "body", {.mandatory = true});

    client.expect_nothing();
    EXPECT_EQ(channel.ready_in("q"), 1U);
}

TEST_F(Publishing, B204_ALargeMessageComesBackInFrames) {
    const std::string body(300'000, 'x');
    channel.publish("nowhere", body, {.mandatory = true});

    EXPECT_EQ(channel.returned().body, body);
    EXPECT_LE(client.largest_frame_octets(), 131'072U);
}

TEST_F(Publishing, B213_PropertiesPassThroughUnchanged) {
    const Properties properties{
        .content_type = "application/json",
        .content_encoding = "gzip",
        .headers = Table{{"z", 1}, {"a", Table{{"x", Array{true, FieldValue{}}}}}, {"t", 0.5}},
        .delivery_mode = std::uint8_t{1},
        .priority = std::uint8_t{9},
        .correlation_id = "correlation",
        .reply_to = "reply",
        .expiration = "60000",
        .message_id = "message",
        .timestamp = std::uint64_t{1'700'000'000},
        .type = "type",
        .user_id = "guest",
        .app_id = "app",
        .cluster_id = "cluster"};
    channel.publish("q", "body", {.properties = properties});

    EXPECT_EQ(channel.get("q")->properties, properties);
}

TEST_F(Publishing, B213_DeliveriesNameExchangeAndRoutingKey) {
    channel.consume({.queue = "q", .consumer_tag = "c"});
    channel.publish("q", "body");

    EXPECT_EQ(channel.deliver().method, (BasicDeliver{"c", 1, false, "", "q"}));
}

TEST_F(Publishing, B214_OnlyDeliveryModeTwoIsPersistent) {
    channel.declare({.queue = "durable", .durable = true});
    channel.publish("durable", "absent");
    channel.publish("durable", "one", {.properties = {.delivery_mode = std::uint8_t{1}}});
    channel.publish("durable", "three", {.properties = {.delivery_mode = std::uint8_t{3}}});
    channel.publish("durable", "two", {.properties = {.delivery_mode = std::uint8_t{2}}});
    broker.step();

    EXPECT_EQ(broker.written().messages_added, 1U);
}

TEST_F(Publishing, B215_APersistentMessageInATransientQueueIsNotWritten) {
    channel.publish_persistent("q", "body");
    broker.step();

    EXPECT_EQ(broker.written().messages_added, 0U);
}

TEST_F(Publishing, B070_ManyBodiesOfOneStepKeepTheirOrder) {
    std::vector<std::string> sent;
    for (std::size_t octets = 0; octets < 9000; octets += 450) {
        sent.emplace_back(octets, 'x');
        channel.publish("q", sent.back());
    }
    channel.consume({.queue = "q"});

    EXPECT_EQ(channel.bodies(), sent);
}

}  // namespace
}  // namespace leveret::test
