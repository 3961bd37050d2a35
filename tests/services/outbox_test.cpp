#include "services/outbox/outbox.hpp"

#include <set>

#include <gtest/gtest.h>

namespace leveret::services::outbox {
namespace {

struct Tables {
    database::Database database{":memory:", {"test", 1, 1, Outbox::tables()}};
    Outbox outbox{database, "leveret-test"};
};

Letter letter(const std::string& body) {
    return {.queue = "q", .content_type = "t", .body = body, .order_key = "k"};
}

TEST(Outbox, GivesWhatWasAddedInOrder) {
    Tables tables;
    tables.outbox.add_event(letter("one"));
    tables.outbox.add_event(letter("two"));

    const auto waiting = tables.outbox.waiting(10);

    ASSERT_EQ(waiting.size(), 2U);
    EXPECT_EQ(waiting[0].publication.body, "one");
    EXPECT_EQ(waiting[1].publication.body, "two");
    EXPECT_EQ(waiting[0].order_key, "k");
}

TEST(Outbox, FillsInWhatEveryEventCarries) {
    Tables tables;
    tables.outbox.add_event(letter("one"));

    const amqp::Publication publication = tables.outbox.waiting(1)[0].publication;

    EXPECT_EQ(publication.queue, "q");
    EXPECT_EQ(publication.content_type, "t");
    EXPECT_EQ(publication.app_id, "leveret-test");
    EXPECT_EQ(publication.message_id.size(), 32U);
    EXPECT_GT(publication.timestamp, 0);
}

TEST(Outbox, KeepsADeadLettersOwnMessageId) {
    Tables tables;
    Letter dead = letter("one");
    dead.message_id = "theirs";
    dead.reason = "unknown";

    tables.outbox.add_dead_letter(dead);

    const amqp::Publication publication = tables.outbox.waiting(1)[0].publication;
    EXPECT_EQ(publication.message_id, "theirs");
    EXPECT_EQ(publication.reason, "unknown");
}

TEST(Outbox, ForgetsWhatIsSent) {
    Tables tables;
    tables.outbox.add_event(letter("one"));
    tables.outbox.add_event(letter("two"));

    tables.outbox.mark_sent({1});

    EXPECT_EQ(tables.outbox.waiting_count(), 1);
    EXPECT_EQ(tables.outbox.waiting(10)[0].publication.body, "two");
}

TEST(Outbox, KeepsTheNewestThousandOfThoseSent) {
    Tables tables;
    std::vector<std::int64_t> ids;
    for (int i = 1; i <= 1200; ++i) {
        tables.outbox.add_event(letter("x"));
        if (i != 5) ids.push_back(i);
    }

    tables.outbox.mark_sent(ids);

    EXPECT_EQ(tables.database.integer("select count(*) from outbox"), 1001);
    EXPECT_EQ(tables.outbox.waiting_count(), 1) << "what waits is never forgotten";
}

TEST(MessageIds, AreUnique) {
    std::set<std::string> ids;
    for (int i = 0; i < 1000; ++i) ids.insert(new_message_id());

    EXPECT_EQ(ids.size(), 1000U);
}

}  // namespace
}  // namespace leveret::services::outbox
