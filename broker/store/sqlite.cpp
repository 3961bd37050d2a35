#include "broker/store/sqlite.hpp"

#include <stdexcept>
#include <utility>

#include <sqlite3.h>

namespace leveret::broker {

namespace {

SqliteError error_of(sqlite3* database, int code) {
    // Out of memory while opening leaves no database to ask.
    const char* words = database != nullptr ? sqlite3_errmsg(database) : sqlite3_errstr(code);
    const int extended = database != nullptr ? sqlite3_extended_errcode(database) : code;
    return {extended, std::string{words} + " (SQLite " + std::to_string(extended) + ")"};
}

// SQLite takes a null pointer for NULL, which is not the empty string.
const char* never_null(std::string_view octets) {
    return octets.data() != nullptr ? octets.data() : "";
}

}  // namespace

void throw_exception_from_error(const SqliteError& error, const boost::source_location&) {
    throw std::runtime_error(error.text);
}

void SqliteStatement::Finalize::operator()(sqlite3_stmt* statement) const {
    sqlite3_finalize(statement);
}

SqliteError SqliteStatement::failure(int code) const {
    return error_of(sqlite3_db_handle(statement_.get()), code);
}

void SqliteStatement::remember(int code) {
    if (bind_failure_ == SQLITE_OK) bind_failure_ = code;
}

void SqliteStatement::bind(int index, std::int64_t value) {
    remember(sqlite3_bind_int64(statement_.get(), index, value));
}

void SqliteStatement::bind_text(int index, std::string_view text) {
    remember(sqlite3_bind_text64(statement_.get(), index, never_null(text), text.size(),
                                 SQLITE_STATIC, SQLITE_UTF8));
}

void SqliteStatement::bind_blob(int index, std::string_view octets) {
    remember(sqlite3_bind_blob64(statement_.get(), index, never_null(octets), octets.size(),
                                 SQLITE_STATIC));
}

SqliteResult<bool> SqliteStatement::step() {
    if (bind_failure_ != SQLITE_OK) {
        return SqliteError{bind_failure_, sqlite3_errstr(bind_failure_)};
    }
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) return true;
    if (code == SQLITE_DONE) return false;
    return failure(code);
}

SqliteResult<void> SqliteStatement::run() {
    SqliteResult<bool> row = step();
    while (row && *row) row = step();
    reset();
    if (!row) return row.error();
    return {};
}

void SqliteStatement::reset() {
    // Its result repeats the last step's, which step() has returned already.
    sqlite3_reset(statement_.get());
    bind_failure_ = SQLITE_OK;
}

std::int64_t SqliteStatement::integer(int index) const {
    return sqlite3_column_int64(statement_.get(), index);
}

std::string_view SqliteStatement::octets(int index) const {
    // SQLite's pointer to no octets is null.
    const auto* data = static_cast<const char*>(sqlite3_column_blob(statement_.get(), index));
    if (data == nullptr) return "";
    return {data, static_cast<std::size_t>(sqlite3_column_bytes(statement_.get(), index))};
}

void SqliteDatabase::Close::operator()(sqlite3* database) const {
    sqlite3_close(database);
}

SqliteResult<SqliteDatabase> SqliteDatabase::open(const std::filesystem::path& file, Mode mode) {
    int flags = SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_EXRESCODE;
    flags |= mode == Mode::read_only ? SQLITE_OPEN_READONLY : SQLITE_OPEN_READWRITE;
    if (mode == Mode::create) flags |= SQLITE_OPEN_CREATE;
    sqlite3* opened = nullptr;
    const int code = sqlite3_open_v2(file.c_str(), &opened, flags, nullptr);
    SqliteDatabase database{opened};  // there is one to close after an error too
    if (code != SQLITE_OK) return error_of(opened, code);
    return database;
}

SqliteResult<void> SqliteDatabase::execute(const std::string& sql) {
    const int code = sqlite3_exec(handle(), sql.c_str(), nullptr, nullptr, nullptr);
    if (code != SQLITE_OK) return error_of(handle(), code);
    return {};
}

SqliteResult<SqliteStatement> SqliteDatabase::prepare(std::string_view sql) {
    sqlite3_stmt* statement = nullptr;
    const int code = sqlite3_prepare_v3(handle(), sql.data(), static_cast<int>(sql.size()),
                                        SQLITE_PREPARE_PERSISTENT, &statement, nullptr);
    if (code != SQLITE_OK) return error_of(handle(), code);
    return SqliteStatement{statement};
}

SqliteResult<std::int64_t> SqliteDatabase::query_integer(std::string_view sql) {
    SqliteResult<SqliteStatement> statement = prepare(sql);
    if (!statement) return statement.error();
    const SqliteResult<bool> row = statement->step();
    if (!row) return row.error();
    if (!*row) return SqliteError{SQLITE_DONE, "no row"};
    return statement->integer(0);
}

void SqliteDatabase::wait_for_locks(std::chrono::milliseconds time) {
    sqlite3_busy_timeout(handle(), static_cast<int>(time.count()));
}

bool SqliteDatabase::in_transaction() const {
    return sqlite3_get_autocommit(handle()) == 0;
}

SqliteResult<SqliteTransaction> SqliteTransaction::begin(SqliteDatabase& database) {
    const SqliteResult<void> begun = database.execute("BEGIN IMMEDIATE");
    if (!begun) return begun.error();
    return SqliteTransaction{database};
}

SqliteTransaction::SqliteTransaction(SqliteTransaction&& other) noexcept
    : database_(std::exchange(other.database_, nullptr)) {}

SqliteTransaction::~SqliteTransaction() {
    // Grave errors (full disk, I/O) make SQLite roll back by itself.
    if (database_ != nullptr && database_->in_transaction()) (void)database_->execute("ROLLBACK");
}

SqliteResult<void> SqliteTransaction::commit() {
    const SqliteResult<void> committed = database_->execute("COMMIT");
    if (committed) database_ = nullptr;
    return committed;
}

}  // namespace leveret::broker
