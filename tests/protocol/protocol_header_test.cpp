#include "protocol/protocol_header.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

struct Row {
    std::string name;
    std::string octets;
    HeaderVerdict verdict;
    std::string description = "";
};

class ProtocolHeader : public testing::TestWithParam<Row> {};

TEST_P(ProtocolHeader, IsJudged) {  // @spec 4.2.2, B020 to B023
    const Buffer beginning = octets(GetParam().octets);

    EXPECT_EQ(judge_header(beginning), GetParam().verdict);
    if (GetParam().verdict == HeaderVerdict::refused) {
        EXPECT_EQ(describe_refused_header(beginning), GetParam().description);
    }
}

using enum HeaderVerdict;

INSTANTIATE_TEST_SUITE_P(
    All, ProtocolHeader,
    testing::Values(
        Row{"v0_9_1", "'AMQP' 00 00 09 01", accepted}, Row{"v0_9", "'AMQP' 01 01 00 09", accepted},
        Row{"followed_by_more", "'AMQP' 00 00 09 01 01 00", accepted}, Row{"empty", "", partial},
        Row{"begun", "'AM'", partial}, Row{"nearly_whole", "'AMQP' 00 00 09", partial},
        Row{"v1_0", "'AMQP' 00 01 00 00", refused, "an unsupported protocol version: AMQP 0 1 0 0"},
        Row{"v0_10", "'AMQP' 01 01 00 0a", refused,
            "an unsupported protocol version: AMQP 1 1 0 10"},
        Row{"v0_0_9_2", "'AMQP' 00 00 09 02", refused,
            "an unsupported protocol version: AMQP 0 0 9 2"},
        Row{"http", "'GET / HTTP/1.1'", refused, "an HTTP request on an AMQP port"},
        Row{"tls", "16 03 01 02 00 01", refused, "a TLS handshake on a plain AMQP port"},
        Row{"garbage", "'x'", refused, "not an AMQP protocol header"}),
    [](const auto& row) { return row.param.name; });

}  // namespace
}  // namespace leveret::protocol
