#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/link.hpp"
#include "bench/load_options.hpp"
#include "bench/publish_block.hpp"

namespace leveret::bench {

/// The queues of a run, and who deals with which.
class Topology {
  public:
    explicit Topology(const LoadOptions& options);

    Broker broker() const { return {options_.url, options_.allow_remote}; }
    /// Declares the queues, and the exchange that fans out to them. Without publishers it only
    /// checks that the queues are there.
    /// Throws LoadError when the broker refuses, or when a queue to be measured is not empty.
    void declare() const;
    /// Deletes what declare() has made, unless it is to be kept.
    void remove() const;

    /// The queues that publisher number `index` publishes to.
    std::vector<std::string> queues_of_publisher(unsigned index) const;
    std::vector<std::string> queues_of_consumer(unsigned index) const;
    /// What publisher number `index` publishes.
    PublishShape shape(unsigned index) const;
    /// How many deliveries each publish leads to.
    std::uint64_t copies() const { return options_.fanout ? options_.queues : 1; }

  private:
    std::string queue(unsigned index) const;
    std::vector<std::string> share(unsigned index, unsigned sharers) const;

    LoadOptions options_;
};

}  // namespace leveret::bench
