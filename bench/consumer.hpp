#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "bench/delivery_scanner.hpp"
#include "bench/histogram.hpp"
#include "bench/ledger.hpp"
#include "bench/link.hpp"

namespace leveret::bench {

/// How consumers take messages.
struct Appetite {
    std::uint64_t ack_every = 0;  // deliveries for each acknowledgement; 0: automatic ones
    std::uint16_t prefetch = 0;   // deliveries without acknowledgement; 0: any number
};

/// Consumes from queues over one connection, without ever waiting.
class Consumer {
  public:
    /// Connects and sets the prefetch. Throws LoadError.
    Consumer(const Broker& broker, const Appetite& appetite, std::vector<std::string> queues,
             Ledger& ledger);

    /// Asks for messages; they come from now on.
    void start();
    /// Does what can be done at once. True when there is more to do without waiting.
    /// Throws LoadError when the broker refuses something.
    bool step();
    /// Acknowledges what is not yet acknowledged.
    void settle();
    Link& link() { return link_; }
    const Histogram& latencies() const { return latencies_; }

  private:
    void receive();
    void on_delivery(std::uint64_t tag, std::uint64_t stamp, TimePoint now);
    void acknowledge();
    void on_other_frame(protocol::Bytes& octets);

    Ledger& ledger_;
    Appetite appetite_;
    std::vector<std::string> queues_;
    Link link_;
    DeliveryScanner scanner_;
    Histogram latencies_;
    std::uint64_t last_tag_ = 0;
    std::uint64_t unacked_ = 0;
    bool recording_ = false;
};

}  // namespace leveret::bench
