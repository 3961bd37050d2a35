#include "bench/process_figures.hpp"

#include <fstream>
#include <iterator>
#include <sstream>
#include <string>
#include <sys/resource.h>
#include <unistd.h>

namespace leveret::bench {

namespace {

std::chrono::duration<double> seconds(const timeval& time) {
    return std::chrono::seconds{time.tv_sec} + std::chrono::microseconds{time.tv_usec};
}

/// User and system time out of /proc/PID/stat, in ticks.
std::optional<std::uint64_t> read_ticks(const std::string& folder) {
    std::ifstream file{folder + "/stat"};
    const std::string text{std::istreambuf_iterator<char>{file}, {}};
    const std::size_t name_end = text.rfind(')');  // a name may hold anything, even `) `
    if (name_end == std::string::npos) return std::nullopt;
    std::istringstream fields{text.substr(name_end + 1)};
    std::string skipped;
    for (int field = 3; field < 14; ++field) fields >> skipped;
    std::uint64_t user = 0, system = 0;
    fields >> user >> system;
    return fields ? std::optional{user + system} : std::nullopt;
}

/// A line such as `VmRSS:  1234 kB` of /proc/PID/status.
void read_memory(const std::string& folder, ProcessFigures& figures) {
    std::ifstream file{folder + "/status"};
    std::string line;
    while (std::getline(file, line)) {
        std::istringstream fields{line};
        std::string name;
        std::uint64_t kib = 0;
        fields >> name >> kib;
        if (name == "VmRSS:") figures.resident_octets = kib * 1024;
        if (name == "VmHWM:") figures.peak_resident_octets = kib * 1024;
    }
}

}  // namespace

std::optional<ProcessFigures> read_process_figures(int process) {
    const std::string folder = "/proc/" + std::to_string(process);
    const auto ticks = read_ticks(folder);
    if (!ticks) return std::nullopt;
    ProcessFigures figures;
    const auto ticks_per_second = static_cast<double>(sysconf(_SC_CLK_TCK));
    figures.cpu = std::chrono::duration<double>{static_cast<double>(*ticks) / ticks_per_second};
    read_memory(folder, figures);
    return figures;
}

std::chrono::duration<double> own_cpu() {
    rusage usage{};
    getrusage(RUSAGE_SELF, &usage);
    return seconds(usage.ru_utime) + seconds(usage.ru_stime);
}

}  // namespace leveret::bench
