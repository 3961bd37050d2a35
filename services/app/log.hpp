#pragma once

#include "services/log/log.hpp"

namespace leveret::app {

/// Lines on standard error, from any thread; those below `least` are dropped.
services::Log make_log(LogLevel least);

}  // namespace leveret::app
