#include "broker/core/queue/ready_list.hpp"

#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

using testing::ElementsAre;

ReadyList list_of(Position count) {
    ReadyList list;
    for (Position position = 1; position <= count; ++position) {
        list.push_back({.position = position});
    }
    return list;
}

std::vector<Position> drain(ReadyList& list) {
    std::vector<Position> positions;
    while (!list.empty()) positions.push_back(list.take_head().position);
    return positions;
}

TEST(ReadyList, IsFirstInFirstOut) {
    ReadyList list = list_of(3);

    EXPECT_EQ(list.size(), 3U);
    EXPECT_THAT(drain(list), ElementsAre(1, 2, 3));
}

TEST(ReadyList, PutsWhatComesBackBeforeWhatWasNeverOut) {
    ReadyList list = list_of(3);
    QueueEntry first = list.take_head();
    QueueEntry second = list.take_head();

    list.restore(std::move(second));
    list.restore(std::move(first));

    EXPECT_EQ(list.size(), 3U);
    EXPECT_THAT(drain(list), ElementsAre(1, 2, 3));
}

TEST(ReadyList, CountsWhatCameBackOnly) {
    ReadyList list = list_of(1);

    list.restore(list.take_head());

    EXPECT_FALSE(list.empty());
    EXPECT_EQ(list.size(), 1U);
}

TEST(ReadyList, KeepsWhatIsMarked) {
    ReadyList list = list_of(1);
    QueueEntry entry = list.take_head();
    entry.redelivered = true;

    list.restore(std::move(entry));

    EXPECT_TRUE(list.take_head().redelivered);
}

}  // namespace
}  // namespace leveret::broker
