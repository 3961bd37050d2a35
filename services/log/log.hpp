#pragma once

#include <functional>
#include <string>

#include "broker/options.hpp"

namespace leveret::services {

/// Where a service's log lines go; may be called on any thread. The same shape as
/// ServerOptions::log, so that one sink serves all parts. Never given a body or a password.
using Log = std::function<void(LogLevel, const std::string&)>;

/// A log that drops everything.
inline Log silent() {
    return [](LogLevel, const std::string&) {};
}

}  // namespace leveret::services
