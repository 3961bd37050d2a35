#pragma once

#include <string>
#include <string_view>
#include <vector>

#include <boost/system/result.hpp>

#include "services/app/options.hpp"

namespace leveret::app {

/// Why a command line cannot be followed: one line that names the option, its value and what was
/// expected.
struct BadArgument {
    std::string text;
};
[[noreturn]] void throw_exception_from_error(const BadArgument& error,
                                             const boost::source_location& at);

/// Reads the words behind the program's name.
/// @error an unknown command or option, one that is not this command's, a missing or wrong value
boost::system::result<Options, BadArgument> parse_arguments(
    const std::vector<std::string_view>& words);

/// What `leveret help COMMAND` prints; of `help`: the commands.
std::string help_text(Command about);

}  // namespace leveret::app
