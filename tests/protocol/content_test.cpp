#include "protocol/content.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

TEST(Content, KeepsRouteHeaderAndBody) {
    const Properties properties{.content_type = "text/plain"};

    const auto made = content("exchange", "key", "body", properties);

    EXPECT_EQ(made->exchange(), "exchange");
    EXPECT_EQ(made->routing_key(), "key");
    EXPECT_EQ(made->route(), octets("08 'exchange' 03 'key'"));
    EXPECT_EQ(made->header(), header_payload(4, properties));
    EXPECT_EQ(made->properties(), properties.encode());
    EXPECT_EQ(made->body(), "body");
}

TEST(Content, TakesNamesOf255Octets) {
    const std::string longest(255, 'n');

    const auto made = content(longest, longest, "");

    EXPECT_EQ(made->exchange(), longest);
    EXPECT_EQ(made->routing_key(), longest);
}

TEST(Content, KnowsWhatIsMissing) {
    auto made = Content::allocate("", "", header_payload(5), 5, {});
    Content::append_body(made, "ab");

    EXPECT_EQ(made->missing(), 3U);
}

TEST(ContentRef, CountsItsCopies) {
    const auto first = content("", "", "x");
    {
        const ContentRef second = first;
        EXPECT_EQ(first.use_count(), 2U);
    }

    EXPECT_EQ(first.use_count(), 1U);
    EXPECT_EQ(ContentRef{}.use_count(), 0U);
}

}  // namespace
}  // namespace leveret::protocol
