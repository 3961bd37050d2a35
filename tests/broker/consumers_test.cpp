#include "broker/core/queue/consumers.hpp"

#include <deque>
#include <string>

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

class ConsumersTest : public testing::Test {
  protected:
    Consumer& add(const std::string& tag, std::uint32_t limit = 0) {
        Consumer& consumer = made.emplace_back(std::uint16_t{1}, tag);
        consumer.own.limit = limit;
        consumer.shared = &shared;
        consumer.writable = &writable;
        consumers.add(consumer);
        return consumer;
    }
    /// The tag of the next, which is then charged with a message; empty if there is none.
    std::string next() {
        Consumer* consumer = consumers.next_with_credit();
        if (consumer == nullptr) return "";
        consumer->own.used += 1;
        return consumer->tag;
    }
    /// The tags of the next ones, in their order.
    std::string turns(int count) {
        std::string tags;
        for (int i = 0; i < count; ++i) tags += next();
        return tags;
    }
    Credit shared;
    bool writable = true;
    std::deque<Consumer> made;
    Consumers consumers;
};

TEST_F(ConsumersTest, TakeTurns) {
    add("a");
    add("b");
    add("c");

    EXPECT_EQ(turns(4), "abca");
}

TEST_F(ConsumersTest, WithoutAnyThereIsNoNext) {
    EXPECT_EQ(next(), "");
    EXPECT_TRUE(consumers.empty());
}

TEST_F(ConsumersTest, WithoutCreditAreSkipped) {
    add("a", 1);
    add("b");

    EXPECT_EQ(turns(4), "abbb");
}

TEST_F(ConsumersTest, RestUntilTheyAreWoken) {
    Consumer& a = add("a", 1);
    EXPECT_EQ(next(), "a");
    EXPECT_EQ(next(), "");

    a.own.used = 0;
    EXPECT_EQ(next(), "");
    consumers.wake(a);

    EXPECT_EQ(next(), "a");
}

TEST_F(ConsumersTest, GoToTheEndOfTheTurnWhenWoken) {
    Consumer& a = add("a", 1);
    add("b");
    add("c");
    EXPECT_EQ(turns(4), "abcb");

    a.own.used = 0;
    consumers.wake(a);

    EXPECT_EQ(turns(3), "cba");
}

TEST_F(ConsumersTest, WakingOneThatIsAwakeChangesNothing) {
    Consumer& a = add("a");
    add("b");

    consumers.wake(a);

    EXPECT_EQ(turns(3), "aba");
}

TEST_F(ConsumersTest, RemovedAreNotNext) {
    Consumer& a = add("a");
    Consumer& b = add("b");
    Consumer& c = add("c");

    consumers.remove(b);
    EXPECT_EQ(turns(3), "aca");
    consumers.remove(a);
    consumers.remove(c);

    EXPECT_EQ(next(), "");
    EXPECT_EQ(consumers.size(), 0U);
}

TEST_F(ConsumersTest, MayBeRemovedWhileTheyRest) {
    Consumer& a = add("a", 1);
    EXPECT_EQ(next(), "a");
    EXPECT_EQ(next(), "");

    consumers.remove(a);
    add("b");

    EXPECT_EQ(next(), "b");
}

TEST_F(ConsumersTest, ShareTheChannelsCredit) {
    add("a");
    shared = {.limit = 1, .used = 1};

    EXPECT_EQ(next(), "");
}

TEST_F(ConsumersTest, WithNoAckNeedNoCredit) {
    Consumer& a = add("a", 1);
    a.no_ack = true;
    a.own.used = 5;

    EXPECT_EQ(next(), "a");
}

TEST_F(ConsumersTest, GetNothingWhileTheirConnectionDoesNotDrain) {
    add("a").no_ack = true;
    writable = false;

    EXPECT_EQ(next(), "");
}

TEST_F(ConsumersTest, KnowWhetherOneIsExclusive) {
    Consumer& only = made.emplace_back(std::uint16_t{1}, "only");
    only.exclusive = true;

    consumers.add(only);
    EXPECT_TRUE(consumers.exclusive());
    consumers.remove(only);

    EXPECT_FALSE(consumers.exclusive());
}

}  // namespace
}  // namespace leveret::broker
