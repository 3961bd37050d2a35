#pragma once

#include <functional>
#include <memory>
#include <vector>

#include "services/amqp/message.hpp"
#include "services/amqp/settings.hpp"
#include "services/log/log.hpp"
#include "services/loop/loop.hpp"

namespace leveret::services::amqp {

/// What a client tells its owner, on the loop's thread.
struct ClientEvents {
    std::function<void()> connected;     // from now on publish() works
    std::function<void()> disconnected;  // what was not settled may or may not have arrived
    std::function<void(const std::vector<Settlement>&)> settled;
    /// Takes all that one read brought. False: could not, so all of it is to come again later.
    std::function<bool(const std::vector<Delivery>&)> delivered;
};

/// A service's connection to its broker: made again whenever it is lost, after 50 ms at first and
/// up to 2 s when that does not help. Everything on the loop's thread.
class Client {
  public:
    Client(Loop& loop, SessionSettings settings, ClientEvents events, Log log);
    /// Only when the loop does not run.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Connects, and goes on trying until it succeeds.
    void start();
    /// Ends the connection in good order and calls `done`, within half a second.
    void stop(std::function<void()> done);

    bool connected() const;
    /// Publishes, persistent and mandatory, through the default exchange. Only when connected.
    void publish(const Publication& publication);

  private:
    class Link;
    struct Shared;
    std::shared_ptr<Shared> shared_;
};

}  // namespace leveret::services::amqp
