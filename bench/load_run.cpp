#include "bench/load_run.hpp"

#include <algorithm>
#include <thread>
#include <utility>

namespace leveret::bench {

namespace {

using namespace std::chrono_literals;

std::chrono::nanoseconds nanoseconds(double seconds) {
    return std::chrono::duration_cast<std::chrono::nanoseconds>(
        std::chrono::duration<double>{seconds});
}

/// Without somebody who consumes meanwhile there is nobody to wait for.
std::uint64_t backlog_limit(const LoadOptions& options) {
    const bool together = options.consumers > 0 && options.publishers > 0 && !options.consume_after;
    return together ? options.max_backlog : 0;
}

Counts difference(const Counts& now, const Counts& before) {
    return {.published = now.published - before.published,
            .confirmed = now.confirmed - before.confirmed,
            .refused = now.refused - before.refused,
            .consumed = now.consumed - before.consumed};
}

}  // namespace

LoadRun::LoadRun(const LoadOptions& options, const std::atomic<bool>& interrupted,
                 std::function<void(const Progress&)> show)
    : options_(options),
      interrupted_(interrupted),
      show_(std::move(show)),
      topology_(options),
      ledger_(topology_.copies(), backlog_limit(options)),
      shown_at_(Clock::now()) {}

Report LoadRun::run() {
    if (options_.broker_pid && !read_process_figures(*options_.broker_pid)) {
        throw LoadError("--broker-pid: there is no such process");
    }
    topology_.declare();
    try {
        connect();
        if (options_.messages > 0) {
            measure_by_count();
        } else {
            measure_by_clock();
        }
    } catch (const std::exception& failure) {
        ledger_.fail(failure.what());
    }
    end_workers();
    check_counts();
    for (const auto& publisher : publishers_) {
        report_.confirm_latencies.merge(publisher->confirm_latencies());
        if (!ledger_.failed()) publisher->link().close();
    }
    for (const auto& consumer : consumers_) {
        report_.latencies.merge(consumer->latencies());
        if (!ledger_.failed()) consumer->link().close();
    }
    publishers_.clear();
    consumers_.clear();
    try {
        topology_.remove();
    } catch (const std::exception& failure) {
        ledger_.fail(std::string("queues could not be deleted: ") + failure.what());
    }
    report_.failure = ledger_.failure();
    return std::move(report_);
}

void LoadRun::connect() {
    for (unsigned index = 0; index < options_.publishers; ++index) {
        const unsigned sharers = options_.publishers;
        const std::uint64_t share =
            options_.messages / sharers + (index < options_.messages % sharers ? 1 : 0);
        const Pace pace{.confirm_window = options_.confirm_window,
                        .per_second = options_.rate / sharers,
                        .messages = share};
        publishers_.push_back(
            std::make_unique<Publisher>(topology_.broker(), topology_.shape(index), pace,
                                        topology_.queues_of_publisher(index), ledger_));
    }
    const Appetite appetite{options_.ack_every, options_.prefetch};
    for (unsigned index = 0; index < options_.consumers; ++index) {
        consumers_.push_back(std::make_unique<Consumer>(
            topology_.broker(), appetite, topology_.queues_of_consumer(index), ledger_));
    }
}

void LoadRun::start_consumers() {
    for (const auto& consumer : consumers_) consumer->start();
}

void LoadRun::start_workers(bool publishers, bool consumers) {
    std::vector<Publisher*> publishing;
    std::vector<Consumer*> consuming;
    for (const auto& one : publishers_) {
        if (publishers) publishing.push_back(one.get());
    }
    for (const auto& one : consumers_) {
        if (consumers) consuming.push_back(one.get());
    }
    const auto start = [this](std::vector<Publisher*> some, std::vector<Consumer*> others) {
        if (some.empty() && others.empty()) return;
        workers_.push_back(std::make_unique<Worker>(std::move(some), std::move(others), ledger_));
    };
    if (options_.threads == 1) return start(std::move(publishing), std::move(consuming));
    start(std::move(publishing), {});
    start({}, std::move(consuming));
}

void LoadRun::end_workers() {
    ledger_.phase = Phase::over;
    ledger_.publishers_wakeup.wake();
    workers_.clear();
}

void LoadRun::measure_by_clock() {
    start_consumers();
    start_workers(true, true);
    const TimePoint warm = Clock::now() + nanoseconds(options_.warmup_seconds);
    wait_until([&] { return Clock::now() >= warm; });

    ledger_.phase = Phase::measuring;
    const Sample begin = sample();
    const TimePoint measured = begin.at + nanoseconds(options_.seconds);
    wait_until([&] { return Clock::now() >= measured; });
    const Sample end = sample();
    report_.publishing = report_.consuming = end.at - begin.at;
    fill_report(begin, end);

    ledger_.phase = Phase::finishing;
    wait_until([&] { return all_published() && all_consumed(); });
}

void LoadRun::measure_by_count() {
    ledger_.phase = Phase::measuring;
    const Sample begin = sample();
    if (!options_.consume_after) start_consumers();
    start_workers(true, !options_.consume_after);
    wait_until([&] { return all_published(); });
    report_.publishing = Clock::now() - begin.at;

    TimePoint consuming_since = begin.at;
    if (options_.consume_after && !ledger_.failed()) {
        consuming_since = Clock::now();
        start_consumers();
        start_workers(false, true);
    }
    wait_until([&] { return all_consumed(); });
    const Sample end = sample();
    report_.consuming = end.at - consuming_since;
    fill_report(begin, end);
}

void LoadRun::wait_until(const std::function<bool()>& done) {
    // A run by count ends when the last message has come: the end must not be seen much later.
    const auto tick = options_.messages > 0 ? 1ms : 10ms;
    std::uint64_t seen = 0;
    TimePoint moved_at = Clock::now();
    while (!done() && !ledger_.failed()) {
        std::this_thread::sleep_for(tick);
        const TimePoint now = Clock::now();
        const Counts all = counts();
        const std::uint64_t moved =
            all.published + all.confirmed + all.refused + all.consumed + ledger_.publishers_done;
        if (moved != std::exchange(seen, moved)) moved_at = now;
        if (now - moved_at > options_.stall_limit) {
            ledger_.fail(standstill());
        }
        if (interrupted_) ledger_.fail("interrupted");
        if (now - shown_at_ >= 1s) show_progress(now);
    }
}

void LoadRun::show_progress(TimePoint now) {
    const std::chrono::duration<double> since = now - shown_at_;
    const Counts all = counts();
    const Counts more = difference(all, shown_.counts);
    const auto rate = [&](std::uint64_t count) {
        return static_cast<std::uint64_t>(static_cast<double>(count) / since.count());
    };
    shown_.elapsed += since;
    shown_.counts = all;
    shown_.a_second = {.published = rate(more.published),
                       .confirmed = rate(more.confirmed),
                       .refused = rate(more.refused),
                       .consumed = rate(more.consumed)};
    shown_.blocked = ledger_.blocked;
    shown_at_ = now;
    show_(shown_);
}

bool LoadRun::all_published() const {
    return ledger_.publishers_done == options_.publishers;
}

bool LoadRun::all_consumed() const {
    if (options_.consumers == 0) return true;
    if (options_.publishers == 0) return ledger_.consumed >= options_.messages;
    return ledger_.consumed >= ledger_.expected();
}

Counts LoadRun::counts() const {
    return {ledger_.published, ledger_.confirmed, ledger_.refused, ledger_.consumed};
}

LoadRun::Sample LoadRun::sample() const {
    Sample taken{Clock::now(), counts(), own_cpu(), {}};
    if (options_.broker_pid) taken.broker = read_process_figures(*options_.broker_pid);
    return taken;
}

void LoadRun::check_counts() {
    const bool ours = options_.consumers > 0 && options_.publishers > 0;
    const std::uint64_t expected = ledger_.expected();
    const std::uint64_t consumed = ledger_.consumed;
    if (ours && consumed > expected) {
        ledger_.fail(std::to_string(consumed - expected) + " messages came more than once");
    }
}

std::string LoadRun::standstill() const {
    if (ledger_.blocked) return "nothing moves: the broker has blocked the publishers";
    const Counts all = counts();
    return "nothing moves any more: " + std::to_string(all.published) + " published, " +
           std::to_string(all.confirmed) + " confirmed, " + std::to_string(all.consumed) +
           " consumed";
}

void LoadRun::fill_report(const Sample& begin, const Sample& end) {
    report_.measured = end.at - begin.at;
    report_.counts = difference(end.counts, begin.counts);
    report_.own_cpu = end.own_cpu - begin.own_cpu;
    if (!begin.broker || !end.broker) return;
    report_.broker = BrokerUse{.cpu = end.broker->cpu - begin.broker->cpu,
                               .resident_octets = end.broker->resident_octets,
                               .peak_resident_octets = end.broker->peak_resident_octets};
}

}  // namespace leveret::bench
