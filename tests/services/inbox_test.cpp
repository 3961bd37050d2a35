#include "services/inbox/inbox.hpp"

#include <gtest/gtest.h>

namespace leveret::services::inbox {
namespace {

struct Tables {
    explicit Tables(std::int64_t kept_max = 100) : inbox(database, kept_max) {}
    database::Database database{":memory:", {"test", 1, 1, Inbox::tables()}};
    Inbox inbox;
};

TEST(Inbox, KnowsAMessageThatCameBefore) {
    Tables tables;

    EXPECT_TRUE(tables.inbox.remember("one"));
    EXPECT_TRUE(tables.inbox.remember("two"));
    EXPECT_FALSE(tables.inbox.remember("one"));
}

TEST(Inbox, TakesEveryMessageWithoutId) {
    Tables tables;

    EXPECT_TRUE(tables.inbox.remember(""));
    EXPECT_TRUE(tables.inbox.remember(""));
}

TEST(Inbox, ForgetsWithTheTransaction) {
    Tables tables;
    {
        database::Transaction undone(tables.database);
        tables.inbox.remember("one");
    }

    EXPECT_TRUE(tables.inbox.remember("one"));
}

TEST(Inbox, KeepsTheNewestOnly) {
    Tables tables(2);
    for (const char* id : {"one", "two", "three"}) tables.inbox.remember(id);

    EXPECT_EQ(tables.database.integer("select count(*) from inbox"), 2);
    EXPECT_FALSE(tables.inbox.remember("two"));
    EXPECT_TRUE(tables.inbox.remember("one"));
}

}  // namespace
}  // namespace leveret::services::inbox
