#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "services/database/database.hpp"
#include "services/database/statement.hpp"

namespace leveret::services::admin {

/// The table of users: numbers that like products.
class Users {
  public:
    /// SQL that makes its table.
    static std::string tables();

    explicit Users(database::Database& database);

    /// Makes `count` users if there are none yet.         @throws database::Failure
    void make_first(std::int64_t count);
    /// The user who comes first from a point in the range of ids that `random` chooses; users leave
    /// no gaps, so each is as likely as any other. Nothing if there are none.
    std::optional<std::int64_t> pick(std::uint64_t random);

  private:
    database::Database& database_;
    database::Statement range_;
    database::Statement from_;
};

}  // namespace leveret::services::admin
