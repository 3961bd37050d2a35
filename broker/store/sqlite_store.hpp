#pragma once

#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <mutex>
#include <optional>
#include <thread>
#include <vector>

#include "broker/store/folder_lock.hpp"
#include "broker/store/sqlite.hpp"
#include "broker/store/sqlite_writer.hpp"
#include "broker/store/store.hpp"
#include "broker/store/store_unreadable.hpp"

namespace leveret::broker {

struct SqliteStoreOptions {
    /// How long a commit waits for another program that writes to the file.
    std::chrono::milliseconds lock_timeout{2'000};
    /// Octets in the log from which it is written back into the file.
    std::size_t log_octets = 32 * 1'048'576;
};

/// Keeps everything in `leveret.db`, on a thread of its own that sleeps unless a batch is there.
class SqliteStore final : public Store {
  public:
    /// Opens the data in `folder`, made when missing, and starts the thread.
    /// @throws StoreUnreadable
    explicit SqliteStore(const std::filesystem::path& folder, SqliteStoreOptions options = {});
    /// Finishes the batch under way, without a notification, and joins the thread.
    ~SqliteStore() override;
    SqliteStore(const SqliteStore&) = delete;
    SqliteStore& operator=(const SqliteStore&) = delete;

    /// @throws StoreUnreadable: the file is damaged
    std::vector<RecoveredQueue> load() override;
    void commit(Batch batch) override;
    bool idle() const override;
    std::optional<Committed> poll() override;
    /// `notify` is called on the store's thread and must not call the store. Once this returns, the
    /// one before is not called any more, nor is it running.
    void on_finished(std::function<void()> notify) override;

  private:
    void run();
    Committed write(Batch batch);
    void write_back_log();
    void shrink();

    const std::filesystem::path file_;
    const SqliteStoreOptions options_;
    FolderLock lock_;
    SqliteDatabase database_;
    SqliteWriter writer_;
    int log_pages_ = 0;  // in the log after the last commit
    int write_back_at_pages_ = 0;

    mutable std::mutex mutex_;  // guards what follows
    std::condition_variable wake_;
    bool stopping_ = false;
    bool idle_ = true;
    std::optional<Batch> waiting_;
    std::optional<Committed> finished_;
    std::function<void()> notify_;

    std::thread thread_;
};

}  // namespace leveret::broker
