#include <exception>
#include <iostream>
#include <string_view>
#include <vector>

#include "services/app/arguments.hpp"
#include "services/app/run.hpp"

namespace {

constexpr int cannot_start = 2;

}  // namespace

int main(int argument_count, char** arguments) {
    using namespace leveret;
    const std::vector<std::string_view> words(arguments + 1, arguments + argument_count);
    const auto options = app::parse_arguments(words);
    if (!options) {
        std::cerr << "leveret: " << options.error().text << "\n";
        return cannot_start;
    }
    try {
        if (options->command == app::Command::help) {
            std::cout << app::help_text(options->help_about);
        } else if (options->command == app::Command::version) {
            std::cout << "Leveret " LEVERET_VERSION "\n";
        } else {
            app::run(*options);
        }
    } catch (const std::exception& error) {
        std::cerr << "leveret: " << error.what() << "\n";
        return cannot_start;
    }
    return 0;
}
