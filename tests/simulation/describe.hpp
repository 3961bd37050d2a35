#pragma once

#include <string>

#include "tests/simulation/model_state.hpp"

namespace leveret::simulation {

/// Where two streams of frames to one client part, frame by frame.
std::string describe_difference(ConnectionId client, const std::string& got,
                                const std::string& expected);

/// Where two disks differ.
std::string describe_difference(const ModelDisk& got, const ModelDisk& expected);

}  // namespace leveret::simulation
