#include "tests/simulation/simulated_store.hpp"

#include <cassert>

namespace leveret::simulation {

void SimulatedStore::commit(broker::Batch batch) {
    assert(idle());
    diary_.push_back(StoreEvent::began);
    batch_ = std::move(batch);
    if (!held_) write();
}

void SimulatedStore::hold(bool on) {
    held_ = on;
    if (!held_ && batch_) write();
}

void SimulatedStore::write() {
    broker::Batch batch = *std::exchange(batch_, std::nullopt);
    if (failing_) {
        outcome_ = {std::move(batch), broker::StoreError{"it was made to fail"}};
        return;
    }
    inner_.commit(std::move(batch));
    outcome_ = inner_.poll();
    diary_.push_back(StoreEvent::written);
}

std::optional<broker::Committed> SimulatedStore::poll() {
    if (!outcome_ || delayed_) return std::nullopt;
    diary_.push_back(outcome_->error ? StoreEvent::failed : StoreEvent::stored);
    return std::exchange(outcome_, std::nullopt);
}

}  // namespace leveret::simulation
