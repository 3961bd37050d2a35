#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "services/database/database.hpp"
#include "services/database/statement.hpp"

namespace leveret::services::inbox {

/// The message ids that have been applied, so that a message delivered twice counts once.
/// Remembering is part of the transaction that applies the message.
class Inbox {
  public:
    /// SQL that makes its table.
    static std::string tables();

    /// @param kept_max how many ids are remembered: the newest
    explicit Inbox(database::Database& database, std::int64_t kept_max = 100'000);

    /// Whether this id is new; it no longer is after that. A message without an id (the tutorial's
    /// Python services send none) is always new.                      @throws database::Failure
    bool remember(std::string_view message_id);

  private:
    database::Database& database_;
    std::int64_t kept_max_;
    database::Statement insert_;
    database::Statement prune_;
};

}  // namespace leveret::services::inbox
