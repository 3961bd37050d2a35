#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <vector>

#include "services/amqp/message.hpp"
#include "services/database/database.hpp"
#include "services/database/statement.hpp"

namespace leveret::services::outbox {

/// A message to be sent once the transaction that holds it is committed.
struct Letter {
    std::string queue;
    std::string content_type;
    std::string body;
    /// Letters with the same key arrive in the order in which they were added: an update of a
    /// product never overtakes its creation. Empty: in any order.
    std::string order_key;
    std::string message_id;  // of a dead letter: the original's, which may be empty
    std::string reason;      // of a dead letter: why it could not be applied
};

/// A letter that waits, with the key that says what it must not overtake.
struct Waiting {
    amqp::Publication publication;
    std::string order_key;
};

/// The table of messages to be sent. Adding is part of the caller's transaction, so that there is
/// an event exactly if there is a change.
class Outbox {
  public:
    /// SQL that makes its table.
    static std::string tables();

    /// @param app_id what every message says it comes from
    Outbox(database::Database& database, std::string app_id);

    /// Adds an event and gives it a message id of its own.           @throws database::Failure
    void add_event(Letter letter);
    /// Adds a message that could not be applied; its message id stays the original's.
    void add_dead_letter(const Letter& letter);

    /// What has not been sent, oldest first, at most `limit` of it.
    std::vector<Waiting> waiting(std::size_t limit);
    /// How many have not been sent.
    std::int64_t waiting_count();
    /// Notes that these are with the broker; of those sent, the newest 1000 are kept to look at.
    void mark_sent(const std::vector<std::int64_t>& ids);

  private:
    void insert(const Letter& letter);

    database::Database& database_;
    std::string app_id_;
    database::Statement insert_;
    database::Statement waiting_;
    database::Statement count_;
    database::Statement mark_;
    database::Statement prune_;
};

/// 128 random bits in hexadecimal.
std::string new_message_id();

}  // namespace leveret::services::outbox
