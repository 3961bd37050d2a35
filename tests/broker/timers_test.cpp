#include "broker/core/timers.hpp"

#include <chrono>

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

using namespace std::chrono_literals;

const TimePoint t0{std::chrono::sys_days{std::chrono::year{2026} / 1 / 1}};

TEST(Timers, WaitForNothingAtFirst) {
    Timers timers;

    EXPECT_EQ(timers.next(), never);
    EXPECT_EQ(timers.take_due(t0), 0U);
}

TEST(Timers, GiveTheEarliestFirst) {
    Timers timers;
    timers.set(t0 + 3s, 3);
    timers.set(t0 + 1s, 1);
    timers.set(t0 + 2s, 2);

    EXPECT_EQ(timers.next(), t0 + 1s);
    EXPECT_EQ(timers.take_due(t0 + 2s), 1U);
    EXPECT_EQ(timers.take_due(t0 + 2s), 2U);
    EXPECT_EQ(timers.take_due(t0 + 2s), 0U);
    EXPECT_EQ(timers.next(), t0 + 3s);
}

TEST(Timers, AreDueAtTheirVeryMoment) {
    Timers timers;
    timers.set(t0 + 1s, 1);

    EXPECT_EQ(timers.take_due(t0 + 1s - 1us), 0U);
    EXPECT_EQ(timers.take_due(t0 + 1s), 1U);
}

TEST(Timers, ForgetWhatIsNeverDue) {
    Timers timers;
    timers.set(never, 1);

    EXPECT_EQ(timers.next(), never);
    EXPECT_EQ(timers.take_due(never), 0U);
}

}  // namespace
}  // namespace leveret::broker
