#pragma once

#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include "broker/store/sqlite.hpp"
#include "services/database/file.hpp"

namespace leveret::services::database {

/// A database did not do as it was told: disk full, file damaged, rows that break a constraint.
struct Failure : std::runtime_error {
    Failure(const std::string& text, int code_) : std::runtime_error(text), code(code_) {}
    int code;  // SQLite's extended result code
};

/// One SQLite connection to one file that no other service uses.
class Database {
  public:
    /// Opens the file, or makes it with its folder and tables. `:memory:` keeps nothing.
    /// @throws Unusable
    Database(const std::string& path, const Schema& schema);
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    /// Runs SQL that finds nothing.                       @throws Failure
    void execute(const std::string& sql);
    /// The first column of the first row, 0 if there is none.   @throws Failure
    std::int64_t integer(std::string_view sql);
    /// The id that the last insert gave.
    std::int64_t last_id() const;
    /// How many rows the last statement changed.
    std::int64_t changes() const;

    broker::SqliteDatabase& connection() { return *connection_; }

  private:
    void prepare(const std::string& path, const Schema& schema);

    // Invariant: destroyed after the connection, because closing any descriptor of a file drops the
    // locks that SQLite holds on it.
    FileLock lock_;
    std::optional<broker::SqliteDatabase> connection_;
};

/// What a commit promises.
enum class Durability {
    full,  // it is on disk: it survives a pulled plug
    lazy,  // it survives the process; a pulled plug may undo it. For what can be found out again
};

/// Changes that happen together or not at all: undone unless commit() was called.
class Transaction {
  public:
    /// @throws Failure
    explicit Transaction(Database& database, Durability durability = Durability::full);
    ~Transaction();
    Transaction(const Transaction&) = delete;
    Transaction& operator=(const Transaction&) = delete;

    /// @throws Failure: nothing has been changed then
    void commit();

  private:
    Database& database_;
    Durability durability_;
    std::optional<broker::SqliteTransaction> transaction_;
};

}  // namespace leveret::services::database
