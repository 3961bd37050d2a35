#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <iosfwd>
#include <optional>
#include <string>

#include "services/amqp/url.hpp"

namespace leveret::bench {

/// What to do to which broker.
struct LoadOptions {
    services::amqp::Url url;
    std::string scenario;  // empty: none
    unsigned publishers = 1, consumers = 1, queues = 1;
    std::string queue_prefix;
    bool fanout = false;
    std::size_t size_octets = 16;
    bool persistent = false, durable = false;
    std::uint64_t confirm_window = 0;  // 0: no confirms
    std::uint64_t ack_every = 0;       // 0: automatic acknowledgement
    std::uint16_t prefetch = 1000;     // 0: no limit
    double rate = 0;                   // messages a second; 0: as fast as possible
    std::uint64_t max_backlog = 100'000;
    std::uint64_t messages = 0;  // 0: until `seconds` are over
    double seconds = 5, warmup_seconds = 1;
    bool consume_after = false;
    std::chrono::seconds stall_limit{30};
    unsigned threads = 2;
    std::optional<int> broker_pid;
    bool json = false, keep = false, allow_remote = false;
};

/// Reads the command line. Nothing when it asks only for help, which is then on `out`.
/// Throws std::exception with what is wrong, in words.
std::optional<LoadOptions> parse_load_options(int argument_count, const char* const* arguments,
                                              std::ostream& out);

}  // namespace leveret::bench
