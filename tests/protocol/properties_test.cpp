#include "protocol/properties.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

Properties all_properties() {
    return {.content_type = "text/plain",
            .content_encoding = "gzip",
            .headers = Table{{"x", 1}, {"y", Table{{"z", "text"}}}},
            .delivery_mode = std::uint8_t{2},
            .priority = std::uint8_t{9},
            .correlation_id = "correlation",
            .reply_to = "reply",
            .expiration = "60000",
            .message_id = "id",
            .timestamp = 1'700'000'000U,
            .type = "type",
            .user_id = "guest",
            .app_id = "app",
            .cluster_id = "cluster"};
}

TEST(Properties, AreReadAsTheyWereWritten) {  // @spec 4.2.6.1
    EXPECT_EQ(Properties::decode(all_properties().encode()).value(), all_properties());
}

TEST(Properties, MayBeAbsent) {
    EXPECT_EQ(Properties{}.encode(), octets("00 00"));
    EXPECT_EQ(Properties::decode(octets("00 00")).value(), Properties{});
}

TEST(Properties, MayBeEmpty) {
    const Properties properties{.content_type = "", .headers = Table{}};

    EXPECT_EQ(Properties::decode(properties.encode()).value(), properties);
}

TEST(Properties, AreTheseOctets) {
    const Properties properties{.content_type = "a/b", .delivery_mode = std::uint8_t{2}};

    EXPECT_EQ(properties.encode(), octets("90 00 03 'a/b' 02"));
}

TEST(PropertiesView, SeesEveryProperty) {
    const Buffer encoded = all_properties().encode();

    const auto view = view_properties(encoded);

    ASSERT_TRUE(view);
    EXPECT_EQ(view->content_type, "text/plain");
    EXPECT_EQ(view->content_encoding, "gzip");
    EXPECT_EQ(view->headers, encode_table(*all_properties().headers));
    EXPECT_EQ(view->delivery_mode, 2);
    EXPECT_EQ(view->priority, 9);
    EXPECT_EQ(view->correlation_id, "correlation");
    EXPECT_EQ(view->reply_to, "reply");
    EXPECT_EQ(view->expiration, "60000");
    EXPECT_EQ(view->message_id, "id");
    EXPECT_EQ(view->timestamp, 1'700'000'000U);
    EXPECT_EQ(view->type, "type");
    EXPECT_EQ(view->user_id, "guest");
    EXPECT_EQ(view->app_id, "app");
    EXPECT_EQ(view->cluster_id, "cluster");
}

TEST(PropertiesView, TellsAbsentFromEmpty) {
    const Buffer encoded = Properties{.type = ""}.encode();

    const auto view = view_properties(encoded);

    EXPECT_TRUE(view->has(Property::type));
    EXPECT_FALSE(view->has(Property::app_id));
}

TEST(PropertiesView, IsRefusedWhenCutOrTooLong) {  // B073
    const Buffer encoded = all_properties().encode();
    const Error expected{ReplyCode::syntax_error, "malformed content properties", {}};

    for (std::size_t size = 0; size < encoded.size(); ++size) {
        EXPECT_EQ(view_properties(Bytes(encoded).substr(0, size)).error(), expected);
    }
    EXPECT_EQ(view_properties(encoded + 'x').error(), expected);
}

TEST(PropertiesView, IsRefusedForABrokenHeaderInDepth) {
    const Buffer encoded = octets("20 00 00 00 00 0a 01 'k' 'F' 00 00 00 03 01 'n' '?'");

    EXPECT_FALSE(view_properties(encoded));
}

TEST(PropertiesView, SkipsEmptyFurtherFlagWords) {
    const auto view = view_properties(octets("10 01 00 01 00 00 02"));

    ASSERT_TRUE(view);
    EXPECT_EQ(view->delivery_mode, 2);
}

TEST(PropertiesView, RefusesPropertiesNobodyKnows) {
    EXPECT_FALSE(view_properties(octets("10 01 80 00 02")));
}

TEST(Essentials, SayWhatTheBrokerMustKnow) {  // B214
    const Buffer encoded = all_properties().encode();

    const auto known = essentials(view_properties(encoded).value());

    EXPECT_TRUE(known.persistent);
    EXPECT_TRUE(known.has_headers);
    EXPECT_TRUE(known.has_expiration);
    EXPECT_TRUE(known.has_user_id);
    EXPECT_TRUE(known.has_reply_to);
    EXPECT_EQ(known.priority, 9);
}

TEST(Essentials, OfNothingAreNothing) {
    const auto known = essentials({});

    EXPECT_FALSE(known.persistent || known.has_headers || known.has_expiration ||
                 known.has_user_id || known.has_reply_to);
    EXPECT_EQ(known.priority, 0);
}

TEST(Essentials, TakeOtherDeliveryModesForTransient) {
    for (const std::uint8_t mode : std::initializer_list<std::uint8_t>{0, 1, 3, 255}) {
        EXPECT_FALSE(essentials({.delivery_mode = mode}).persistent);
    }
}

}  // namespace
}  // namespace leveret::protocol
