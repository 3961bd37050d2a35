#pragma once

#include <cstdint>
#include <string>
#include <vector>

#include "services/database/database.hpp"
#include "services/database/statement.hpp"
#include "services/events/product_event.hpp"

namespace leveret::services::shop {

/// What became of a like.
enum class LikeOutcome { counted, repeated, no_such_product };

/// The shop's copy of the products, and which user liked which product. Transactions are the
/// caller's; every call may throw database::Failure.
class Catalogue {
  public:
    /// SQL that makes its tables.
    static std::string tables();

    explicit Catalogue(database::Database& database);

    /// All products, oldest first.
    std::vector<events::Product> list();
    bool contains(std::int64_t product_id);
    /// Adds the product, or changes it if it is there: events may come again or out of order.
    void put(const events::Product& product);
    /// Removes the product and the likes it has; nothing happens if it is not there.
    void remove(std::int64_t product_id);
    /// Notes that this user likes this product: once only.
    LikeOutcome like(std::int64_t user_id, std::int64_t product_id);

  private:
    database::Database& database_;
    database::Statement list_;
    database::Statement find_;
    database::Statement put_;
    database::Statement delete_;
    database::Statement like_;
};

}  // namespace leveret::services::shop
