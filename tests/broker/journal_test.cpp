#include "broker/core/journal.hpp"

#include <gtest/gtest.h>

#include "tests/broker/content.hpp"

namespace leveret::broker {
namespace {

using test::persistent_message;

constexpr QueueId queue = 7;
const ConfirmTarget confirm{.session = 1, .channel = 2, .sequence = 3};
const Stamp from_an_earlier_batch{.batch = ~std::uint64_t{0}};

class JournalTest : public testing::Test {
  protected:
    Stamp add(Position position) {
        return journal.add(queue, position, persistent_message(), confirm);
    }
    Journal journal;
};

TEST_F(JournalTest, IsNotDueWhenNothingWasStaged) {
    EXPECT_FALSE(journal.due());
    EXPECT_EQ(journal.octets(), 0U);
}

TEST_F(JournalTest, IsDueWithAMessage) {
    add(1);

    EXPECT_TRUE(journal.due());
    EXPECT_EQ(journal.octets(), persistent_message()->footprint());
}

TEST_F(JournalTest, TakesWhatWasAddedInOrder) {
    add(1);
    add(2);

    const Batch batch = journal.take();

    EXPECT_EQ(batch.number, 1U);
    ASSERT_EQ(batch.messages_added.size(), 2U);
    EXPECT_EQ(batch.messages_added[0].position, 1U);
    EXPECT_EQ(batch.messages_added[1].position, 2U);
    EXPECT_EQ(batch.messages_added[1].confirm.sequence, 3U);
    EXPECT_FALSE(journal.due());
    EXPECT_EQ(journal.number(), 2U);
}

TEST_F(JournalTest, StrikesOutAMessageThatIsSettledInTheSameBatch) {
    const Stamp stamp = add(1);

    journal.remove(queue, 1, stamp);

    EXPECT_FALSE(journal.due());
    EXPECT_EQ(journal.octets(), 0U);
    EXPECT_FALSE(journal.take().messages_added[0].content);
}

TEST_F(JournalTest, ReleasesTheConfirmOfAMessageStruckOut) {
    journal.remove(queue, 1, add(1));

    ASSERT_EQ(journal.released().size(), 1U);
    EXPECT_EQ(journal.released()[0].sequence, 3U);
}

TEST_F(JournalTest, ReleasesNothingWhenNobodyWaitsForAConfirm) {
    journal.remove(queue, 1, journal.add(queue, 1, persistent_message(), {}));

    EXPECT_TRUE(journal.released().empty());
}

TEST_F(JournalTest, RemovesAMessageOfAnEarlierBatchInTheNext) {
    const Stamp stamp = add(1);
    journal.take();

    journal.remove(queue, 1, stamp);

    EXPECT_TRUE(journal.due());
    EXPECT_EQ(journal.take().messages_removed.size(), 1U);
}

TEST_F(JournalTest, IgnoresTheRemovalOfAMessageThatWasNeverStaged) {
    journal.remove(queue, 1, {});

    EXPECT_FALSE(journal.due());
}

TEST_F(JournalTest, MergesRemovalsOfNeighboursIntoOneRange) {
    for (const Position position : {4, 5, 6}) {
        journal.remove(queue, position, from_an_earlier_batch);
    }
    journal.remove(queue, 8, from_an_earlier_batch);
    journal.remove(queue + 1, 9, from_an_earlier_batch);

    const auto removed = journal.take().messages_removed;

    ASSERT_EQ(removed.size(), 3U);
    EXPECT_EQ(removed[0].first, 4U);
    EXPECT_EQ(removed[0].last, 6U);
    EXPECT_EQ(removed[1].first, 8U);
    EXPECT_EQ(removed[2].queue, queue + 1);
}

TEST_F(JournalTest, KeepsOneDeliveryMarkOfAQueueInABatch) {
    Stamp last;
    journal.deliver(queue, 1, from_an_earlier_batch, last);
    journal.deliver(queue, 2, from_an_earlier_batch, last);

    const auto delivered = journal.take().delivered;

    ASSERT_EQ(delivered.size(), 1U);
    EXPECT_EQ(delivered[0].position, 2U);
}

TEST_F(JournalTest, BeginsANewDeliveryMarkInANewBatch) {
    Stamp last;
    journal.deliver(queue, 1, from_an_earlier_batch, last);
    journal.take();
    journal.deliver(queue, 2, from_an_earlier_batch, last);

    EXPECT_EQ(journal.take().delivered.at(0).position, 2U);
}

TEST_F(JournalTest, IsNotDueForTheDeliveryMarkOfAMessageThatIsNotWrittenYet) {
    const Stamp stamp = add(1);
    Stamp last;
    journal.deliver(queue, 1, stamp, last);
    journal.remove(queue, 1, stamp);

    EXPECT_FALSE(journal.due());
}

TEST_F(JournalTest, ForgetsWhatNeedNotBeWritten) {
    const Stamp stamp = add(1);
    journal.remove(queue, 1, stamp);

    journal.discard_if_idle();

    EXPECT_EQ(journal.number(), 2U);
    EXPECT_TRUE(journal.take().messages_added.empty());
}

TEST_F(JournalTest, KeepsWhatIsDue) {
    add(1);

    journal.discard_if_idle();

    EXPECT_EQ(journal.take().messages_added.size(), 1U);
}

TEST_F(JournalTest, StagesQueuesThatComeAndGo) {
    journal.declare({.id = 1, .vhost = "/", .name = "q"});
    journal.erase(2);

    EXPECT_TRUE(journal.due());
    const Batch batch = journal.take();
    EXPECT_EQ(batch.queues_declared.at(0).name, "q");
    EXPECT_EQ(batch.queues_deleted, std::vector<QueueId>{2});
}

TEST_F(JournalTest, PutsAFailedBatchBeforeWhatCameSince) {
    add(1);
    journal.declare({.id = 1, .vhost = "/", .name = "first"});
    Batch failed = journal.take();
    add(2);
    journal.declare({.id = 2, .vhost = "/", .name = "second"});

    journal.restore(std::move(failed));

    EXPECT_TRUE(journal.due());
    const Batch again = journal.take();
    ASSERT_EQ(again.messages_added.size(), 2U);
    EXPECT_EQ(again.messages_added[0].position, 1U);
    EXPECT_EQ(again.messages_added[1].position, 2U);
    EXPECT_EQ(again.queues_declared[0].name, "first");
}

TEST_F(JournalTest, ForgetsTheConfirmsOfAFailedBatchAndKeepsThoseThatCameSince) {
    add(1);
    Batch failed = journal.take();
    add(2);

    journal.restore(std::move(failed));

    const Batch again = journal.take();
    EXPECT_EQ(again.messages_added[0].confirm.session, 0U);
    EXPECT_EQ(again.messages_added[1].confirm.session, 1U);
}

TEST_F(JournalTest, CountsTheOctetsOfAFailedBatchAgain) {
    add(1);
    Batch failed = journal.take();
    add(2);

    journal.restore(std::move(failed));

    EXPECT_EQ(journal.octets(), 2 * persistent_message()->footprint());
}

TEST_F(JournalTest, KeepsTheConfirmOfAMessageSettledAfterItsBatchWasMergedWithAFailedOne) {
    add(1);
    Batch failed = journal.take();
    const Stamp stamp = add(2);
    journal.restore(std::move(failed));

    journal.remove(queue, 2, stamp);

    // It is removed like one that was written: its confirm comes with the batch.
    const Batch again = journal.take();
    EXPECT_EQ(again.messages_removed.size(), 1U);
    EXPECT_EQ(again.messages_added[1].confirm.sequence, 3U);
}

}  // namespace
}  // namespace leveret::broker
