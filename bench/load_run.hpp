#pragma once

#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "bench/consumer.hpp"
#include "bench/ledger.hpp"
#include "bench/load_options.hpp"
#include "bench/process_figures.hpp"
#include "bench/publisher.hpp"
#include "bench/report.hpp"
#include "bench/topology.hpp"
#include "bench/worker.hpp"

namespace leveret::bench {

/// One run from the first connection to the last queue deleted.
class LoadRun {
  public:
    /// @param interrupted becomes true when the user has had enough
    /// @param show is told once a second how far it is
    LoadRun(const LoadOptions& options, const std::atomic<bool>& interrupted,
            std::function<void(const Progress&)> show);

    /// Does it. A failure of the broker is in the report, with the figures until then.
    /// Throws std::exception when the run cannot even begin.
    Report run();

  private:
    struct Sample {
        TimePoint at;
        Counts counts;
        std::chrono::duration<double> own_cpu;
        std::optional<ProcessFigures> broker;
    };

    void connect();
    void start_consumers();
    void start_workers(bool publishers, bool consumers);
    void end_workers();
    void measure_by_clock();
    void measure_by_count();
    /// Waits until `done`, a failure, an interruption, or a standstill.
    void wait_until(const std::function<bool()>& done);
    void show_progress(TimePoint now);
    bool all_published() const;
    bool all_consumed() const;
    Counts counts() const;
    Sample sample() const;
    /// With publishers and consumers of our own, each message is known.
    void check_counts();
    std::string standstill() const;
    void fill_report(const Sample& begin, const Sample& end);

    LoadOptions options_;
    const std::atomic<bool>& interrupted_;
    std::function<void(const Progress&)> show_;
    Topology topology_;
    Ledger ledger_;
    std::vector<std::unique_ptr<Publisher>> publishers_;
    std::vector<std::unique_ptr<Consumer>> consumers_;
    std::vector<std::unique_ptr<Worker>> workers_;
    Report report_;
    Progress shown_;
    TimePoint shown_at_;
};

}  // namespace leveret::bench
