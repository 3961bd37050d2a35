// Runs the simulation from the command line: to look for trouble for longer than the tests do, or
// to see a seed fail again.
//
//     simulate --seed 17 --steps 2000 --seeds 100
#include <cstdint>
#include <cstdlib>
#include <iostream>
#include <map>
#include <string>

#include "tests/simulation/simulation.hpp"

int main(int count, char** arguments) {
    std::map<std::string, std::uint64_t> options{{"--seed", 1}, {"--steps", 2000}, {"--seeds", 1}};
    for (int i = 1; i < count; i += 2) {
        const auto option = options.find(arguments[i]);
        if (option == options.end() || i + 1 == count) {
            std::cerr << "usage: simulate [--seed first] [--seeds how many] [--steps of each]\n";
            return EXIT_FAILURE;
        }
        option->second = std::strtoull(arguments[i + 1], nullptr, 10);
    }

    leveret::simulation::Figures all;
    const std::uint64_t first = options["--seed"];
    for (std::uint64_t seed = first; seed < first + options["--seeds"]; ++seed) {
        leveret::simulation::Simulation simulation{{.seed = seed, .steps = options["--steps"]}};
        if (const auto failure = simulation.run()) {
            std::cout << "FAILED: " << *failure;
            return EXIT_FAILURE;
        }
        const auto& figures = simulation.figures();
        all.commands += figures.commands;
        all.octets_out += figures.octets_out;
        all.commits += figures.commits;
        all.failed_commits += figures.failed_commits;
        all.crashes += figures.crashes;
    }
    std::cout << "seeds " << first << " to " << first + options["--seeds"] - 1
              << " passed: " << all.commands << " commands, " << all.octets_out << " octets out, "
              << all.commits << " commits (" << all.failed_commits << " failed), " << all.crashes
              << " crashes\n";
    return EXIT_SUCCESS;
}
