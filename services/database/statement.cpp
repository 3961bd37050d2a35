#include "services/database/statement.hpp"

#include <utility>

namespace leveret::services::database {

namespace {

broker::SqliteStatement prepare(Database& database, std::string_view sql) {
    broker::SqliteResult<broker::SqliteStatement> made = database.connection().prepare(sql);
    if (!made) throw Failure(made.error().text, made.error().code);
    return std::move(*made);
}

}  // namespace

bool Rows::next() {
    const broker::SqliteResult<bool> row = statement_.step();
    if (!row) throw Failure(row.error().text, row.error().code);
    return *row;
}

Statement::Statement(Database& database, std::string_view sql)
    : statement_(prepare(database, sql)) {}

void Statement::finish() {
    const broker::SqliteResult<void> ran = statement_.run();
    if (!ran) throw Failure(ran.error().text, ran.error().code);
}

}  // namespace leveret::services::database
