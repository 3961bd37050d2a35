#pragma once

#include <algorithm>
#include <cstdint>
#include <deque>

#include "broker/store/change.hpp"

namespace leveret::broker {

/// Numbers for durable queues. A number is given again once the batch that deleted its queue is
/// stored, so that the store, which has room for some millions, never runs out of them.
class QueueIds {
  public:
    /// This number came back from the store.
    void note_used(QueueId id) { last_ = std::max(last_, id); }
    /// @param stored_batch the number of the last batch that is stored
    QueueId take(std::uint64_t stored_batch) {
        if (free_.empty() || free_.front().batch > stored_batch) return ++last_;
        const QueueId id = free_.front().id;
        free_.pop_front();
        return id;
    }
    /// Its queue's deletion is staged in this batch.
    void release(QueueId id, std::uint64_t batch) { free_.push_back({batch, id}); }

  private:
    struct Released {
        std::uint64_t batch;
        QueueId id;
    };
    std::deque<Released> free_;
    QueueId last_ = 0;
};

}  // namespace leveret::broker
