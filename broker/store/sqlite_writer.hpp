#pragma once

#include <vector>

#include "broker/store/change.hpp"
#include "broker/store/sqlite.hpp"

namespace leveret::broker {

/// Writes batches into the data file, each as one transaction.
class SqliteWriter {
  public:
    /// @throws StoreUnreadable: the tables are not what they should be
    explicit SqliteWriter(SqliteDatabase& database);

    /// When it returns without an error, the batch is on disk. A batch with nothing to write costs
    /// nothing. Contents are read where they lie; no reference is copied.
    /// @error with what failed in front: nothing of the batch is written
    SqliteResult<void> write(const Batch& batch);

  private:
    SqliteResult<void> write_queues(const Batch& batch);
    SqliteResult<void> write_messages(const Batch& batch);
    SqliteResult<void> write_removals(const Batch& batch);
    SqliteResult<void> write_delivered(const Batch& batch);
    SqliteResult<void> write_deletions(const Batch& batch);

    SqliteDatabase* database_;
    SqliteStatement put_queue_;
    SqliteStatement add_message_;
    SqliteStatement remove_messages_;
    SqliteStatement raise_delivered_;
    SqliteStatement delete_queue_;
    std::vector<MessagesRemoved> runs_;  // kept for its memory
};

}  // namespace leveret::broker
