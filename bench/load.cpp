// The load generator: publishers and consumers over TCP against any AMQP 0-9-1 broker.
#include <atomic>
#include <csignal>
#include <exception>
#include <iostream>
#include <unistd.h>

#include "bench/load_options.hpp"
#include "bench/load_run.hpp"
#include "bench/report.hpp"

namespace {

using namespace leveret::bench;

std::atomic<bool> interrupted{false};

int run_load(const LoadOptions& options) {
    const bool live = isatty(STDERR_FILENO) != 0;
    LoadRun run{options, interrupted, [live](const Progress& progress) {
                    if (live) print_progress(std::cerr, progress);
                }};
    const Report report = run.run();
    if (live) std::cerr << '\n';
    if (options.json) {
        print_json(std::cout, options, report);
    } else {
        print_table(std::cout, options, report);
    }
    if (!report.failure.empty()) std::cerr << "load: " << report.failure << '\n';
    return report.failure.empty() ? 0 : 1;
}

}  // namespace

int main(int argument_count, char** arguments) {
    const auto interrupt = [](int) { interrupted = true; };
    std::signal(SIGINT, interrupt);
    std::signal(SIGTERM, interrupt);
    try {
        const auto options = parse_load_options(argument_count, arguments, std::cout);
        return options ? run_load(*options) : 0;
    } catch (const std::exception& failure) {
        std::cerr << "load: " << failure.what() << '\n';
        return 1;
    }
}
