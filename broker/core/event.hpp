#pragma once

#include <cstdint>
#include <string>

namespace leveret::broker {

enum class Severity : std::uint8_t { debug, info, warning, error };

/// Something worth a line in the log. Never holds a body or a password.
struct Event {
    Severity severity;
    std::string text;
};

}  // namespace leveret::broker
