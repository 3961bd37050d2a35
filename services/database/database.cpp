#include "services/database/database.hpp"

#include <chrono>
#include <utility>

#include <sqlite3.h>

namespace leveret::services::database {

Database::Database(const std::string& path, const Schema& schema) : lock_(path, schema) {
    using broker::SqliteDatabase;
    broker::SqliteResult<SqliteDatabase> opened =
        SqliteDatabase::open(path, SqliteDatabase::Mode::create);
    if (!opened) throw Unusable(path + " cannot be opened: " + opened.error().text);
    connection_.emplace(std::move(*opened));
    try {
        prepare(path, schema);
    } catch (const Failure& failure) {
        if (failure.code == SQLITE_NOTADB) throw_not_ours(path, schema);
        throw Unusable(path + " cannot be used: " + failure.what());
    }
}

void Database::prepare(const std::string& path, const Schema& schema) {
    connection_->wait_for_locks(std::chrono::seconds(1));  // of somebody who reads it with sqlite3
    execute("pragma synchronous=full; pragma foreign_keys=on");
    const std::int64_t application_id = integer("pragma application_id");
    if (application_id == 0) {
        if (integer("select count(*) from sqlite_schema") != 0) throw_not_ours(path, schema);
        // Before the switch to a write-ahead log, so that the file's own header says whose it is.
        Transaction making(*this);
        execute(schema.tables);
        execute("pragma application_id=" + std::to_string(schema.application_id));
        execute("pragma user_version=" + std::to_string(schema.version));
        making.commit();
    } else if (application_id != schema.application_id) {
        throw_not_ours(path, schema);
    } else if (integer("pragma user_version") > schema.version) {
        throw_newer(path);
    }
    execute("pragma journal_mode=wal");
}

void Database::execute(const std::string& sql) {
    const broker::SqliteResult<void> done = connection_->execute(sql);
    if (!done) throw Failure(done.error().text, done.error().code);
}

std::int64_t Database::integer(std::string_view sql) {
    const broker::SqliteResult<std::int64_t> found = connection_->query_integer(sql);
    if (!found && found.error().code == SQLITE_DONE) return 0;
    if (!found) throw Failure(found.error().text, found.error().code);
    return *found;
}

std::int64_t Database::last_id() const {
    return sqlite3_last_insert_rowid(connection_->handle());
}

std::int64_t Database::changes() const {
    return sqlite3_changes64(connection_->handle());
}

Transaction::Transaction(Database& database, Durability durability)
    : database_(database), durability_(durability) {
    if (durability_ == Durability::lazy) database_.execute("pragma synchronous=normal");
    broker::SqliteResult<broker::SqliteTransaction> begun =
        broker::SqliteTransaction::begin(database_.connection());
    if (!begun) {
        if (durability_ == Durability::lazy) {
            (void)database_.connection().execute("pragma synchronous=full");
        }
        throw Failure(begun.error().text, begun.error().code);
    }
    transaction_.emplace(std::move(*begun));
}

Transaction::~Transaction() {
    transaction_.reset();
    if (durability_ == Durability::lazy) {
        (void)database_.connection().execute("pragma synchronous=full");
    }
}

void Transaction::commit() {
    const broker::SqliteResult<void> done = transaction_->commit();
    if (!done) throw Failure(done.error().text, done.error().code);
}

}  // namespace leveret::services::database
