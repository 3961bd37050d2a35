#include "services/inbox/inbox.hpp"

namespace leveret::services::inbox {

std::string Inbox::tables() {
    return R"(
create table inbox (
    sequence   integer primary key autoincrement,
    message_id text not null unique,
    applied_at integer not null default (unixepoch())
);
)";
}

Inbox::Inbox(database::Database& database, std::int64_t kept_max)
    : database_(database),
      kept_max_(kept_max),
      insert_(database, "insert into inbox (message_id) values (?) on conflict do nothing"),
      prune_(database, "delete from inbox where sequence <= ?") {}

bool Inbox::remember(std::string_view message_id) {
    if (message_id.empty()) return true;
    insert_.run(message_id);
    if (database_.changes() == 0) return false;
    prune_.run(database_.last_id() - kept_max_);
    return true;
}

}  // namespace leveret::services::inbox
