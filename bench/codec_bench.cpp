// What it costs to read publishes and to write deliveries, octets in memory only.
#include <cstdint>
#include <string>
#include <vector>

#include <benchmark/benchmark.h>

#include "bench/delivery_scanner.hpp"
#include "bench/publish_block.hpp"
#include "protocol/assembler.hpp"
#include "protocol/frame.hpp"
#include "protocol/frame_writer.hpp"

namespace leveret::bench {

namespace {

constexpr std::uint16_t channel = 1;
constexpr std::uint32_t frame_max = 128 * 1024;

/// The bodies that the scenarios use.
void body_octets(benchmark::internal::Benchmark* benchmark) {
    benchmark->Arg(16)->Arg(1024);
}

PublishBlock publishes(const benchmark::State& state) {
    return {channel,
            {.exchange = "",
             .routing_keys = {"load-12345-0"},
             .body_octets = static_cast<std::size_t>(state.range(0)),
             .persistent = false},
            frame_max};
}

void count_messages(benchmark::State& state, std::size_t messages) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(messages));
}

/// Takes the next frame off `octets`.
bool next_frame(protocol::Bytes& octets, protocol::Frame& frame) {
    if (protocol::read_frame(octets, frame_max, frame) != protocol::FrameStatus::whole) {
        return false;
    }
    octets.remove_prefix(protocol::frame_overhead + frame.payload.size());
    return true;
}

protocol::ContentRef content_of(const PublishBlock& block) {
    protocol::Assembler assembler;
    protocol::Bytes octets = block.messages(0, 1);
    protocol::Frame frame;
    while (next_frame(octets, frame)) assembler.step(frame);
    return assembler.command().content;
}

protocol::Buffer deliveries(const PublishBlock& block, std::size_t count) {
    const protocol::ContentRef content = content_of(block);
    const protocol::DeliverPrefix prefix{channel, "c0"};
    protocol::Output output;
    for (std::uint64_t tag = 1; tag <= count; ++tag) {
        protocol::write_deliver(output, prefix, tag, false, content, frame_max);
    }
    std::vector<protocol::Bytes> parts;
    output.gather(parts, 1);
    return protocol::Buffer(parts.at(0));
}

void read_frames(benchmark::State& state) {
    const PublishBlock block = publishes(state);
    for (auto _ : state) {
        protocol::Bytes octets = block.messages(0, block.size());
        protocol::Frame frame;
        while (next_frame(octets, frame)) benchmark::DoNotOptimize(frame);
    }
    count_messages(state, block.size());
}
BENCHMARK(read_frames)->Apply(body_octets);

void assemble_publishes(benchmark::State& state) {
    const PublishBlock block = publishes(state);
    protocol::Assembler assembler;
    for (auto _ : state) {
        protocol::Bytes octets = block.messages(0, block.size());
        protocol::Frame frame;
        while (next_frame(octets, frame)) {
            if (assembler.step(frame) != protocol::Assembler::Progress::command) continue;
            const protocol::ContentRef content = std::move(assembler.command().content);
            benchmark::DoNotOptimize(content->body().data());
        }
    }
    count_messages(state, block.size());
}
BENCHMARK(assemble_publishes)->Apply(body_octets);

void write_deliveries(benchmark::State& state) {
    constexpr std::size_t batch = 100;
    const protocol::ContentRef content = content_of(publishes(state));
    const protocol::DeliverPrefix prefix{channel, "c0"};
    protocol::Output output;
    std::uint64_t tag = 0;
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch; ++i) {
            protocol::write_deliver(output, prefix, ++tag, false, content, frame_max);
        }
        benchmark::DoNotOptimize(output.size());
        output.clear();
    }
    count_messages(state, batch);
}
BENCHMARK(write_deliveries)->Apply(body_octets);

void write_publishes(benchmark::State& state) {
    constexpr std::size_t batch = 100;
    const std::string body(static_cast<std::size_t>(state.range(0)), 'x');
    const protocol::PublishTemplate publish{channel, {.routing_key = "load-12345-0"}, {}};
    protocol::Output output;
    for (auto _ : state) {
        for (std::size_t i = 0; i < batch; ++i) publish.write(output, body, frame_max);
        benchmark::DoNotOptimize(output.size());
        output.clear();
    }
    count_messages(state, batch);
}
BENCHMARK(write_publishes)->Apply(body_octets);

/// What the load generator itself does with each delivery.
void scan_deliveries(benchmark::State& state) {
    constexpr std::size_t batch = 100;
    const protocol::Buffer buffer = deliveries(publishes(state), batch);
    DeliveryScanner scanner;
    std::uint64_t sum = 0;
    for (auto _ : state) {
        protocol::Bytes octets = buffer;
        scanner.scan(octets, frame_max,
                     [&](std::uint64_t tag, std::uint64_t stamp) { sum += tag + stamp; });
        benchmark::DoNotOptimize(sum);
    }
    count_messages(state, batch);
}
BENCHMARK(scan_deliveries)->Apply(body_octets);

}  // namespace

}  // namespace leveret::bench
