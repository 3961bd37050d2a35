#include "broker/core/queue/ring.hpp"

#include <memory>

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

TEST(Ring, GivesValuesBackInTheirOrder) {
    Ring<int> ring;
    for (int i = 0; i < 100; ++i) ring.push_back(i);

    for (int i = 0; i < 100; ++i) EXPECT_EQ(ring.pop_front(), i);
    EXPECT_TRUE(ring.empty());
}

TEST(Ring, GoesRoundWithoutGrowing) {
    Ring<int> ring;
    for (int i = 0; i < 5; ++i) ring.push_back(i);

    for (int i = 5; i < 1000; ++i) {
        ring.push_back(i);
        ASSERT_EQ(ring.pop_front(), i - 5);
        ASSERT_EQ(ring.size(), 5U);
        ASSERT_EQ(ring.front(), i - 4);
        ASSERT_EQ(ring.back(), i);
    }
}

TEST(Ring, KeepsItsOrderWhenItGrowsWhileWrapped) {
    Ring<int> ring;
    for (int i = 0; i < 8; ++i) ring.push_back(i);
    for (int i = 0; i < 5; ++i) ring.pop_front();
    for (int i = 8; i < 40; ++i) ring.push_back(i);

    for (std::size_t i = 0; i < ring.size(); ++i) EXPECT_EQ(ring[i], static_cast<int>(i) + 5);
}

TEST(Ring, LetsGoOfWhatWasTakenOut) {
    Ring<std::shared_ptr<int>> ring;
    const auto value = std::make_shared<int>(1);
    ring.push_back(value);

    ring.pop_front();

    EXPECT_EQ(value.use_count(), 1);
}

TEST(Ring, LetsGoOfEverythingWhenCleared) {
    Ring<std::shared_ptr<int>> ring;
    const auto value = std::make_shared<int>(1);
    for (int i = 0; i < 20; ++i) ring.push_back(value);

    ring.clear();

    EXPECT_EQ(value.use_count(), 1);
    EXPECT_TRUE(ring.empty());
}

TEST(Ring, WorksOnAfterALargeBlockWasGivenBack) {
    Ring<int> ring;
    for (int i = 0; i < 10'000; ++i) ring.push_back(i);
    while (!ring.empty()) ring.pop_front();

    ring.push_back(1);

    EXPECT_EQ(ring.pop_front(), 1);
}

}  // namespace
}  // namespace leveret::broker
