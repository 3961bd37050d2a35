#include "bench/report.hpp"

#include <array>
#include <cmath>
#include <iomanip>
#include <ostream>
#include <sstream>

#include <boost/json.hpp>

namespace leveret::bench {

namespace {

constexpr double mebibyte = 1024.0 * 1024.0;

double per_second(std::uint64_t count, std::chrono::duration<double> time) {
    return time.count() > 0 ? static_cast<double>(count) / time.count() : 0;
}

double microseconds(std::chrono::nanoseconds time) {
    return static_cast<double>(time.count()) / 1000.0;
}

/// The messages that the broker's work is divided by.
std::uint64_t messages_handled(const Report& report) {
    return report.counts.consumed > 0 ? report.counts.consumed : report.counts.published;
}

double cpu_share(const Report& report, std::chrono::duration<double> cpu) {
    return report.measured.count() > 0 ? cpu / report.measured : 0;
}

double cpu_microseconds_a_message(const Report& report) {
    const auto messages = static_cast<double>(messages_handled(report));
    return messages > 0 ? report.broker->cpu.count() * 1e6 / messages : 0;
}

/// 1234567 as 1,234,567.
std::string grouped(double number) {
    std::string digits = std::to_string(std::llround(number));
    for (std::size_t at = digits.size(); at > 3;) {
        at -= 3;
        digits.insert(at, 1, ',');
    }
    return digits;
}

struct Percentile {
    const char* name;
    double share;
};
constexpr std::array percentiles{Percentile{"p50", 0.5}, Percentile{"p95", 0.95},
                                 Percentile{"p99", 0.99}, Percentile{"p99.9", 0.999}};

boost::json::object latency_object(const Histogram& latencies) {
    boost::json::object object{{"count", latencies.count()}};
    for (const auto& [name, share] : percentiles) {
        object[name] = microseconds(latencies.percentile(share));
    }
    object["max"] = microseconds(latencies.max());
    return object;
}

boost::json::object settings_object(const LoadOptions& options) {
    return {{"publishers", options.publishers},
            {"consumers", options.consumers},
            {"queues", options.queues},
            {"fanout", options.fanout},
            {"size_octets", options.size_octets},
            {"persistent", options.persistent},
            {"durable", options.durable},
            {"confirm_window", options.confirm_window},
            {"ack_every", options.ack_every},
            {"prefetch", options.prefetch},
            {"rate", options.rate},
            {"messages", options.messages},
            {"max_backlog", options.max_backlog},
            {"threads", options.threads}};
}

void row(std::ostream& out, std::string_view name, const std::string& value,
         const std::string& more = "") {
    out << "  " << std::left << std::setw(18) << name << std::right << std::setw(14) << value
        << "  " << more << '\n';
}

void latency_row(std::ostream& out, std::string_view name, const Histogram& latencies) {
    if (latencies.count() == 0) return;
    out << "  " << std::left << std::setw(18) << name;
    for (const auto& [percentile, share] : percentiles) {
        out << percentile << ' ' << grouped(microseconds(latencies.percentile(share))) << "  ";
    }
    out << "max " << grouped(microseconds(latencies.max())) << " us\n";
}

std::string fixed(double number, int places, const char* unit) {
    std::ostringstream text;
    text << std::fixed << std::setprecision(places) << number << unit;
    return text.str();
}

}  // namespace

void print_table(std::ostream& out, const LoadOptions& options, const Report& report) {
    const Counts& counts = report.counts;
    out << (options.scenario.empty() ? "load" : options.scenario) << " on " << options.url.text()
        << '\n';
    const auto rate_row = [&](const char* name, std::uint64_t count, auto time) {
        if (count == 0) return;
        row(out, name, grouped(per_second(count, time)) + "/s",
            grouped(static_cast<double>(count)) + " in " + fixed(time.count(), 3, " s"));
    };
    rate_row("published", counts.published, report.publishing);
    rate_row("confirmed", counts.confirmed, report.publishing);
    rate_row("refused", counts.refused, report.publishing);
    rate_row("consumed", counts.consumed, report.consuming);
    latency_row(out, "end to end", report.latencies);
    latency_row(out, "confirm", report.confirm_latencies);
    row(out, "load's own CPU", fixed(cpu_share(report, report.own_cpu), 2, " cores"));
    if (report.broker) {
        row(out, "broker's CPU", fixed(cpu_share(report, report.broker->cpu), 2, " cores"),
            fixed(cpu_microseconds_a_message(report), 2, " us a message"));
        row(out, "broker's memory",
            fixed(static_cast<double>(report.broker->resident_octets) / mebibyte, 1, " MiB"),
            fixed(static_cast<double>(report.broker->peak_resident_octets) / mebibyte, 1,
                  " MiB at most"));
    }
    if (!report.failure.empty()) out << "  FAILED: " << report.failure << '\n';
}

void print_json(std::ostream& out, const LoadOptions& options, const Report& report) {
    const Counts& counts = report.counts;
    boost::json::object object{
        {"scenario", options.scenario},
        {"url", options.url.text()},
        {"settings", settings_object(options)},
        {"published", counts.published},
        {"confirmed", counts.confirmed},
        {"refused", counts.refused},
        {"consumed", counts.consumed},
        {"publishing_seconds", report.publishing.count()},
        {"consuming_seconds", report.consuming.count()},
        {"published_per_second", per_second(counts.published, report.publishing)},
        {"confirmed_per_second", per_second(counts.confirmed, report.publishing)},
        {"consumed_per_second", per_second(counts.consumed, report.consuming)},
        {"latency_us", latency_object(report.latencies)},
        {"confirm_latency_us", latency_object(report.confirm_latencies)},
        {"load_cpu_seconds", report.own_cpu.count()},
        {"load_cores", cpu_share(report, report.own_cpu)}};
    if (report.broker) {
        object["broker"] = {{"cpu_seconds", report.broker->cpu.count()},
                            {"cores", cpu_share(report, report.broker->cpu)},
                            {"cpu_us_per_message", cpu_microseconds_a_message(report)},
                            {"resident_octets", report.broker->resident_octets},
                            {"peak_resident_octets", report.broker->peak_resident_octets}};
    }
    if (!report.failure.empty()) object["failure"] = report.failure;
    out << object << '\n';
}

void print_progress(std::ostream& out, const Progress& progress) {
    const Counts& rates = progress.a_second;
    out << '\r' << std::fixed << std::setprecision(0) << std::setw(5) << progress.elapsed.count()
        << " s  published " << std::setw(11) << grouped(static_cast<double>(rates.published))
        << "/s  consumed " << std::setw(11) << grouped(static_cast<double>(rates.consumed)) << "/s"
        << (progress.blocked ? "  blocked" : "         ") << std::flush;
}

}  // namespace leveret::bench
