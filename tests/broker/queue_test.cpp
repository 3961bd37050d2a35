#include "broker/core/queue/queue.hpp"

#include <deque>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/broker/content.hpp"

namespace leveret::broker {
namespace {

using test::message;
using test::persistent_message;
using testing::ElementsAre;

class QueueTest : public testing::Test {
  protected:
    Consumer& consume(Queue& queue, std::uint32_t limit = 0) {
        Consumer& consumer = made.emplace_back(std::uint16_t{1}, "c");
        consumer.own.limit = limit;
        consumer.shared = &shared;
        consumer.writable = &writable;
        queue.add_consumer(consumer);
        return consumer;
    }
    static std::vector<std::string> bodies(Queue& queue) {
        std::vector<std::string> all;
        while (const auto entry = queue.get()) all.emplace_back(entry->message->body());
        return all;
    }
    Journal journal;
    Queue transient{1, {.name = "transient"}, journal};
    Queue durable{2, {.name = "durable", .durable = true}, journal};
    Credit shared;
    bool writable = true;
    std::deque<Consumer> made;
};

TEST_F(QueueTest, KeepsWhatNobodyTakes) {
    EXPECT_FALSE(transient.publish(message("a"), {}));
    EXPECT_FALSE(transient.publish(message("b"), {}));

    EXPECT_EQ(transient.ready_count(), 2U);
    EXPECT_THAT(bodies(transient), ElementsAre("a", "b"));
}

TEST_F(QueueTest, HandsAMessageStraightToAFreeConsumer) {
    Consumer& consumer = consume(transient);

    const auto delivery = transient.publish(message("a"), {});

    ASSERT_TRUE(delivery);
    EXPECT_EQ(delivery->consumer, &consumer);
    EXPECT_EQ(delivery->entry.message->body(), "a");
    EXPECT_EQ(transient.ready_count(), 0U);
    EXPECT_EQ(transient.unacked_count(), 1U);
}

TEST_F(QueueTest, NeverOvertakesWhatWaits) {
    transient.publish(message("first"), {});
    consume(transient);

    EXPECT_FALSE(transient.publish(message("second"), {}));

    EXPECT_EQ(transient.next_delivery()->entry.message->body(), "first");
    EXPECT_EQ(transient.next_delivery()->entry.message->body(), "second");
    EXPECT_FALSE(transient.next_delivery());
}

TEST_F(QueueTest, DeliversNothingWithoutACredit) {
    Consumer& consumer = consume(transient, 1);
    transient.publish(message("a"), {});
    consumer.own.used = 1;
    transient.publish(message("b"), {});

    EXPECT_FALSE(transient.next_delivery());
    EXPECT_EQ(transient.ready_count(), 1U);
}

TEST_F(QueueTest, ForgetsASettledMessage) {
    transient.publish(message(), {});
    const auto entry = transient.get();

    transient.settle(*entry);

    EXPECT_EQ(transient.unacked_count(), 0U);
    EXPECT_EQ(transient.ready_count(), 0U);
}

TEST_F(QueueTest, TakesARequeuedMessageBackMarked) {
    transient.publish(message("a"), {});
    transient.publish(message("b"), {});

    transient.requeue(*transient.get());

    const auto again = transient.get();
    EXPECT_EQ(again->message->body(), "a");
    EXPECT_TRUE(again->redelivered);
    EXPECT_FALSE(transient.get()->redelivered);
}

TEST_F(QueueTest, StagesAPersistentMessageIfItIsDurable) {
    EXPECT_TRUE(durable.stores(*persistent_message()));
    EXPECT_FALSE(durable.stores(*message()));
    EXPECT_FALSE(transient.stores(*persistent_message()));

    durable.publish(message(), {});
    transient.publish(persistent_message(), {});
    EXPECT_FALSE(journal.due());
    durable.publish(persistent_message(), {});

    EXPECT_TRUE(journal.due());
}

TEST_F(QueueTest, StrikesOutWhatIsSettledAtOnce) {
    consume(durable);
    const auto delivery = durable.publish(persistent_message(), {});

    durable.settle(delivery->entry);

    EXPECT_FALSE(journal.due());
}

TEST_F(QueueTest, RemovesWhatWasWritten) {
    durable.publish(persistent_message(), {});
    journal.take();
    const auto entry = durable.get();

    durable.settle(*entry);

    EXPECT_EQ(journal.take().messages_removed.size(), 1U);
}

TEST_F(QueueTest, MarksHowFarItHasDelivered) {
    for (int i = 0; i < 3; ++i) durable.publish(persistent_message(), {});
    journal.take();
    durable.get();
    durable.get();

    EXPECT_EQ(journal.take().delivered.at(0).position, 2U);
}

TEST_F(QueueTest, DoesNotMarkARedelivery) {
    durable.publish(persistent_message(), {});
    journal.take();
    durable.requeue(*durable.get());
    journal.take();

    durable.get();

    EXPECT_FALSE(journal.due());
}

TEST_F(QueueTest, PurgesWhatIsReadyOnly) {
    for (int i = 0; i < 3; ++i) durable.publish(persistent_message(), {});
    journal.take();
    const auto out = durable.get();
    journal.take();

    EXPECT_EQ(durable.purge(), 2U);

    EXPECT_EQ(durable.ready_count(), 0U);
    EXPECT_EQ(durable.unacked_count(), 1U);
    const auto removed = journal.take().messages_removed;
    ASSERT_EQ(removed.size(), 1U);
    EXPECT_EQ(removed[0].first, 2U);
    EXPECT_EQ(removed[0].last, 3U);
}

TEST_F(QueueTest, ComesBackFromTheStoreWithItsMessages) {
    RecoveredQueue recovered{.queue = {.id = 9, .name = "q", .delivered = 4}};
    recovered.messages.push_back({3, persistent_message("three")});
    recovered.messages.push_back({5, persistent_message("five")});

    Queue queue{std::move(recovered), {.name = "q", .durable = true}, journal};

    EXPECT_EQ(queue.ready_count(), 2U);
    EXPECT_TRUE(queue.get()->redelivered);
    EXPECT_FALSE(queue.get()->redelivered);
}

TEST_F(QueueTest, NumbersOnAfterWhatCameBack) {
    RecoveredQueue recovered{.queue = {.id = 9, .name = "q", .delivered = 7}};
    recovered.messages.push_back({5, persistent_message()});
    Queue queue{std::move(recovered), {.name = "q", .durable = true}, journal};

    queue.publish(persistent_message(), {});

    EXPECT_EQ(journal.take().messages_added.at(0).position, 8U);
}

TEST_F(QueueTest, RemovesWhatCameBackFromTheStore) {
    RecoveredQueue recovered{.queue = {.id = 9, .name = "q"}};
    recovered.messages.push_back({5, persistent_message()});
    Queue queue{std::move(recovered), {.name = "q", .durable = true}, journal};

    queue.settle(*queue.get());

    EXPECT_EQ(journal.take().messages_removed.at(0).first, 5U);
}

TEST_F(QueueTest, KnowsWhetherItWasEverConsumed) {
    EXPECT_FALSE(transient.was_consumed());

    transient.remove_consumer(consume(transient));

    EXPECT_TRUE(transient.was_consumed());
    EXPECT_TRUE(transient.consumers().empty());
}

TEST_F(QueueTest, LeavesTheStoreWhenRetired) {
    durable.publish(persistent_message(), {});
    journal.take();

    durable.retire();

    EXPECT_EQ(journal.take().queues_deleted, std::vector<QueueId>{2});
    EXPECT_EQ(durable.ready_count(), 0U);
}

TEST_F(QueueTest, ForgetsWhatComesBackOnceRetired) {
    durable.publish(persistent_message(), {});
    durable.publish(persistent_message(), {});
    const auto first = durable.get();
    const auto second = durable.get();
    durable.retire();
    journal.take();

    durable.requeue(*first);
    durable.settle(*second);

    EXPECT_EQ(durable.ready_count(), 0U);
    EXPECT_EQ(durable.unacked_count(), 0U);
    EXPECT_FALSE(journal.due());
}

}  // namespace
}  // namespace leveret::broker
