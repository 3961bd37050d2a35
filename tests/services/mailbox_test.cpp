#include "services/messaging/mailbox.hpp"

#include <gtest/gtest.h>

namespace leveret::services::messaging {
namespace {

/// A mailbox that is never connected, and a service that counts what it applies.
struct Bench {
    Loop loop;
    database::Database database{
        ":memory:", {"test", 1, 1, Mailbox::tables() + "create table applied (body text)"}};
    database::Statement insert{database, "insert into applied values (?)"};
    Mailbox mailbox{loop,
                    database,
                    {.broker = {.host = "127.0.0.1"}, .own_queue = "admin", .other_queue = "main"},
                    [this](const Incoming& message) { return apply(message); },
                    [] {},
                    silent()};

    std::optional<std::string> apply(const Incoming& message) {
        if (message.content_type == "bad") return "not a good one";
        insert.run(message.body);
        if (message.content_type == "fails") database.execute("nonsense");
        return std::nullopt;
    }
    std::int64_t applied() { return database.integer("select count(*) from applied"); }
};

TEST(Mailbox, AppliesAMessageDeliveredTwiceOnce) {
    Bench bench;

    EXPECT_TRUE(bench.mailbox.receive({{1, "good", "id-1", "a"}}));
    EXPECT_TRUE(bench.mailbox.receive({{1, "good", "id-1", "a"}, {2, "good", "id-2", "b"}}));

    EXPECT_EQ(bench.applied(), 2);
}

TEST(Mailbox, AppliesEveryMessageWithoutId) {
    Bench bench;

    EXPECT_TRUE(bench.mailbox.receive({{1, "good", "", "a"}, {2, "good", "", "a"}}));

    EXPECT_EQ(bench.applied(), 2);
}

TEST(Mailbox, MakesADeadLetterOfWhatCannotBeApplied) {
    Bench bench;

    EXPECT_TRUE(bench.mailbox.receive({{1, "bad", "id-1", "x\0y"}, {2, "good", "id-2", "b"}}));

    EXPECT_EQ(bench.applied(), 1);
    const auto waiting = bench.mailbox.outbox().waiting(10);
    ASSERT_EQ(waiting.size(), 1U);
    const amqp::Publication& dead = waiting[0].publication;
    EXPECT_EQ(dead.queue, "admin.dead");
    EXPECT_EQ(dead.content_type, "bad");
    EXPECT_EQ(dead.message_id, "id-1");
    EXPECT_EQ(dead.reason, "not a good one");
}

TEST(Mailbox, MakesOneDeadLetterOfAMessageDeliveredTwice) {
    Bench bench;

    bench.mailbox.receive({{1, "bad", "id-1", "x"}});
    bench.mailbox.receive({{1, "bad", "id-1", "x"}});

    EXPECT_EQ(bench.mailbox.outbox().waiting_count(), 1);
}

TEST(Mailbox, ChangesNothingWhenTheDatabaseFails) {
    Bench bench;

    EXPECT_FALSE(bench.mailbox.receive({{1, "good", "id-1", "a"}, {2, "fails", "id-2", "b"}}));

    EXPECT_EQ(bench.applied(), 0);
    EXPECT_TRUE(bench.mailbox.receive({{1, "good", "id-1", "a"}}));
    EXPECT_EQ(bench.applied(), 1);
}

}  // namespace
}  // namespace leveret::services::messaging
