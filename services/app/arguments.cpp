#include "services/app/arguments.hpp"

#include <algorithm>
#include <optional>
#include <stdexcept>

#include "services/app/option_table.hpp"

namespace leveret::app {

namespace {

std::optional<Command> command_named(std::string_view word) {
    for (const Command command : {Command::serve, Command::broker, Command::admin, Command::main,
                                  Command::help, Command::version}) {
        if (name(command) == word) return command;
    }
    return std::nullopt;
}

std::string names_for(Command command) {
    std::string names;
    for (const OptionRow& row : option_table()) {
        if ((row.commands & bit(command)) == 0) continue;
        names += names.empty() ? "" : ", ";
        names += row.name;
    }
    return names;
}

BadArgument unknown_option(std::string_view word, Command command) {
    for (const OptionRow& row : option_table()) {
        if (row.name != word) continue;
        return {std::string(word) + ": no option of leveret " + std::string(name(command)) +
                "; expected one of " + names_for(command)};
    }
    return {std::string(word) + ": unknown option; leveret " + std::string(name(command)) +
            " knows " + names_for(command)};
}

/// A URL's password is nobody's business, even when the URL is wrong.
std::string presentable(const OptionRow& row, std::string_view value) {
    const auto at = row.name == "--broker" ? value.rfind('@') : std::string_view::npos;
    if (at == std::string_view::npos) return std::string(value);
    const auto scheme = value.find("://");
    const std::string_view shown =
        scheme == std::string_view::npos ? "" : value.substr(0, scheme + 3);
    return std::string(shown) + "..." + std::string(value.substr(at));
}

boost::system::result<Options, BadArgument> parse_help(const std::vector<std::string_view>& words) {
    Options options;
    options.command = Command::help;
    if (words.size() < 2) return options;
    const auto about = command_named(words[1]);
    if (!about || words.size() > 2) {
        return BadArgument{std::string(words[1]) +
                           ": no command; expected leveret help serve, broker, admin or main"};
    }
    options.help_about = *about;
    return options;
}

/// Reads the option at `position` and goes to the next; returns what is wrong with it, if anything.
std::optional<BadArgument> parse_option(const std::vector<std::string_view>& words,
                                        std::size_t& position, Options& options) {
    const std::string_view word = words[position++];
    if (!word.starts_with('-')) {
        return BadArgument{std::string(word) + ": expected an option, such as --data DIR"};
    }
    const std::size_t equals = word.find('=');
    const std::string_view wanted = word == "-h" ? "--help" : word.substr(0, equals);
    const auto rows = option_table();
    const auto row = std::find_if(rows.begin(), rows.end(), [&](const OptionRow& one) {
        return one.name == wanted && (one.commands & bit(options.command)) != 0;
    });
    if (row == rows.end()) return unknown_option(wanted, options.command);

    std::string_view value;
    if (equals != std::string_view::npos) {
        if (row->value.empty()) return BadArgument{std::string(wanted) + ": takes no value"};
        value = word.substr(equals + 1);
    } else if (!row->value.empty()) {
        if (position == words.size()) {
            return BadArgument{std::string(wanted) + ": expected " + std::string(row->value) +
                               " behind it"};
        }
        value = words[position++];
    }
    const std::string expected = row->store(value, options);
    if (expected.empty()) return std::nullopt;
    const std::string shown = value.empty() ? "(nothing)" : presentable(*row, value);
    return BadArgument{std::string(row->name) + " " + shown + ": expected " + expected};
}

}  // namespace

boost::system::result<Options, BadArgument> parse_arguments(
    const std::vector<std::string_view>& words) {
    Options options;
    std::size_t position = 0;
    if (!words.empty() && !words[0].starts_with('-')) {
        const auto command = command_named(words[0]);
        if (!command) {
            return BadArgument{std::string(words[0]) +
                               ": unknown command; expected serve, broker, admin, main or help"};
        }
        if (*command == Command::help) return parse_help(words);
        options.command = *command;
        position = 1;
    } else if (!words.empty() && (words[0] == "--help" || words[0] == "-h")) {
        return parse_help({"help"});
    } else if (!words.empty() && words[0] == "--version") {
        options.command = Command::version;
        position = 1;
    }
    while (position < words.size() && options.command != Command::help) {
        if (auto bad = parse_option(words, position, options)) return *std::move(bad);
    }
    if (options.command == Command::serve && !options.amqp && !options.admin && !options.main) {
        return BadArgument{
            "--amqp off --admin off --main off: expected at least one part that is on"};
    }
    return options;
}

void throw_exception_from_error(const BadArgument& error, const boost::source_location&) {
    throw std::invalid_argument(error.text);
}

}  // namespace leveret::app
