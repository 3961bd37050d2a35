#include "services/outbox/relay.hpp"

#include <gtest/gtest.h>

namespace leveret::services::outbox {
namespace {

using Bodies = std::vector<std::string>;

/// A relay whose broker is the test.
struct Bench {
    database::Database database{":memory:", {"test", 1, 1, Outbox::tables()}};
    Outbox outbox{database, "leveret-test"};
    std::vector<amqp::Publication> published;
    std::vector<std::function<void()>> later;
    std::vector<std::chrono::milliseconds> pauses;
    Relay relay{outbox,
                {.publish = [this](const auto& publication) { published.push_back(publication); },
                 .after =
                     [this](auto delay, auto task) {
                         pauses.push_back(delay);
                         later.push_back(task);
                     }},
                silent()};

    void add(const std::string& body, const std::string& order_key = "") {
        outbox.add_event({.queue = "q", .content_type = "t", .body = body, .order_key = order_key});
        relay.wake();
    }
    /// The bodies published since the last call.
    Bodies sent() {
        Bodies bodies;
        for (const auto& publication : published) bodies.push_back(publication.body);
        published.clear();
        return bodies;
    }
    void run_later() {
        const auto tasks = std::exchange(later, {});
        for (const auto& task : tasks) task();
    }
};

TEST(Relay, SendsWhatWaitedOnceThereIsABroker) {
    Bench bench;
    bench.add("one");
    bench.add("two");
    EXPECT_EQ(bench.sent(), Bodies{});

    bench.relay.connected();

    EXPECT_EQ(bench.sent(), (Bodies{"one", "two"}));
}

TEST(Relay, SendsAtOnceWhenWoken) {
    Bench bench;
    bench.relay.connected();

    bench.add("one");

    EXPECT_EQ(bench.sent(), Bodies{"one"});
}

TEST(Relay, MarksWhatIsConfirmedAndNothingElse) {
    Bench bench;
    bench.relay.connected();
    bench.add("one");
    bench.add("two");

    bench.relay.settled({{2, true}});

    ASSERT_EQ(bench.outbox.waiting_count(), 1);
    EXPECT_EQ(bench.outbox.waiting(1)[0].publication.body, "one");
}

TEST(Relay, SendsAgainUnderTheSameMessageIdWhenTheConnectionWasLost) {
    Bench bench;
    bench.relay.connected();
    bench.add("one");
    const std::string message_id = bench.published.at(0).message_id;
    bench.sent();

    bench.relay.disconnected();
    bench.relay.connected();

    ASSERT_EQ(bench.published.size(), 1U);
    EXPECT_EQ(bench.published[0].message_id, message_id);
}

TEST(Relay, KeepsLettersOfOneKeyApart) {
    Bench bench;
    bench.relay.connected();

    bench.add("created", "product 1");
    bench.add("updated", "product 1");
    EXPECT_EQ(bench.sent(), Bodies{"created"});

    bench.relay.settled({{1, true}});
    EXPECT_EQ(bench.sent(), Bodies{"updated"});
}

TEST(Relay, TriesARefusedLetterAgainBeforeWhatFollowsIt) {
    Bench bench;
    bench.relay.connected();
    bench.add("created", "product 1");
    bench.add("updated", "product 1");
    bench.sent();

    bench.relay.settled({{1, false}});
    EXPECT_EQ(bench.sent(), Bodies{}) << "not at once";

    bench.run_later();
    EXPECT_EQ(bench.sent(), Bodies{"created"});
}

TEST(Relay, WaitsLongerEachTimeALetterIsRefused) {
    using std::chrono::milliseconds;
    Bench bench;
    bench.relay.connected();
    bench.add("one");

    for (int i = 0; i < 6; ++i) {
        bench.relay.settled({{1, false}});
        bench.run_later();
    }

    EXPECT_EQ(bench.pauses, (std::vector<milliseconds>{milliseconds(100), milliseconds(200),
                                                       milliseconds(400), milliseconds(800),
                                                       milliseconds(1600), milliseconds(2000)}));
}

TEST(Relay, HasNoMoreUnderWayThanItsWindow) {
    Bench bench;
    for (std::size_t i = 0; i < 2 * Relay::window; ++i) bench.add("x");

    bench.relay.connected();
    EXPECT_EQ(bench.sent().size(), Relay::window);

    std::vector<amqp::Settlement> all;
    for (std::size_t i = 1; i <= Relay::window; ++i) {
        all.push_back({static_cast<std::int64_t>(i), true});
    }
    bench.relay.settled(all);
    EXPECT_EQ(bench.sent().size(), Relay::window);
}

TEST(Relay, PassesOverASettlementOfAnEarlierConnection) {
    Bench bench;
    bench.relay.connected();
    bench.add("one");
    bench.relay.disconnected();

    bench.relay.settled({{1, true}});

    EXPECT_EQ(bench.outbox.waiting_count(), 1);
}

}  // namespace
}  // namespace leveret::services::outbox
