#pragma once

#include <chrono>
#include <cstdint>
#include <optional>

namespace leveret::bench {

/// What a process has used, with all its threads.
struct ProcessFigures {
    std::chrono::duration<double> cpu{0};  // user and system, since it began
    std::uint64_t resident_octets = 0;
    std::uint64_t peak_resident_octets = 0;  // since it began
};

/// Reads them from /proc. Nothing if there is no such process.
std::optional<ProcessFigures> read_process_figures(int process);

/// CPU time that this process has used.
std::chrono::duration<double> own_cpu();

}  // namespace leveret::bench
