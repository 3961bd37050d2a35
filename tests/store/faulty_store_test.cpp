// The store that fails on demand, which other tests rely on.
#include "tests/support/faulty_store.hpp"

#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "broker/store/memory_store.hpp"
#include "tests/store/open_store.hpp"

namespace leveret::broker {
namespace {

class FaultyStoreTest : public testing::Test {
  protected:
    std::shared_ptr<MemoryDisk> disk_ = std::make_shared<MemoryDisk>();
    FaultyStore store_{std::make_unique<MemoryStore>(disk_)};
    Batch declare(QueueId id) { return {.queues_declared = {stored_queue(id, "q")}}; }
};

TEST_F(FaultyStoreTest, FailsTheCommitItIsToldTo) {
    store_.fail(2);
    store_.commit(declare(1));
    EXPECT_FALSE(store_.poll()->error.has_value());
    store_.commit(declare(2));

    const std::optional<Committed> failed = store_.poll();

    ASSERT_TRUE(failed.has_value());
    EXPECT_EQ(failed->error->text, "commit 2 was made to fail");
    EXPECT_EQ(disk_->queues.size(), 1U);
    EXPECT_TRUE(store_.idle());
}

TEST_F(FaultyStoreTest, HoldsACommitUntilReleased) {
    store_.hold();
    store_.commit(declare(1));
    EXPECT_FALSE(store_.idle());
    EXPECT_FALSE(store_.poll().has_value());
    EXPECT_TRUE(disk_->queues.empty());

    store_.release();

    EXPECT_TRUE(store_.poll().has_value());
    EXPECT_EQ(disk_->queues.size(), 1U);
    store_.commit(declare(2));
    EXPECT_TRUE(store_.poll().has_value());
}

TEST_F(FaultyStoreTest, LosesWhatIsHeldInACrash) {
    store_.commit(declare(1));
    (void)store_.poll();
    store_.hold();
    store_.commit(declare(2));

    store_.crash();
    store_.commit(declare(3));

    EXPECT_FALSE(store_.poll().has_value());
    EXPECT_EQ(MemoryStore{disk_}.load().size(), 1U);
}

}  // namespace
}  // namespace leveret::broker
