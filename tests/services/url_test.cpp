#include "services/amqp/url.hpp"

#include <gtest/gtest.h>

namespace leveret::services::amqp {
namespace {

struct GoodUrl {
    const char* name;
    const char* text;
    Url url;
};
class GoodUrls : public testing::TestWithParam<GoodUrl> {};

TEST_P(GoodUrls, AreReadAsPikaReadsThem) {
    EXPECT_EQ(parse_url(GetParam().text).value(), GetParam().url);
}

INSTANTIATE_TEST_SUITE_P(
    All, GoodUrls,
    testing::Values(
        GoodUrl{"Whole", "amqp://me:secret@host:1234/shop", {"me", "secret", "host", 1234, "shop"}},
        GoodUrl{"HostAlone", "amqp://host", {"guest", "guest", "host", 5672, "/"}},
        GoodUrl{
            "EmptyPathIsTheDefaultVhost", "amqp://host/", {"guest", "guest", "host", 5672, "/"}},
        GoodUrl{"EncodedSlash", "amqp://host/%2F", {"guest", "guest", "host", 5672, "/"}},
        GoodUrl{"EncodedVhost", "amqp://host/a%2Fb%20c", {"guest", "guest", "host", 5672, "a/b c"}},
        GoodUrl{"EncodedUser",
                "amqp://me%40home:a%3Ab%2F@host",
                {"me@home", "a:b/", "host", 5672, "/"}},
        GoodUrl{"NoPassword", "amqp://me@host", {"me", "", "host", 5672, "/"}},
        GoodUrl{"Ipv6", "amqp://[::1]:5673/", {"guest", "guest", "::1", 5673, "/"}},
        GoodUrl{"Query", "amqp://host/?heartbeat=5", {"guest", "guest", "host", 5672, "/"}}),
    [](const auto& instance) { return instance.param.name; });

TEST(Url, HidesThePassword) {
    EXPECT_EQ(parse_url("amqp://me:secret@host/a%2Fb").value().text(), "amqp://me@host:5672/a%2Fb");
}

struct BadUrl {
    const char* name;
    const char* text;
    const char* expected;
};
class BadUrls : public testing::TestWithParam<BadUrl> {};

TEST_P(BadUrls, AreRefusedWithWhatIsExpected) {
    const auto url = parse_url(GetParam().text);

    ASSERT_FALSE(url);
    EXPECT_NE(url.error().expected.find(GetParam().expected), std::string::npos)
        << url.error().expected;
}

INSTANTIATE_TEST_SUITE_P(All, BadUrls,
                         testing::Values(BadUrl{"Empty", "", "a URL such as"},
                                         BadUrl{"NoUrl", "localhost:5672", "begins with amqp://"},
                                         BadUrl{"Spaces", "amqp://a b", "a URL such as"},
                                         BadUrl{"Scheme", "http://host", "begins with amqp://"},
                                         BadUrl{"Tls", "amqps://host", "TLS"},
                                         BadUrl{"NoHost", "amqp:///vhost", "a host"},
                                         BadUrl{"Port", "amqp://host:99999", "a port from 1"},
                                         BadUrl{"PortZero", "amqp://host:0", "a port from 1"},
                                         BadUrl{"TwoVhosts", "amqp://host/a/b", "one vhost"}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::services::amqp
