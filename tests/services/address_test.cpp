#include "services/http/address.hpp"

#include <gtest/gtest.h>

namespace leveret::services::http {
namespace {

TEST(Address, IsReadFromHostAndPort) {
    EXPECT_EQ(parse_address("127.0.0.1:8000").value(), (Address{"127.0.0.1", 8000}));
    EXPECT_EQ(parse_address("localhost:0").value(), (Address{"localhost", 0}));
    EXPECT_EQ(parse_address("[::1]:65535").value(), (Address{"::1", 65535}));
}

TEST(Address, IsWrittenAsItWasRead) {
    for (const char* text : {"127.0.0.1:8000", "localhost:0", "[::1]:65535"}) {
        EXPECT_EQ(parse_address(text).value().text(), text);
    }
}

TEST(Address, LeadsThoseWhoConnectToLoopbackInsteadOfAWildcard) {
    EXPECT_EQ((Address{"0.0.0.0", 80}.url()), "http://127.0.0.1:80");
    EXPECT_EQ((Address{"::", 80}.url()), "http://[::1]:80");
    EXPECT_EQ((Address{"example.org", 80}.url()), "http://example.org:80");
}

struct BadAddress {
    const char* name;
    const char* text;
    const char* expected;
};
class BadAddresses : public testing::TestWithParam<BadAddress> {};

TEST_P(BadAddresses, AreRefusedWithWhatIsExpected) {
    const auto parsed = parse_address(GetParam().text);

    ASSERT_FALSE(parsed);
    EXPECT_NE(parsed.error().expected.find(GetParam().expected), std::string::npos)
        << parsed.error().expected;
}

INSTANTIATE_TEST_SUITE_P(
    All, BadAddresses,
    testing::Values(BadAddress{"Empty", "", "HOST:PORT"},
                    BadAddress{"NoPort", "localhost", "HOST:PORT"},
                    BadAddress{"EmptyPort", "localhost:", "a port from 0"},
                    BadAddress{"PortTooHigh", "localhost:65536", "a port from 0"},
                    BadAddress{"PortNoNumber", "localhost:http", "a port from 0"},
                    BadAddress{"PortNegative", "localhost:-1", "a port from 0"},
                    BadAddress{"PortWithTail", "localhost:80x", "a port from 0"},
                    BadAddress{"NoHost", ":8000", "a host"},
                    BadAddress{"BareIpv6", "::1:8000", "brackets"},
                    BadAddress{"Url", "http://localhost:8000", "brackets"},
                    BadAddress{"Space", "local host:8000", "nothing else"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::services::http
