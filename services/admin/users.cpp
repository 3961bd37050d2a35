#include "services/admin/users.hpp"

namespace leveret::services::admin {

std::string Users::tables() {
    return "create table users (id integer primary key autoincrement);";
}

Users::Users(database::Database& database)
    : database_(database),
      range_(database, "select min(id), max(id) from users"),
      from_(database, "select id from users where id >= ? order by id limit 1") {}

void Users::make_first(std::int64_t count) {
    if (database_.integer("select exists(select 1 from users)") != 0) return;
    database::Statement insert(database_,
                               "with recursive number(n) as (select 1 union all "
                               "select n + 1 from number where n < ?) "
                               "insert into users (id) select n from number");
    database::Transaction transaction(database_);
    insert.run(count);
    transaction.commit();
}

std::optional<std::int64_t> Users::pick(std::uint64_t random) {
    std::int64_t first = 0;
    std::int64_t last = 0;
    {
        database::Rows range = range_.rows();
        if (!range.next()) return std::nullopt;
        first = range.integer(0);
        last = range.integer(1);
    }
    if (last == 0) return std::nullopt;
    const auto count = static_cast<std::uint64_t>(last - first + 1);
    database::Rows rows = from_.rows(first + static_cast<std::int64_t>(random % count));
    if (!rows.next()) return std::nullopt;
    return rows.integer(0);
}

}  // namespace leveret::services::admin
