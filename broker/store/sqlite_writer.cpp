#include "broker/store/sqlite_writer.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <utility>

#include <sqlite3.h>

#include "broker/store/row_key.hpp"
#include "broker/store/store_unreadable.hpp"

namespace leveret::broker {

namespace {

SqliteStatement prepare(SqliteDatabase& database, std::string_view sql) {
    SqliteResult<SqliteStatement> statement = database.prepare(sql);
    if (!statement) {
        throw StoreUnreadable(std::string{sqlite3_db_filename(database.handle(), "main")} +
                              " has unexpected tables (" + statement.error().text +
                              "): restore a backup or choose another data folder");
    }
    return std::move(*statement);
}

SqliteError while_doing(std::string_view what, const SqliteError& error) {
    return {error.code, std::string{what} + ": " + error.text};
}

SqliteError too_large(std::string_view what, std::uint64_t number) {
    return {SQLITE_TOOBIG, std::string{what} + " " + std::to_string(number) +
                               " is beyond what the file can number"};
}

bool nothing_to_write(const Batch& batch) {
    return batch.queues_declared.empty() && batch.messages_removed.empty() &&
           batch.delivered.empty() && batch.queues_deleted.empty() &&
           std::ranges::none_of(batch.messages_added,
                                [](const MessageAdded& added) { return bool{added.content}; });
}

/// Sorts removals and joins those that touch, so that each run is one walk through the b-tree.
void join_into_runs(const std::vector<MessagesRemoved>& removals,
                    std::vector<MessagesRemoved>& runs) {
    runs.clear();
    for (MessagesRemoved removed : removals) {
        removed.last = std::min(removed.last, position_max);
        if (storable_queue(removed.queue) && removed.first <= removed.last) runs.push_back(removed);
    }
    std::ranges::sort(runs, {}, [](const MessagesRemoved& removed) {
        return std::pair{removed.queue, removed.first};
    });
    std::size_t kept = 0;
    for (const MessagesRemoved& next : runs) {
        if (kept > 0 && runs[kept - 1].queue == next.queue &&
            next.first <= runs[kept - 1].last + 1) {
            runs[kept - 1].last = std::max(runs[kept - 1].last, next.last);
        } else {
            runs[kept++] = next;
        }
    }
    runs.resize(kept);
}

}  // namespace

SqliteWriter::SqliteWriter(SqliteDatabase& database)
    : database_(&database),
      put_queue_(prepare(database,
                         "INSERT OR REPLACE INTO queue_rows"
                         " (id, vhost, name, auto_delete, arguments, delivered)"
                         " VALUES (?1, ?2, ?3, ?4, ?5, ?6)")),
      add_message_(prepare(database,
                           "INSERT INTO message_rows"
                           " (id, exchange, routing_key, header, body)"
                           " VALUES (?1, ?2, ?3, ?4, ?5)")),
      remove_messages_(prepare(database, "DELETE FROM message_rows WHERE id BETWEEN ?1 AND ?2")),
      raise_delivered_(prepare(database,
                               "UPDATE queue_rows SET delivered = ?2"
                               " WHERE id = ?1 AND delivered < ?2")),
      delete_queue_(prepare(database, "DELETE FROM queue_rows WHERE id = ?1")) {}

SqliteResult<void> SqliteWriter::write(const Batch& batch) {
    if (nothing_to_write(batch)) return {};
    SqliteResult<SqliteTransaction> transaction = SqliteTransaction::begin(*database_);
    if (!transaction) return while_doing("cannot begin to write", transaction.error());

    using Step = SqliteResult<void> (SqliteWriter::*)(const Batch&);
    constexpr std::pair<Step, std::string_view> steps[] = {
        {&SqliteWriter::write_queues, "cannot write a queue"},
        {&SqliteWriter::write_messages, "cannot write a message"},
        {&SqliteWriter::write_removals, "cannot remove messages"},
        {&SqliteWriter::write_delivered, "cannot write what was delivered"},
        {&SqliteWriter::write_deletions, "cannot delete a queue"},
    };
    for (const auto& [step, failure] : steps) {
        const SqliteResult<void> done = (this->*step)(batch);
        if (!done) return while_doing(failure, done.error());
    }
    const SqliteResult<void> committed = transaction->commit();
    if (!committed) return while_doing("cannot commit", committed.error());
    return {};
}

SqliteResult<void> SqliteWriter::write_queues(const Batch& batch) {
    for (const StoredQueue& queue : batch.queues_declared) {
        if (!storable_queue(queue.id)) return too_large("queue number", queue.id);
        put_queue_.bind(1, static_cast<std::int64_t>(queue.id));
        put_queue_.bind_text(2, queue.vhost);
        put_queue_.bind_text(3, queue.name);
        put_queue_.bind(4, queue.auto_delete ? 1 : 0);
        put_queue_.bind_blob(5, queue.arguments);
        put_queue_.bind(6, static_cast<std::int64_t>(std::min(queue.delivered, position_max)));
        if (const auto done = put_queue_.run(); !done) return done;
    }
    return {};
}

SqliteResult<void> SqliteWriter::write_messages(const Batch& batch) {
    for (const MessageAdded& added : batch.messages_added) {
        if (!added.content) continue;
        if (!storable_queue(added.queue)) return too_large("queue number", added.queue);
        if (!storable_position(added.position)) return too_large("position", added.position);
        const protocol::Content& content = *added.content;
        add_message_.bind(1, row_key(added.queue, added.position));
        add_message_.bind_text(2, content.exchange());
        add_message_.bind_text(3, content.routing_key());
        add_message_.bind_blob(4, content.header());
        add_message_.bind_blob(5, content.body());
        if (const auto done = add_message_.run(); !done) return done;
    }
    return {};
}

SqliteResult<void> SqliteWriter::write_removals(const Batch& batch) {
    join_into_runs(batch.messages_removed, runs_);
    for (const MessagesRemoved& run : runs_) {
        remove_messages_.bind(1, row_key(run.queue, run.first));
        remove_messages_.bind(2, row_key(run.queue, run.last));
        if (const auto done = remove_messages_.run(); !done) return done;
    }
    return {};
}

SqliteResult<void> SqliteWriter::write_delivered(const Batch& batch) {
    for (const DeliveredUpTo& delivered : batch.delivered) {
        if (!storable_queue(delivered.queue)) continue;
        raise_delivered_.bind(1, static_cast<std::int64_t>(delivered.queue));
        raise_delivered_.bind(
            2, static_cast<std::int64_t>(std::min(delivered.position, position_max)));
        if (const auto done = raise_delivered_.run(); !done) return done;
    }
    return {};
}

SqliteResult<void> SqliteWriter::write_deletions(const Batch& batch) {
    for (const QueueId queue : batch.queues_deleted) {
        if (!storable_queue(queue)) continue;
        remove_messages_.bind(1, row_key(queue, 0));
        remove_messages_.bind(2, last_row_key(queue));
        if (const auto done = remove_messages_.run(); !done) return done;
        delete_queue_.bind(1, static_cast<std::int64_t>(queue));
        if (const auto done = delete_queue_.run(); !done) return done;
    }
    return {};
}

}  // namespace leveret::broker
