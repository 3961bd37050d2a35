#pragma once

#include <span>
#include <string>
#include <string_view>

#include "services/app/options.hpp"

namespace leveret::app {

/// One option of the command line: the one place where its name, its help and its meaning stand.
struct OptionRow {
    std::string_view name;   // `--data`
    std::string_view value;  // what stands for the value in the help; empty: takes none
    unsigned commands;       // the sum of bit() of those that know it
    std::string_view help;   // lines separated by \n
    /// Stores the value; returns what was expected if it is wrong, nothing if it is right.
    std::string (*store)(std::string_view value, Options& options);
};

/// The bit of a command in OptionRow::commands.
constexpr unsigned bit(Command command) {
    return 1U << static_cast<unsigned>(command);
}

/// All options, in the order of the help.
std::span<const OptionRow> option_table();

/// A command as it is written.
std::string_view name(Command command);

}  // namespace leveret::app
