#pragma once

#include <memory>
#include <optional>
#include <thread>
#include <vector>

#include "bench/consumer.hpp"
#include "bench/ledger.hpp"
#include "bench/publisher.hpp"
#include "bench/socket.hpp"

namespace leveret::bench {

/// A thread that drives publishers and consumers until the run is over. It sleeps when none of
/// them has anything to do.
class Worker {
  public:
    Worker(std::vector<Publisher*> publishers, std::vector<Consumer*> consumers, Ledger& ledger);
    Worker(const Worker&) = delete;
    Worker& operator=(const Worker&) = delete;
    /// Waits for the thread: the phase must be `over` by then, or the run have failed.
    ~Worker();

  private:
    void run() noexcept;
    void watch(Link& link, std::uint64_t key) const;
    bool step();
    void wait(bool busy);
    std::optional<TimePoint> due() const;

    std::vector<Publisher*> publishers_;
    std::vector<Consumer*> consumers_;
    std::vector<Link*> links_;
    Ledger& ledger_;
    Descriptor epoll_;
    std::thread thread_;  // last, so that it finds all else made
};

}  // namespace leveret::bench
