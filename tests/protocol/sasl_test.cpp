#include "protocol/sasl.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

const std::string offered = "AMQPLAIN PLAIN";

TEST(Plain, GivesUserAndPassword) {  // B033
    EXPECT_EQ(read_credentials("PLAIN", octets("00 'guest' 00 'secret'"), offered).value(),
              (Credentials{"guest", "secret"}));
}

TEST(Plain, TakesEmptyOnes) {
    EXPECT_EQ(read_credentials("PLAIN", octets("00 00"), offered).value(), Credentials{});
}

TEST(Plain, RoundTrips) {
    const Credentials credentials{"user", "password"};

    EXPECT_EQ(read_credentials("PLAIN", plain_response(credentials), offered).value(), credentials);
}

TEST(Amqplain, GivesUserAndPassword) {  // B034
    const auto response = encode_table({{"LOGIN", "guest"}, {"PASSWORD", "secret"}});

    EXPECT_EQ(read_credentials("AMQPLAIN", response, offered).value(),
              (Credentials{"guest", "secret"}));
}

TEST(Anonymous, GivesEmptyCredentials) {  // B040
    EXPECT_EQ(read_credentials("ANONYMOUS", "anything", "PLAIN ANONYMOUS").value(), Credentials{});
}

struct Row {
    std::string name;
    std::string mechanism;
    Buffer response;
    std::string text;
};

class RefusedResponse : public testing::TestWithParam<Row> {};

TEST_P(RefusedResponse, SaysWhy) {
    const auto credentials = read_credentials(GetParam().mechanism, GetParam().response, offered);

    ASSERT_FALSE(credentials);
    EXPECT_EQ(reply_text(credentials.error()), GetParam().text);
    EXPECT_EQ(credentials.error().method, (MethodId{10, 11}));
}

const std::string missing_field =
    "SYNTAX_ERROR - AMQPLAIN auth info is missing LOGIN or PASSWORD field";

INSTANTIATE_TEST_SUITE_P(
    All, RefusedResponse,
    testing::Values(
        Row{"unknown_mechanism", "X", "", "COMMAND_INVALID - unknown authentication mechanism 'X'"},
        Row{"empty_mechanism", "", "", "COMMAND_INVALID - unknown authentication mechanism ''"},
        Row{"not_offered", "ANONYMOUS", "",
            "COMMAND_INVALID - invalid authentication mechanism 'ANONYMOUS'"},
        Row{"plain_empty", "PLAIN", "", "SYNTAX_ERROR - PLAIN response invalid"},
        Row{"plain_with_authorisation_id", "PLAIN", octets("'x' 00 'guest' 00 'guest'"),
            "SYNTAX_ERROR - PLAIN response invalid"},
        Row{"plain_without_password", "PLAIN", octets("00 'guest'"),
            "SYNTAX_ERROR - PLAIN response invalid"},
        Row{"plain_with_a_third_nul", "PLAIN", octets("00 'guest' 00 'guest' 00"),
            "SYNTAX_ERROR - PLAIN response invalid"},
        Row{"amqplain_malformed", "AMQPLAIN", octets("05 'LOGIN'"),
            "SYNTAX_ERROR - AMQPLAIN response invalid"},
        Row{"amqplain_without_login", "AMQPLAIN", encode_table({{"PASSWORD", "x"}}), missing_field},
        Row{"amqplain_without_password", "AMQPLAIN", encode_table({{"LOGIN", "x"}}), missing_field},
        Row{"amqplain_of_another_type", "AMQPLAIN", encode_table({{"LOGIN", 1}, {"PASSWORD", "x"}}),
            missing_field}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace leveret::protocol
