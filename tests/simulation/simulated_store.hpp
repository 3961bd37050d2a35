#pragma once

#include <memory>
#include <optional>
#include <utility>
#include <vector>

#include "broker/store/memory_store.hpp"

namespace leveret::simulation {

/// What a store did, in order.
enum class StoreEvent { began, written, stored, failed };

/// A store that keeps a diary, and that dawdles and fails when told to: before it writes, or after
/// it has written and before it says so. To crash, drop it: what it has not written is lost.
class SimulatedStore final : public broker::Store {
  public:
    explicit SimulatedStore(std::shared_ptr<broker::MemoryDisk> disk) : inner_(std::move(disk)) {}

    std::vector<broker::RecoveredQueue> load() override { return inner_.load(); }
    void commit(broker::Batch batch) override;
    bool idle() const override { return !batch_ && !outcome_; }
    std::optional<broker::Committed> poll() override;
    void on_finished(std::function<void()>) override {}

    /// Whether a batch waits before it is written.
    void hold(bool on);
    /// Whether the news of a batch wait after it was written.
    void delay(bool on) { delayed_ = on; }
    /// Whether batches fail from now on.
    void fail(bool on) { failing_ = on; }

    /// What it did since the last time.
    std::vector<StoreEvent> take_diary() { return std::exchange(diary_, {}); }

  private:
    void write();

    broker::MemoryStore inner_;
    std::optional<broker::Batch> batch_;        // not written yet
    std::optional<broker::Committed> outcome_;  // not told yet
    bool held_ = false;
    bool delayed_ = false;
    bool failing_ = false;
    std::vector<StoreEvent> diary_;
};

}  // namespace leveret::simulation
