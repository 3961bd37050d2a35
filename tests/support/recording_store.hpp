#pragma once

#include <functional>
#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "broker/store/memory_store.hpp"
#include "broker/store/store.hpp"

namespace leveret::test {

/// What a store was given to write, counted.
struct StoreRecord {
    std::size_t batches = 0;
    std::size_t messages_added = 0;  // without those that were struck out
    std::size_t messages_removed = 0;
    std::size_t queues_declared = 0;
    std::size_t queues_deleted = 0;
};

/// A store in memory that counts what it is given.
class RecordingStore final : public broker::Store {
  public:
    RecordingStore(std::shared_ptr<broker::MemoryDisk> disk, std::shared_ptr<StoreRecord> record)
        : inner_(std::move(disk)), record_(std::move(record)) {}

    std::vector<broker::RecoveredQueue> load() override { return inner_.load(); }
    void commit(broker::Batch batch) override {
        record_->batches += 1;
        for (const auto& added : batch.messages_added) {
            if (added.content) record_->messages_added += 1;
        }
        for (const auto& removed : batch.messages_removed) {
            record_->messages_removed += removed.last - removed.first + 1;
        }
        record_->queues_declared += batch.queues_declared.size();
        record_->queues_deleted += batch.queues_deleted.size();
        inner_.commit(std::move(batch));
    }
    bool idle() const override { return inner_.idle(); }
    std::optional<broker::Committed> poll() override { return inner_.poll(); }
    void on_finished(std::function<void()> notify) override { inner_.on_finished(notify); }

  private:
    broker::MemoryStore inner_;
    std::shared_ptr<StoreRecord> record_;
};

}  // namespace leveret::test
