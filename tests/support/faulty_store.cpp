#include "tests/support/faulty_store.hpp"

#include <cassert>
#include <string>
#include <utility>

namespace leveret::broker {

void FaultyStore::commit(Batch batch) {
    assert(idle());
    commits_ += 1;
    if (crashed_) return;
    if (commits_ == fails_at_) {
        const std::string text = "commit " + std::to_string(commits_) + " was made to fail";
        failed_ = Committed{std::move(batch), StoreError{text}};
    } else if (holding_) {
        held_ = std::move(batch);
    } else {
        inner_->commit(std::move(batch));
    }
}

bool FaultyStore::idle() const {
    return crashed_ || (!held_ && !failed_ && inner_->idle());
}

std::optional<Committed> FaultyStore::poll() {
    if (crashed_) return std::nullopt;
    if (failed_) return std::exchange(failed_, std::nullopt);
    return inner_->poll();
}

void FaultyStore::release() {
    holding_ = false;
    if (held_) inner_->commit(*std::exchange(held_, std::nullopt));
}

void FaultyStore::crash() {
    crashed_ = true;
    held_.reset();
    failed_.reset();
}

}  // namespace leveret::broker
