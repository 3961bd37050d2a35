#include "broker/core/channel/unacked.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "broker/core/queue/queue.hpp"

namespace leveret::broker {
namespace {

using testing::ElementsAre;

class UnackedTest : public testing::Test {
  protected:
    void push(std::uint64_t tag) {
        unacked.push({.tag = tag, .entry = {.position = tag}, .queue = &queue});
    }
    void push_up_to(std::uint64_t last) {
        for (std::uint64_t tag = 1; tag <= last; ++tag) push(tag);
    }
    std::vector<std::uint64_t> take_up_to(std::uint64_t last) {
        std::vector<std::uint64_t> tags;
        while (const auto message = unacked.take_oldest(last)) tags.push_back(message->tag);
        return tags;
    }
    Journal journal;
    Queue queue{1, {.name = "q"}, journal};
    Unacked unacked;
};

TEST_F(UnackedTest, TakesByTag) {
    push_up_to(3);

    EXPECT_EQ(unacked.take(2)->entry.position, 2U);
    EXPECT_EQ(unacked.size(), 2U);
}

TEST_F(UnackedTest, TakesNothingTwice) {
    push_up_to(3);
    unacked.take(2);

    EXPECT_FALSE(unacked.take(2));
    EXPECT_FALSE(unacked.contains(2));
    EXPECT_EQ(unacked.size(), 2U);
}

TEST_F(UnackedTest, KnowsNoTagThatItNeverHad) {
    EXPECT_FALSE(unacked.take(1));
    push_up_to(2);

    EXPECT_FALSE(unacked.take(0));
    EXPECT_FALSE(unacked.take(3));
    EXPECT_FALSE(unacked.contains(3));
    EXPECT_TRUE(unacked.contains(2));
}

TEST_F(UnackedTest, TakesTheOldestUpToATag) {
    push_up_to(5);
    unacked.take(2);

    EXPECT_THAT(take_up_to(3), ElementsAre(1, 3));
    EXPECT_THAT(take_up_to(99), ElementsAre(4, 5));
    EXPECT_TRUE(unacked.empty());
}

TEST_F(UnackedTest, FindsTagsWithGapsBetweenThem) {
    for (const std::uint64_t tag : {2, 5, 9, 14}) push(tag);

    EXPECT_FALSE(unacked.take(6));
    EXPECT_EQ(unacked.take(9)->tag, 9U);
    EXPECT_THAT(take_up_to(13), ElementsAre(2, 5));
    EXPECT_EQ(unacked.size(), 1U);
}

TEST_F(UnackedTest, TakesEveryTagInAnyOrder) {
    push_up_to(500);
    for (std::uint64_t i = 0; i < 500; ++i) {
        const std::uint64_t tag = i * 7 % 500 + 1;
        ASSERT_TRUE(unacked.contains(tag)) << tag;
        ASSERT_EQ(unacked.take(tag)->tag, tag);
    }

    EXPECT_TRUE(unacked.empty());
    EXPECT_FALSE(unacked.take_oldest(1000));
}

}  // namespace
}  // namespace leveret::broker
