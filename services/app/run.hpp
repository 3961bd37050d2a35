#pragma once

#include <stdexcept>

#include "services/app/options.hpp"

namespace leveret::app {

/// Why the program cannot start: one line that names the option, its value and what to do.
struct CannotStart : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Runs the parts asked for until SIGTERM or SIGINT, then stops them in good order.
/// @throws CannotStart: nothing was left behind but what the broker or a service found already
/// there
void run(const Options& options);

}  // namespace leveret::app
