#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <vector>

#include "broker/store/store.hpp"

namespace leveret::broker {

/// What a MemoryStore has written, as a disk would hold it: outlives the store, so that another one
/// loads it. Used by one thread at a time.
struct MemoryDisk {
    struct Queue {
        StoredQueue queue;
        std::map<Position, protocol::ContentRef> messages;
    };
    std::map<QueueId, Queue> queues;
};

/// A store that finishes within commit(). Without a disk it keeps nothing: a broker on `:memory:`.
class MemoryStore final : public Store {
  public:
    MemoryStore() = default;
    /// Writes to `disk`; what is on it comes back from load().
    explicit MemoryStore(std::shared_ptr<MemoryDisk> disk) : disk_(std::move(disk)) {}

    std::vector<RecoveredQueue> load() override;
    void commit(Batch batch) override;
    bool idle() const override { return !finished_.has_value(); }
    std::optional<Committed> poll() override;
    void on_finished(std::function<void()>) override {}

  private:
    std::shared_ptr<MemoryDisk> disk_;
    std::optional<Committed> finished_;
};

}  // namespace leveret::broker
