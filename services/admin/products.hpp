#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "services/database/database.hpp"
#include "services/database/statement.hpp"

namespace leveret::services::admin {

/// A product as the back office knows it.
struct Product {
    std::int64_t id = 0;  // never used again once deleted
    std::string title;
    std::string image;
    std::int64_t likes = 0;
    friend bool operator==(const Product&, const Product&) = default;
};

/// The table of products. Transactions are the caller's; every call may throw database::Failure.
class Products {
  public:
    /// SQL that makes its table.
    static std::string tables();

    explicit Products(database::Database& database);

    /// All of them, oldest first.
    std::vector<Product> list();
    std::optional<Product> find(std::int64_t id);
    Product create(std::string_view title, std::string_view image);
    /// The product as it is now; nothing if there is none of this id.
    std::optional<Product> update(std::int64_t id, std::string_view title, std::string_view image);
    /// False if there is none of this id.
    bool remove(std::int64_t id);
    /// Counts one more like; false if there is no product of this id.
    bool like(std::int64_t id);

  private:
    database::Database& database_;
    database::Statement list_;
    database::Statement find_;
    database::Statement insert_;
    database::Statement update_;
    database::Statement delete_;
    database::Statement like_;
};

}  // namespace leveret::services::admin
