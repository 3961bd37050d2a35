#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <vector>

#include "broker/store/store.hpp"

namespace leveret::broker {

/// A store around another one that fails, dawdles or dies when told to.
///
///     FaultyStore store{std::make_unique<MemoryStore>(disk), 3};  // the third commit fails
class FaultyStore final : public Store {
  public:
    /// The `n`-th commit, counted from 1, comes back with an error and is not written; 0: none
    /// does.
    explicit FaultyStore(std::unique_ptr<Store> inner, std::uint64_t n = 0)
        : inner_(std::move(inner)), fails_at_(n) {}

    std::vector<RecoveredQueue> load() override { return inner_->load(); }
    void commit(Batch batch) override;
    bool idle() const override;
    std::optional<Committed> poll() override;
    void on_finished(std::function<void()> notify) override { inner_->on_finished(notify); }

    /// The commit that is `after` commits away fails: 1 is the next.
    void fail(std::uint64_t after = 1) { fails_at_ = commits_ + after; }
    /// From now on a commit does not begin until release().
    void hold() { holding_ = true; }
    /// Lets the commit that was held back begin, and later ones at once.
    void release();
    /// The machine stops: what was held back is lost, nothing is written or given back any more.
    /// What the store around which this one is has finished stays.
    void crash();

    /// How many commits there were, failed and held ones too.
    std::uint64_t commits() const { return commits_; }
    /// Whether a commit is held back.
    bool held() const { return held_.has_value(); }

  private:
    std::unique_ptr<Store> inner_;
    std::uint64_t fails_at_ = 0;
    std::uint64_t commits_ = 0;
    bool holding_ = false;
    bool crashed_ = false;
    std::optional<Batch> held_;
    std::optional<Committed> failed_;
};

}  // namespace leveret::broker
