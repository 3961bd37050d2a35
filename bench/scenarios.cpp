#include "bench/scenarios.hpp"

#include <algorithm>
#include <array>

namespace leveret::bench {

namespace {

// clang-format off
const std::array table{
    Scenario{"transient-16", "16 B transient, 1 publisher, 1 consumer, auto-ack",
             {"--size=16", "--ack=0"}},
    Scenario{"transient-1k", "1 KiB transient, ack every 100, prefetch 1000",
             {"--size=1024", "--ack=100", "--prefetch=1000"}},
    Scenario{"persistent-1k", "1 KiB persistent, confirm window 1000, ack every 100",
             {"--size=1024", "--persistent", "--durable", "--confirm=1000", "--ack=100",
              "--prefetch=1000"}},
    Scenario{"many-16", "4 publishers, 4 consumers, 4 queues: 16 B transient, ack every 100",
             {"--size=16", "--publishers=4", "--consumers=4", "--queues=4", "--ack=100",
              "--prefetch=1000"}},
    Scenario{"many-1k", "the same with 1 KiB persistent, confirm window 1000",
             {"--size=1024", "--publishers=4", "--consumers=4", "--queues=4", "--persistent",
              "--durable", "--confirm=1000", "--ack=100", "--prefetch=1000"}},
    Scenario{"fan-out", "16 B transient through a fanout exchange to 4 queues, auto-ack",
             {"--size=16", "--fanout", "--queues=4", "--consumers=4", "--ack=0"}},
    Scenario{"publish-only", "200,000 of 1 KiB, transient, that nobody consumes",
             {"--size=1024", "--consumers=0", "--messages=200000"}},
    Scenario{"drain", "the same, consumed with auto-ack once all are there",
             {"--size=1024", "--messages=200000", "--consume-after", "--ack=0"}},
    Scenario{"latency", "16 B transient at 1,000/s",
             {"--size=16", "--ack=0", "--rate=1000"}},
    Scenario{"latency-20k", "16 B transient at 20,000/s",
             {"--size=16", "--ack=0", "--rate=20000"}},
};
// clang-format on

}  // namespace

std::span<const Scenario> scenarios() {
    return table;
}

const Scenario* find_scenario(std::string_view name) {
    const auto found = std::ranges::find(table, name, &Scenario::name);
    return found == table.end() ? nullptr : &*found;
}

}  // namespace leveret::bench
