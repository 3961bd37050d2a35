// Seeds that failed once, each with its story.
#include <gtest/gtest.h>

#include "tests/simulation/simulation.hpp"

namespace leveret::simulation {
namespace {

std::string failure_of(std::uint64_t seed) {
    return Simulation{{.seed = seed, .steps = 2000}}.run().value_or("none");
}

// A channel whose prefetch for all consumers together was used up was closed. Its messages came
// home one by one, each made room, and room woke the channel's consumers: they stood in their
// queues' turn again and were freed a moment later.
TEST(SimulationRegression, ConsumersOfAnEndedChannelStayOutOfTheTurn) {
    EXPECT_EQ(failure_of(1), "none");
    EXPECT_EQ(failure_of(14), "none");
}

// A second client declared a durable queue that was not stored yet and was told at once that it was
// there; then the machine stopped, and it was not.
TEST(SimulationRegression, NobodyHearsOfADurableQueueBeforeItIsStored) {
    EXPECT_EQ(failure_of(6), "none");
    EXPECT_EQ(failure_of(8), "none");
}

// A channel was closed while the store still wrote what it had published, and its number taken by a
// new channel: that one's first publishes were confirmed when the old one's were stored.
TEST(SimulationRegression, ConfirmsOfAClosedChannelDoNotReachTheNextOfItsNumber) {
    EXPECT_EQ(failure_of(22), "none");
    EXPECT_EQ(failure_of(44), "none");
}

// Both sides closed a channel at once. The broker forgot it with the client's close, and took the
// client's close-ok, which had to follow, for a method on a channel that is not open.
TEST(SimulationRegression, ChannelClosedByBothSidesEndsWithTheAnswerToOurs) {
    EXPECT_EQ(failure_of(3), "none");
    EXPECT_EQ(failure_of(8), "none");
}

}  // namespace
}  // namespace leveret::simulation
