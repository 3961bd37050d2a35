// The broker against the naive model, over seeds that nobody chose.
#include "tests/simulation/simulation.hpp"

#include <gtest/gtest.h>

namespace leveret::simulation {
namespace {

constexpr std::uint64_t seeds_in_a_row = 10;

class SimulationFromSeed : public testing::TestWithParam<std::uint64_t> {};

TEST_P(SimulationFromSeed, BrokerDoesWhatTheModelDoes) {
    for (std::uint64_t seed = GetParam(); seed < GetParam() + seeds_in_a_row; ++seed) {
        Simulation simulation{{.seed = seed, .steps = 2000}};

        const auto failure = simulation.run();

        EXPECT_FALSE(failure.has_value()) << *failure;
    }
}

INSTANTIATE_TEST_SUITE_P(Seeds, SimulationFromSeed,
                         testing::Range<std::uint64_t>(1, 151, seeds_in_a_row));

TEST(Simulation, GoesTheSameWayEveryTimeForOneSeed) {
    Simulation first{{.seed = 7, .steps = 500}};
    Simulation second{{.seed = 7, .steps = 500}};

    first.run();
    second.run();

    EXPECT_EQ(first.figures().octets_out, second.figures().octets_out);
    EXPECT_EQ(first.figures().commands, second.figures().commands);
}

TEST(Simulation, ComesThroughEveryKindOfTrouble) {
    Simulation simulation{{.seed = 4, .steps = 2000}};

    simulation.run();

    EXPECT_GT(simulation.figures().commits, 50U);
    EXPECT_GT(simulation.figures().failed_commits, 0U);
    EXPECT_GT(simulation.figures().crashes, 0U);
}

}  // namespace
}  // namespace leveret::simulation
