#pragma once

#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/amqp/client.hpp"
#include "services/database/database.hpp"
#include "services/inbox/inbox.hpp"
#include "services/log/log.hpp"
#include "services/loop/loop.hpp"
#include "services/outbox/outbox.hpp"
#include "services/outbox/relay.hpp"

namespace leveret::services::messaging {

/// What a service hears and whom it tells.
struct Address {
    amqp::Url broker;
    std::string own_queue;    // consumed; messages that cannot be applied go to `OWN_QUEUE.dead`
    std::string other_queue;  // where its events go
    bool transient_queues = false;  // make the first two transient if they have to be made
};

/// A message as a service applies it.
struct Incoming {
    std::string_view content_type;
    std::string_view body;
};

/// Applies one message, inside a transaction. Returns why it cannot be applied, or nothing.
/// May throw database::Failure: then nothing of the transaction stays.
using Apply = std::function<std::optional<std::string>(const Incoming&)>;

/// All traffic of one service with the broker: events from its outbox go out, messages that come in
/// are applied once each. On the loop's thread.
class Mailbox {
  public:
    /// SQL that makes its tables.
    static std::string tables();

    /// @param first_connected called once, when the broker was reached for the first time
    Mailbox(Loop& loop, database::Database& database, Address address, Apply apply,
            std::function<void()> first_connected, Log log);

    /// Connects to the broker, now and whenever the connection is lost.
    void start();
    /// Ends the connection and calls `done`.
    void stop(std::function<void()> done);
    bool connected() const { return client_.connected(); }

    /// Where to put events, in the same transaction as the change they tell of...
    outbox::Outbox& outbox() { return outbox_; }
    /// ... and what to call once it is committed.
    void committed() { relay_.wake(); }

    /// Applies messages in one transaction, each at most once; what cannot be applied becomes a
    /// dead letter in the same transaction. False: the database failed and nothing was changed.
    bool receive(const std::vector<amqp::Delivery>& deliveries);

  private:
    void on_connected();
    void receive_one(const amqp::Delivery& delivery);

    database::Database& database_;
    std::string dead_queue_;
    Apply apply_;
    std::function<void()> first_connected_;  // empty once called
    Log log_;
    outbox::Outbox outbox_;
    inbox::Inbox inbox_;
    amqp::Client client_;
    outbox::Relay relay_;
};

}  // namespace leveret::services::messaging
