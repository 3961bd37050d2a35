#include "protocol/heartbeat.hpp"

#include <gtest/gtest.h>

namespace leveret::protocol {
namespace {

using namespace std::chrono_literals;
using Due = Heartbeat::Due;

constexpr Heartbeat::TimePoint t0{1'000'000s};

TEST(Heartbeat, IsSentAfterHalfAnIntervalOfSilence) {  // B046
    Heartbeat heartbeat{10s, t0};

    EXPECT_EQ(heartbeat.next_due(), t0 + 5s);
    EXPECT_EQ(heartbeat.due(t0 + 5s - 1us), Due::nothing);
    EXPECT_EQ(heartbeat.due(t0 + 5s), Due::send);
}

TEST(Heartbeat, IsNotSentWhileOthersAre) {
    Heartbeat heartbeat{10s, t0};
    heartbeat.note_sent(t0 + 4s);

    EXPECT_EQ(heartbeat.due(t0 + 5s), Due::nothing);
    EXPECT_EQ(heartbeat.next_due(), t0 + 9s);
}

TEST(Heartbeat, GivesTheSilentPeerUpBetweenTwoAndThreeIntervals) {  // B047
    Heartbeat heartbeat{10s, t0};
    heartbeat.note_sent(t0 + 24s);

    EXPECT_EQ(heartbeat.due(t0 + 20s), Due::nothing);
    EXPECT_EQ(heartbeat.due(t0 + 25s), Due::peer_gone);
}

TEST(Heartbeat, TakesAnyOctetsForLife) {  // B047
    Heartbeat heartbeat{10s, t0};
    heartbeat.note_received(t0 + 24s);
    heartbeat.note_sent(t0 + 29s);

    EXPECT_EQ(heartbeat.due(t0 + 30s), Due::nothing);
}

TEST(Heartbeat, IsOffAtZero) {  // B045
    const Heartbeat heartbeat{0s, t0};

    EXPECT_EQ(heartbeat.due(t0 + 1000h), Due::nothing);
    EXPECT_EQ(heartbeat.next_due(), Heartbeat::TimePoint::max());
}

TEST(Heartbeat, DoesNotWatchWhileReceivingIsPaused) {  // B049
    Heartbeat heartbeat{10s, t0};
    heartbeat.pause_receiving();
    heartbeat.note_sent(t0 + 1h);

    EXPECT_EQ(heartbeat.due(t0 + 1h), Due::nothing);

    heartbeat.resume_receiving(t0 + 1h);
    heartbeat.note_sent(t0 + 1h + 24s);

    EXPECT_EQ(heartbeat.due(t0 + 1h + 24s), Due::nothing);
    EXPECT_EQ(heartbeat.due(t0 + 1h + 25s), Due::peer_gone);
}

TEST(Heartbeat, OfOneSecondWorksInHalves) {
    const Heartbeat heartbeat{1s, t0};

    EXPECT_EQ(heartbeat.next_due(), t0 + 500ms);
}

}  // namespace
}  // namespace leveret::protocol
