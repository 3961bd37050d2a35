#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

namespace leveret::bench {

/// A load that has a name, so that figures of different days and brokers can be compared.
struct Scenario {
    std::string_view name;
    std::string_view meaning;
    std::vector<std::string> options;  // as on the command line, where each can be overruled
};

/// All there are.
std::span<const Scenario> scenarios();

/// The one of this name, or nullptr.
const Scenario* find_scenario(std::string_view name);

}  // namespace leveret::bench
