#include "broker/core/name.hpp"

#include <set>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

TEST(NameSource, Makes22CharactersBehindThePrefix) {
    NameSource names{1};

    EXPECT_THAT(names.next("amq.gen-"), testing::MatchesRegex("amq\\.gen-[A-Za-z0-9_-]{22}"));
}

TEST(NameSource, NeverRepeatsItself) {
    NameSource names{1};
    std::set<std::string> made;
    for (int i = 0; i < 10'000; ++i) made.insert(names.next(""));

    EXPECT_EQ(made.size(), 10'000U);
}

TEST(NameSource, FollowsItsSeed) {
    NameSource one{1}, same{1}, other{2};
    const std::string name = one.next("");

    EXPECT_EQ(same.next(""), name);
    EXPECT_NE(other.next(""), name);
}

TEST(IsReserved, LooksAtThePrefix) {
    EXPECT_TRUE(is_reserved("amq.gen-1"));
    EXPECT_TRUE(is_reserved("amq."));
    EXPECT_FALSE(is_reserved("amq"));
    EXPECT_FALSE(is_reserved("AMQ.x"));
    EXPECT_FALSE(is_reserved("x.amq."));
}

TEST(StripLineEnds, RemovesThemEverywhere) {
    EXPECT_EQ(strip_line_ends("\r\na\rb\nc\n"), "abc");
    EXPECT_EQ(strip_line_ends("a b\tc"), "a b\tc");
}

}  // namespace
}  // namespace leveret::broker
