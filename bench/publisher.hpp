#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include "bench/confirm_window.hpp"
#include "bench/histogram.hpp"
#include "bench/ledger.hpp"
#include "bench/link.hpp"
#include "bench/publish_block.hpp"

namespace leveret::bench {

/// How one publisher goes about it.
struct Pace {
    std::uint64_t confirm_window = 0;  // publishes without an answer; 0: no confirms
    double per_second = 0;             // 0: as fast as possible
    std::uint64_t messages = 0;        // and then it is done; 0: until the phase is finishing
};

/// Publishes over one connection, as fast as it may, without ever waiting.
///
/// When it has sent all, it asks for each of its queues: the answers say that the broker has dealt
/// with every publish before them.
class Publisher {
  public:
    /// Connects, and asks for confirms if there is a window. Throws LoadError.
    /// @param queues which it publishes to, directly or through the shape's exchange
    Publisher(const Broker& broker, const PublishShape& shape, const Pace& pace,
              std::vector<std::string> queues, Ledger& ledger);

    /// Does what can be done at once. True when there is more to do without waiting.
    /// Throws LoadError when the broker refuses something.
    bool step();
    /// When step() has something to do again though nothing comes from the socket.
    std::optional<TimePoint> due() const;
    Link& link() { return link_; }
    const Histogram& confirm_latencies() const { return latencies_; }

  private:
    void receive(TimePoint now);
    std::uint64_t settle(std::uint64_t tag, bool multiple, TimePoint now);
    std::uint64_t allowance(TimePoint now);
    std::uint64_t due_messages(TimePoint now);
    void publish(std::uint64_t count, TimePoint now);
    bool sent_all() const;
    void finish();
    TimePoint due_at(std::uint64_t message) const;

    Ledger& ledger_;
    Pace pace_;
    std::vector<std::string> queues_;
    Link link_;
    PublishBlock block_;
    ConfirmWindow window_;
    Histogram latencies_;
    protocol::Bytes sending_;      // of the block, not yet with the system
    std::size_t next_ = 0;         // in the block
    std::uint64_t published_ = 0;  // by this publisher
    std::optional<TimePoint> started_;
    bool late_ = false;  // the broker kept it from publishing in time
    bool recording_ = false;
    std::optional<std::size_t> answers_missing_;  // to the questions at the end
};

}  // namespace leveret::bench
