#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "tests/simulation/client.hpp"
#include "tests/support/random.hpp"

namespace leveret::simulation {

/// What random clients do. Mostly sensible things; now and then something that must be refused.
///
/// Queues whose names begin with `d` are durable and lose nothing unless it is acknowledged, purged
/// or deleted; the others are declared with flags that come as they come.
class Workload {
  public:
    explicit Workload(support::Random& random) : random_(random) {}

    /// Lets this client send one command or a few. @return what it did, for the story of a failure
    std::string act(Client& client);

  private:
    using Channel = std::pair<const std::uint16_t, ClientChannel>;
    std::string act_on(Client& client, Channel& channel);
    std::string publish(Client& client, Channel& channel);
    std::string declare(Client& client, Channel& channel);
    std::string consume(Client& client, Channel& channel);
    std::string settle(Client& client, Channel& channel);
    std::string rare(Client& client, Channel& channel);
    std::string wrong(Client& client, Channel& channel);
    std::string any_queue();
    std::string durable_queue();
    std::string other_queue();
    std::string body();
    bool one_in(std::size_t count) { return random_.chance(1, count); }

    support::Random& random_;
    std::uint64_t last_message_ = 0;
    std::uint64_t last_consumer_ = 0;
};

}  // namespace leveret::simulation
