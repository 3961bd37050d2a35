#pragma once

#include <cstdint>
#include <deque>
#include <map>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include "broker/core/broker.hpp"
#include "tests/simulation/client.hpp"
#include "tests/simulation/model.hpp"
#include "tests/simulation/promises.hpp"
#include "tests/simulation/simulated_store.hpp"
#include "tests/simulation/workload.hpp"
#include "tests/support/random.hpp"

namespace leveret::simulation {

/// What one run is made of. The same plan gives the same run, octet for octet.
struct Plan {
    std::uint64_t seed = 1;
    std::uint64_t steps = 2000;
};

/// What a run has come through.
struct Figures {
    std::uint64_t commands = 0;
    std::uint64_t octets_in = 0;
    std::uint64_t octets_out = 0;
    std::uint64_t commits = 0;
    std::uint64_t failed_commits = 0;
    std::uint64_t crashes = 0;
};

/// Runs the broker and the model side by side under one workload, on a clock moved by hand and a
/// store that dawdles, fails and crashes; compares what every client gets octet by octet, the disk
/// message by message, and holds the broker to its Promises.
class Simulation {
  public:
    explicit Simulation(const Plan& plan);

    /// The whole run. @return why it failed; nothing when all was well
    std::optional<std::string> run();
    const Figures& figures() const { return figures_; }

  private:
    /// One connection as the edge of the broker and the client see it.
    struct Link {
        Client client;
        std::string unread;         // what the broker left for the next time
        std::size_t in_flight = 0;  // taken from the session, not yet with the client
        bool finished = false;      // model and broker have ended it
    };

    void start_broker();
    void step();
    void trouble();
    void crash();
    void connect();
    void drop(ConnectionId id);
    void feed(Link& link, std::size_t octets);
    void end_step();
    void read_diary();
    void flush_touched();
    void flush(ConnectionId id);
    void transmit(Link& link, std::size_t left);
    void settle();

    void check_queues();
    void check_waiting_output();
    void check_disk();
    void check_settled();
    void tell(const std::string& what);
    std::string story() const;
    [[noreturn]] void complain(const std::string& what);
    ConnectionId any_link();

    Plan plan_;
    support::Random random_;
    std::size_t output_max_octets_;
    Workload workload_;
    std::shared_ptr<broker::MemoryDisk> disk_ = std::make_shared<broker::MemoryDisk>();
    Promises promises_{*disk_};
    std::uint64_t serials_ = 0;
    std::uint64_t lives_ = 0;
    broker::TimePoint now_{std::chrono::seconds{1'700'000'000}};
    Model model_;
    std::unique_ptr<SimulatedStore> store_;
    std::unique_ptr<broker::Broker> broker_;
    std::map<ConnectionId, Link> links_;
    std::set<ConnectionId> touched_;
    bool in_trouble_ = false;
    std::uint64_t step_ = 0;
    std::deque<std::string> story_;
    Figures figures_;
};

}  // namespace leveret::simulation
