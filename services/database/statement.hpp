#pragma once

#include <concepts>
#include <cstdint>
#include <string>
#include <string_view>

#include "broker/store/sqlite.hpp"
#include "services/database/database.hpp"

namespace leveret::services::database {

/// The rows a statement finds, one at a time; the statement can be run again once they are gone.
class Rows {
  public:
    explicit Rows(broker::SqliteStatement& statement) : statement_(statement) {}
    ~Rows() { statement_.reset(); }
    Rows(const Rows&) = delete;
    Rows& operator=(const Rows&) = delete;

    /// Goes to the next row, the first at first; false when there is none.   @throws Failure
    bool next();
    /// Column `index` of this row, from 0.
    std::int64_t integer(int index) const { return statement_.integer(index); }
    /// Column `index` of this row, from 0; empty when it is null.
    std::string text(int index) const { return std::string(statement_.octets(index)); }

  private:
    broker::SqliteStatement& statement_;
};

/// SQL prepared once and run often, with values in place of each `?`.
class Statement {
  public:
    /// @throws Failure
    Statement(Database& database, std::string_view sql);

    /// Runs it to its end.                                @throws Failure
    template <class... Values>
    void run(const Values&... values) {
        int index = 0;
        (bind(++index, values), ...);
        finish();
    }
    /// Runs it row by row. Numbers only: a text might be gone before the rows are.
    template <std::integral... Numbers>
    Rows rows(Numbers... numbers) {
        int index = 0;
        (bind(++index, static_cast<std::int64_t>(numbers)), ...);
        return Rows(statement_);
    }

  private:
    void bind(int index, std::int64_t value) { statement_.bind(index, value); }
    void bind(int index, std::string_view value) { statement_.bind_text(index, value); }
    void finish();

    broker::SqliteStatement statement_;
};

}  // namespace leveret::services::database
