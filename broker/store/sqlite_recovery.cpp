#include "broker/store/sqlite_recovery.hpp"

#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "broker/store/row_key.hpp"
#include "broker/store/store_unreadable.hpp"
#include "protocol/properties.hpp"

namespace leveret::broker {

namespace {

using protocol::Bytes;
using protocol::Content;
using protocol::ContentRef;

[[noreturn]] void refuse(SqliteDatabase& database, const std::string& why) {
    throw StoreUnreadable(std::string{sqlite3_db_filename(database.handle(), "main")} +
                          " is damaged (" + why +
                          "): restore a backup or choose another data folder");
}

template <class T>
T value_or_refuse(SqliteDatabase& database, SqliteResult<T> result) {
    if (!result) refuse(database, result.error().text);
    return std::move(*result);
}

StoredQueue read_queue(const SqliteStatement& row) {
    return {.id = static_cast<QueueId>(row.integer(0)),
            .vhost = std::string{row.octets(1)},
            .name = std::string{row.octets(2)},
            .auto_delete = row.integer(3) != 0,
            .arguments = std::string{row.octets(4)},
            .delivered = static_cast<Position>(row.integer(5))};
}

/// Empty when the row was not written by us.
ContentRef read_content(const SqliteStatement& row) {
    const Bytes exchange = row.octets(1);
    const Bytes routing_key = row.octets(2);
    const Bytes header = row.octets(3);
    const Bytes body = row.octets(4);
    if (exchange.size() > 255 || routing_key.size() > 255 || header.size() < 14) return {};
    if (protocol::load_big<std::uint64_t>(header.data() + 4) != body.size()) return {};
    const auto properties = protocol::view_properties(header.substr(12));
    if (!properties) return {};

    ContentRef content = Content::allocate(exchange, routing_key, header, body.size(),
                                           protocol::essentials(*properties));
    Content::append_body(content, body);
    return content;
}

void read_messages(SqliteDatabase& database, SqliteStatement& rows, RecoveredQueue& queue) {
    rows.bind(1, row_key(queue.queue.id, 0));
    rows.bind(2, last_row_key(queue.queue.id));
    while (value_or_refuse(database, rows.step())) {
        const RowKey key = rows.integer(0);
        ContentRef content = read_content(rows);
        if (!content) refuse(database, "message row " + std::to_string(key) + " makes no sense");
        queue.messages.push_back({position_of(key), std::move(content)});
    }
    rows.reset();
}

}  // namespace

std::vector<RecoveredQueue> recover(SqliteDatabase& database) {
    SqliteStatement queues = value_or_refuse(
        database, database.prepare("SELECT id, vhost, name, auto_delete, arguments, delivered"
                                   " FROM queue_rows ORDER BY id"));
    SqliteStatement messages = value_or_refuse(
        database, database.prepare("SELECT id, exchange, routing_key, header, body"
                                   " FROM message_rows WHERE id BETWEEN ?1 AND ?2 ORDER BY id"));
    std::vector<RecoveredQueue> recovered;
    while (value_or_refuse(database, queues.step())) {
        RecoveredQueue& queue = recovered.emplace_back(RecoveredQueue{read_queue(queues), {}});
        if (!storable_queue(queue.queue.id)) {
            refuse(database, "queue row " + std::to_string(queue.queue.id) + " makes no sense");
        }
        read_messages(database, messages, queue);
    }
    return recovered;
}

}  // namespace leveret::broker
