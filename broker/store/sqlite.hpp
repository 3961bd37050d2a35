#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

#include <boost/system/result.hpp>

struct sqlite3;
struct sqlite3_stmt;

namespace leveret::broker {

/// What SQLite would not do.
struct SqliteError {
    int code = 0;      // SQLite's extended result code
    std::string text;  // SQLite's words and the code, for the log
    SqliteError() = default;
    SqliteError(int result_code, std::string words) : code(result_code), text(std::move(words)) {}
};

/// A value, or SQLite's error.
template <class T>
using SqliteResult = boost::system::result<T, SqliteError>;

/// What `SqliteResult::value()` throws when there is none (a std::runtime_error with the text).
[[noreturn]] void throw_exception_from_error(const SqliteError& error,
                                             const boost::source_location& at);

/// A prepared statement. Bind, then run() or step(); the octets bound must live until it is reset.
class SqliteStatement {
  public:
    /// Binds parameter `index`, counted from 1. A failure is remembered: step() returns it.
    void bind(int index, std::int64_t value);
    /// Binds octets as text, without a copy.
    void bind_text(int index, std::string_view text);
    /// Binds octets as a blob, without a copy.
    void bind_blob(int index, std::string_view octets);

    /// To the next row: true when there is one, false at the end.
    SqliteResult<bool> step();
    /// Steps to the end and resets: for statements that give no rows.
    SqliteResult<void> run();
    /// Ready to be bound and stepped again.
    void reset();

    /// Column `index` of the row, counted from 0.
    std::int64_t integer(int index) const;
    /// The octets of a text or blob column; valid until the next step() or reset().
    std::string_view octets(int index) const;

  private:
    friend class SqliteDatabase;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const;
    };
    explicit SqliteStatement(sqlite3_stmt* statement) : statement_(statement) {}
    SqliteError failure(int code) const;
    void remember(int code);
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
    int bind_failure_ = 0;
};

/// An open database. Used by one thread at a time. Statements must be gone before it is.
class SqliteDatabase {
  public:
    enum class Mode { read_only, read_write, create };

    /// Opens `file`; `create` makes it when missing. SQLite reads nothing of it yet.
    static SqliteResult<SqliteDatabase> open(const std::filesystem::path& file, Mode mode);

    /// Runs statements separated by semicolons; rows are thrown away.
    SqliteResult<void> execute(const std::string& sql);
    SqliteResult<SqliteStatement> prepare(std::string_view sql);
    /// The first column of the first row, as an integer.
    /// @error SQLITE_DONE: there is no row
    SqliteResult<std::int64_t> query_integer(std::string_view sql);
    /// How long to wait for another process's lock.
    void wait_for_locks(std::chrono::milliseconds time);
    /// Whether a transaction is open.
    bool in_transaction() const;
    /// For what has no wrapper here.
    sqlite3* handle() const { return database_.get(); }

  private:
    struct Close {
        void operator()(sqlite3* database) const;
    };
    explicit SqliteDatabase(sqlite3* database) : database_(database) {}
    std::unique_ptr<sqlite3, Close> database_;
};

/// A write transaction, rolled back unless commit() succeeds.
class SqliteTransaction {
  public:
    /// Takes the write lock at once, so that nothing after it fails for want of it.
    static SqliteResult<SqliteTransaction> begin(SqliteDatabase& database);
    SqliteTransaction(SqliteTransaction&& other) noexcept;
    SqliteTransaction& operator=(SqliteTransaction&&) = delete;
    ~SqliteTransaction();

    /// After an error nothing of the transaction is kept.
    SqliteResult<void> commit();

  private:
    explicit SqliteTransaction(SqliteDatabase& database) : database_(&database) {}
    SqliteDatabase* database_;
};

}  // namespace leveret::broker
