#pragma once

#include <chrono>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "bench/histogram.hpp"
#include "bench/load_options.hpp"

namespace leveret::bench {

/// How many messages went which way.
struct Counts {
    std::uint64_t published = 0, confirmed = 0, refused = 0, consumed = 0;
};

/// How far a run is.
struct Progress {
    std::chrono::duration<double> elapsed{0};
    Counts counts;  // since the run began
    Counts a_second;
    bool blocked = false;  // the broker takes no publishes for now
};

/// What the broker's process used in the time measured.
struct BrokerUse {
    std::chrono::duration<double> cpu{0};
    std::uint64_t resident_octets = 0;       // at the end
    std::uint64_t peak_resident_octets = 0;  // since the process began
};

/// What a run found out.
struct Report {
    Counts counts;                                              // in the time measured
    std::chrono::duration<double> measured{0};                  // that time
    std::chrono::duration<double> publishing{0}, consuming{0};  // the part of it for each
    Histogram latencies;                                        // from publish to delivery
    Histogram confirm_latencies;                                // from publish to confirm
    std::chrono::duration<double> own_cpu{0};
    std::optional<BrokerUse> broker;
    std::string failure;  // empty: none
};

/// For people.
void print_table(std::ostream& out, const LoadOptions& options, const Report& report);
/// For programs: one JSON object on a line. Rates are a second, latencies microseconds.
void print_json(std::ostream& out, const LoadOptions& options, const Report& report);
/// One line without an end, to be overwritten by the next.
void print_progress(std::ostream& out, const Progress& progress);

}  // namespace leveret::bench
