#include "broker/store/sqlite_store.hpp"

#include <cassert>
#include <utility>

#include <sqlite3.h>

#include "broker/store/sqlite_recovery.hpp"
#include "broker/store/sqlite_schema.hpp"

namespace leveret::broker {

namespace {

// A file of which so little is in use is made smaller, a step at a time.
constexpr std::int64_t shrink_from_pages = 64 * 1'048'576 / store_page_octets;
constexpr std::int64_t shrink_when_one_in = 8;
constexpr const char* shrink_step = "PRAGMA incremental_vacuum(256)";

}  // namespace

SqliteStore::SqliteStore(const std::filesystem::path& folder, SqliteStoreOptions options)
    : file_(check_store_file(folder / "leveret.db")),
      options_(options),
      lock_(folder),
      database_(open_store_file(file_)),
      writer_(database_),
      write_back_at_pages_(static_cast<int>(options.log_octets / store_page_octets)) {
    database_.wait_for_locks(options_.lock_timeout);
    const auto count = [](void* pages, sqlite3*, const char*, int in_log) {
        *static_cast<int*>(pages) = in_log;
        return SQLITE_OK;
    };
    sqlite3_wal_hook(database_.handle(), count, &log_pages_);
    thread_ = std::thread{[this] { run(); }};
}

SqliteStore::~SqliteStore() {
    {
        const std::lock_guard lock{mutex_};
        stopping_ = true;
    }
    wake_.notify_one();
    thread_.join();
}

std::vector<RecoveredQueue> SqliteStore::load() {
    // The thread sleeps until the first commit, so the database is ours.
    assert(idle());
    return recover(database_);
}

void SqliteStore::commit(Batch batch) {
    {
        const std::lock_guard lock{mutex_};
        assert(idle_);
        idle_ = false;
        waiting_ = std::move(batch);
    }
    wake_.notify_one();
}

bool SqliteStore::idle() const {
    const std::lock_guard lock{mutex_};
    return idle_;
}

std::optional<Committed> SqliteStore::poll() {
    const std::lock_guard lock{mutex_};
    if (finished_) idle_ = true;
    return std::exchange(finished_, std::nullopt);
}

void SqliteStore::on_finished(std::function<void()> notify) {
    const std::lock_guard lock{mutex_};
    notify_ = std::move(notify);
}

void SqliteStore::run() {
    std::unique_lock lock{mutex_};
    while (true) {
        wake_.wait(lock, [this] { return waiting_ || stopping_; });
        if (!waiting_) return;
        Batch batch = *std::exchange(waiting_, std::nullopt);
        lock.unlock();
        Committed done = write(std::move(batch));

        lock.lock();
        finished_ = std::move(done);
        if (stopping_) return;
        // Under the lock, so that nobody is called who has taken his notification back.
        if (notify_) notify_();
        lock.unlock();
        // Whoever waited for the batch has it before the housekeeping begins.
        write_back_log();
        shrink();
        lock.lock();
    }
}

Committed SqliteStore::write(Batch batch) {
    const SqliteResult<void> written = writer_.write(batch);
    Committed done{std::move(batch), std::nullopt};
    if (!written) done.error = StoreError{file_.string() + ": " + written.error().text};
    return done;
}

/// Moves the log's pages into the file, as far as no reader outside stands in the way, so that the
/// next commit starts the log anew. An error here costs nothing but a longer log.
void SqliteStore::write_back_log() {
    if (log_pages_ < write_back_at_pages_) return;
    const int limit = static_cast<int>(options_.log_octets / store_page_octets);
    int in_log = 0;
    int written_back = 0;
    const int code = sqlite3_wal_checkpoint_v2(database_.handle(), nullptr,
                                               SQLITE_CHECKPOINT_PASSIVE, &in_log, &written_back);
    const bool whole = code == SQLITE_OK && in_log == written_back;
    // After an incomplete one the log must have grown again before it is worth another fsync.
    write_back_at_pages_ = whole ? limit : log_pages_ + limit;
    if (whole) log_pages_ = 0;
}

/// Gives back to the file system what a long backlog has left, a step after each batch.
void SqliteStore::shrink() {
    const SqliteResult<std::int64_t> free = database_.query_integer("PRAGMA freelist_count");
    if (!free || *free < shrink_from_pages) return;
    const SqliteResult<std::int64_t> pages = database_.query_integer("PRAGMA page_count");
    if (!pages || *pages < shrink_when_one_in * (*pages - *free)) return;
    (void)database_.execute(shrink_step);
}

}  // namespace leveret::broker
