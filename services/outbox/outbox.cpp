#include "services/outbox/outbox.hpp"

#include <algorithm>
#include <random>
#include <utility>

namespace leveret::services::outbox {

namespace {

constexpr std::int64_t kept_letters = 1000;

}  // namespace

std::string Outbox::tables() {
    return R"(
create table outbox (
    id           integer primary key autoincrement,  -- the order of sending
    queue        text not null,
    content_type text not null,
    message_id   text not null,
    body         blob not null,
    order_key    text not null,                      -- same key: in order
    reason       text not null,                      -- of a dead letter
    created_at   integer not null default (unixepoch()),
    sent_at      integer                             -- when the broker had it; null: not yet
);
create index outbox_waiting on outbox (id) where sent_at is null;
)";
}

Outbox::Outbox(database::Database& database, std::string app_id)
    : database_(database),
      app_id_(std::move(app_id)),
      insert_(database,
              "insert into outbox (queue, content_type, message_id, body, order_key, reason) "
              "values (?, ?, ?, ?, ?, ?)"),
      waiting_(database,
               "select id, queue, content_type, message_id, body, created_at, reason, order_key "
               "from outbox where sent_at is null order by id limit ?"),
      count_(database, "select count(*) from outbox where sent_at is null"),
      mark_(database, "update outbox set sent_at = unixepoch() where id = ?"),
      prune_(database, "delete from outbox where id <= ? and sent_at is not null") {}

void Outbox::add_event(Letter letter) {
    letter.message_id = new_message_id();
    insert(letter);
}

void Outbox::add_dead_letter(const Letter& letter) {
    insert(letter);
}

void Outbox::insert(const Letter& letter) {
    insert_.run(letter.queue, letter.content_type, letter.message_id, letter.body, letter.order_key,
                letter.reason);
}

std::vector<Waiting> Outbox::waiting(std::size_t limit) {
    std::vector<Waiting> found;
    database::Rows rows = waiting_.rows(limit);
    while (rows.next()) {
        found.push_back({{.id = rows.integer(0),
                          .queue = rows.text(1),
                          .content_type = rows.text(2),
                          .message_id = rows.text(3),
                          .app_id = app_id_,
                          .body = rows.text(4),
                          .timestamp = rows.integer(5),
                          .reason = rows.text(6)},
                         rows.text(7)});
    }
    return found;
}

std::int64_t Outbox::waiting_count() {
    database::Rows rows = count_.rows();
    return rows.next() ? rows.integer(0) : 0;
}

void Outbox::mark_sent(const std::vector<std::int64_t>& ids) {
    if (ids.empty()) return;
    // Lazy: if a pulled plug undoes it, they are sent again under the same message ids.
    database::Transaction transaction(database_, database::Durability::lazy);
    for (const std::int64_t id : ids) mark_.run(id);
    prune_.run(*std::max_element(ids.begin(), ids.end()) - kept_letters);
    transaction.commit();
}

std::string new_message_id() {
    static thread_local std::random_device random;
    constexpr const char* digits = "0123456789abcdef";
    std::string id;
    for (int i = 0; i < 4; ++i) {
        for (auto bits = random(); id.size() < 8U * static_cast<unsigned>(i + 1); bits >>= 4U) {
            id += digits[bits & 0xFU];
        }
    }
    return id;
}

}  // namespace leveret::services::outbox
