// Seeds that failed once, each with its story.
#include <gtest/gtest.h>

#include "tests/simulation/simulation.hpp"

namespace leveret::simulation {
namespace {}  // namespace
}  // namespace leveret::simulation
