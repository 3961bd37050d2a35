// One suite for every store: what is committed comes back, and nothing else.
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "broker/store/memory_store.hpp"
#include "broker/store/sqlite_store.hpp"
#include "tests/store/open_store.hpp"
#include "tests/support/faulty_store.hpp"

namespace leveret::broker {
namespace {

using Strings = std::vector<std::string>;
using OpenAgain = std::function<std::unique_ptr<Store>()>;

struct Kind {
    std::string name;
    /// Gives a function that opens a store on the same data each time it is called.
    std::function<OpenAgain(const std::filesystem::path& folder)> start;
};

OpenAgain memory(const std::filesystem::path&) {
    return [disk = std::make_shared<MemoryDisk>()] { return std::make_unique<MemoryStore>(disk); };
}

OpenAgain sqlite(const std::filesystem::path& folder) {
    return [folder] { return std::make_unique<SqliteStore>(folder); };
}

/// The first commit after each opening fails.
std::function<OpenAgain(const std::filesystem::path&)> faulty(
    OpenAgain (*inner)(const std::filesystem::path&)) {
    return [inner](const std::filesystem::path& folder) -> OpenAgain {
        return [open = inner(folder)] { return std::make_unique<FaultyStore>(open(), 1); };
    };
}

const Kind kinds[] = {{"Memory", memory},
                      {"Sqlite", sqlite},
                      {"FaultyMemory", faulty(memory)},
                      {"FaultySqlite", faulty(sqlite)}};

class EveryStore : public testing::TestWithParam<Kind> {
  protected:
    /// Closes the store and opens the data anew.
    OpenStore& reopen() {
        store_.reset();
        store_ = std::make_unique<OpenStore>(open_());
        return *store_;
    }

    TemporaryFolder folder_;
    OpenAgain open_ = GetParam().start(folder_.path());
    std::unique_ptr<OpenStore> store_ = std::make_unique<OpenStore>(open_());
    OpenStore& store() { return *store_; }
    void declare(QueueId id, const std::string& name) {
        store().write({.queues_declared = {stored_queue(id, name)}});
    }
};

INSTANTIATE_TEST_SUITE_P(Stores, EveryStore, testing::ValuesIn(kinds),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(EveryStore, IsEmptyAtFirst) {
    EXPECT_TRUE(store()->load().empty());
}

TEST_P(EveryStore, KeepsEachFieldOfAQueue) {
    const std::string octets{"\x00\xff\x01 '\"\xc3\xa4", 8};
    const StoredQueue queue{.id = 7,
                            .vhost = "host/" + octets,
                            .name = octets,
                            .auto_delete = true,
                            .arguments = octets + octets,
                            .delivered = 41};
    store().write({.queues_declared = {queue}});

    const StoredQueue kept = load_one(*reopen()).queue;

    EXPECT_EQ(kept.id, queue.id);
    EXPECT_EQ(kept.vhost, queue.vhost);
    EXPECT_EQ(kept.name, queue.name);
    EXPECT_EQ(kept.auto_delete, queue.auto_delete);
    EXPECT_EQ(kept.arguments, queue.arguments);
    EXPECT_EQ(kept.delivered, queue.delivered);
}

TEST_P(EveryStore, KeepsEachOctetOfAMessage) {
    std::string body;
    for (int octet = 0; octet < 256; ++octet) body.push_back(static_cast<char>(octet));
    const std::string exchange(255, '\xff');
    const std::string key{"a\0b", 3};
    const protocol::ContentRef message = content(body, exchange, key);
    declare(1, "q");
    store().write({.messages_added = {{1, 5, message, {}}}});

    const RecoveredQueue queue = load_one(*reopen());

    ASSERT_EQ(queue.messages.size(), 1U);
    const auto& [position, kept] = queue.messages.front();
    EXPECT_EQ(position, 5U);
    EXPECT_EQ(kept->exchange(), exchange);
    EXPECT_EQ(kept->routing_key(), key);
    EXPECT_EQ(kept->header(), message->header());
    EXPECT_EQ(kept->body(), body);
    EXPECT_EQ(kept->missing(), 0U);
    EXPECT_TRUE(kept->essentials().persistent);
}

TEST_P(EveryStore, KeepsOneContentInManyQueues) {
    const protocol::ContentRef message = content("for all");
    Batch batch;
    for (QueueId id = 1; id <= 3; ++id) {
        batch.queues_declared.push_back(stored_queue(id, std::to_string(id) + "q"));
        batch.messages_added.push_back({id, id * 10, message, {}});
    }
    store().write(std::move(batch));

    const std::vector<RecoveredQueue> queues = reopen()->load();

    ASSERT_EQ(queues.size(), 3U);
    EXPECT_EQ(contents_of(queues[0]), Strings{"10=for all"});
    EXPECT_EQ(contents_of(queues[1]), Strings{"20=for all"});
    EXPECT_EQ(contents_of(queues[2]), Strings{"30=for all"});
}

TEST_P(EveryStore, KeepsAnEmptyBody) {
    declare(1, "q");
    store().write(adding(1, 1, {""}));

    const RecoveredQueue queue = load_one(*reopen());

    ASSERT_EQ(contents_of(queue), Strings{"1="});
    EXPECT_EQ(queue.messages.front().content->header().size(), 26U);
}

TEST_P(EveryStore, KeepsALargeBody) {
    std::string body(16 * 1'048'576, '\0');
    for (std::size_t at = 0; at < body.size(); ++at) body[at] = static_cast<char>(at * at >> 7);
    declare(1, "q");
    store().write({.messages_added = {{1, 1, content(body), {}}}});

    const RecoveredQueue queue = load_one(*reopen());

    ASSERT_EQ(queue.messages.size(), 1U);
    EXPECT_TRUE(queue.messages.front().content->body() == body);
}

TEST_P(EveryStore, GivesQueuesAndMessagesInOrder) {
    store().write({.queues_declared = {stored_queue(9, "nine"), stored_queue(2, "two")}});
    store().write(adding(9, 1, {"n1"}));
    store().write(
        {.messages_added = {
             {2, 12, content("t12"), {}}, {9, 2, content("n2"), {}}, {2, 3, content("t3"), {}}}});

    const std::vector<RecoveredQueue> queues = reopen()->load();

    ASSERT_EQ(queues.size(), 2U);
    EXPECT_EQ(queues[0].queue.name, "two");
    EXPECT_EQ(contents_of(queues[0]), (Strings{"3=t3", "12=t12"}));
    EXPECT_EQ(queues[1].queue.name, "nine");
    EXPECT_EQ(contents_of(queues[1]), (Strings{"1=n1", "2=n2"}));
}

TEST_P(EveryStore, RemovesRangesInAnyOrderOverlappingAndAbsent) {
    store().write({.queues_declared = {stored_queue(1, "q"), stored_queue(2, "other")}});
    store().write(adding(1, 1, {"a", "b", "c", "d", "e", "f", "g", "h", "i", "j"}));
    store().write(adding(2, 1, {"A", "B", "C"}));
    const Position everything = ~Position{0};

    store().write({.messages_removed = {{1, 7, 8},
                                        {1, 2, 3},
                                        {1, 3, 4},    // overlaps
                                        {1, 2, 2},    // within
                                        {1, 50, 99},  // nothing there
                                        {1, 6, 5},    // backwards: nothing
                                        {2, 3, everything},
                                        {3, 1, 10}}});  // no such queue

    const std::vector<RecoveredQueue> queues = reopen()->load();
    EXPECT_EQ(contents_of(queues.at(0)), (Strings{"1=a", "5=e", "6=f", "9=i", "10=j"}));
    EXPECT_EQ(contents_of(queues.at(1)), (Strings{"1=A", "2=B"}));
}

TEST_P(EveryStore, RemovesWhatTheSameBatchAdds) {
    declare(1, "q");
    Batch batch = adding(1, 1, {"a", "b", "c"});
    batch.messages_removed = {{1, 1, 2}};
    store().write(std::move(batch));

    EXPECT_EQ(contents_of(load_one(*reopen())), Strings{"3=c"});
}

TEST_P(EveryStore, SkipsEmptyContents) {
    declare(1, "q");
    Batch batch = adding(1, 1, {"a", "b", "c"});
    batch.messages_added[1].content = {};
    store().write(std::move(batch));

    EXPECT_EQ(contents_of(load_one(*reopen())), (Strings{"1=a", "3=c"}));
}

TEST_P(EveryStore, RaisesTheDeliveredMarkAndNeverLowersIt) {
    declare(1, "q");
    store().write({.delivered = {{1, 5}, {1, 12}, {1, 9}, {4, 1}}});
    store().write({.delivered = {{1, 11}}});

    EXPECT_EQ(load_one(*reopen()).queue.delivered, 12U);
}

TEST_P(EveryStore, DeletesAQueueWithItsMessages) {
    store().write({.queues_declared = {stored_queue(1, "q"), stored_queue(2, "kept")}});
    store().write(adding(1, 1, {"a", "b"}));
    store().write(adding(2, 1, {"A"}));
    Batch batch = adding(1, 3, {"c"});
    batch.queues_deleted = {1, 99};
    store().write(std::move(batch));

    const RecoveredQueue left = load_one(*reopen());
    EXPECT_EQ(left.queue.name, "kept");
    EXPECT_EQ(contents_of(left), Strings{"1=A"});

    declare(1, "q again");
    EXPECT_TRUE(reopen()->load().at(0).messages.empty());
}

TEST_P(EveryStore, DeclaresANameAnewWhileItsOldQueueGoes) {
    declare(1, "q");
    store().write({.queues_declared = {stored_queue(2, "q")}, .queues_deleted = {1}});

    EXPECT_EQ(load_one(*reopen()).queue.id, 2U);
}

TEST_P(EveryStore, TakesOneBatchAtATime) {
    EXPECT_TRUE(store()->idle());
    EXPECT_FALSE(store()->poll().has_value());

    store()->commit({.number = 3, .queues_declared = {stored_queue(1, "q")}});
    EXPECT_FALSE(store()->idle());

    const Committed done = store().finish();
    EXPECT_EQ(done.batch.number, 3U);
    EXPECT_TRUE(store()->idle());
    EXPECT_FALSE(store()->poll().has_value());
}

TEST_P(EveryStore, GivesTheBatchBackWhole) {
    declare(1, "q");
    const protocol::ContentRef message = content("kept");
    Batch batch{.number = 8,
                .queues_declared = {stored_queue(2, "r")},
                .messages_added = {{1, 1, message, {.session = 4, .channel = 5, .sequence = 6}},
                                   {1, 2, {}, {.session = 7}}},
                .messages_removed = {{1, 9, 9}, {1, 3, 3}},
                .delivered = {{1, 1}},
                .queues_deleted = {12}};

    const Batch back = store().commit(std::move(batch)).batch;

    EXPECT_EQ(back.number, 8U);
    EXPECT_EQ(back.queues_declared.at(0).name, "r");
    ASSERT_EQ(back.messages_added.size(), 2U);
    EXPECT_EQ(&*back.messages_added[0].content, &*message);
    EXPECT_EQ(back.messages_added[0].confirm.sequence, 6U);
    EXPECT_EQ(back.messages_added[1].confirm.session, 7U);
    EXPECT_EQ(back.messages_removed.at(0).first, 9U);
    EXPECT_EQ(back.delivered.at(0).position, 1U);
    EXPECT_EQ(back.queues_deleted, std::vector<QueueId>{12});
}

TEST_P(EveryStore, FinishesTheBatchUnderWayWhenItCloses) {
    declare(1, "q");
    store().write({});  // whatever was to fail has failed
    store()->commit(adding(1, 1, {"last words"}));

    EXPECT_EQ(contents_of(load_one(*reopen())), Strings{"1=last words"});
}

TEST_P(EveryStore, LeavesNoThreadBehind) {
    const auto threads = [] {
        const std::filesystem::directory_iterator tasks{"/proc/self/task"};
        return std::distance(begin(tasks), end(tasks));
    };
    store_.reset();
    const auto before = threads();

    for (int round = 0; round < 5; ++round) reopen().write({.delivered = {{1, 1}}});
    store_.reset();

    EXPECT_EQ(threads(), before);
}

/// A history in which each kind of change follows each other.
std::vector<Batch> history() {
    std::vector<Batch> batches;
    batches.push_back({.queues_declared = {stored_queue(1, "q"), stored_queue(2, "r")}});
    batches.push_back(adding(1, 1, {"a", "b", "c"}));
    batches.push_back(adding(2, 1, {"A", "B"}));
    batches.push_back({.messages_removed = {{1, 1, 1}}, .delivered = {{1, 2}}});
    batches.push_back({.queues_declared = {stored_queue(3, "s")}, .queues_deleted = {2}});
    batches.push_back(adding(3, 1, {"x"}));
    batches.push_back({.messages_removed = {{1, 3, 3}}});
    return batches;
}

Strings everything_in(Store& store) {
    Strings lines;
    for (const RecoveredQueue& queue : store.load()) {
        lines.push_back(queue.queue.name + " " + std::to_string(queue.queue.delivered));
        for (std::string& line : contents_of(queue)) lines.push_back(std::move(line));
    }
    return lines;
}

class EveryFault : public testing::TestWithParam<Kind> {};

INSTANTIATE_TEST_SUITE_P(Stores, EveryFault,
                         testing::Values(Kind{"Memory", memory}, Kind{"Sqlite", sqlite}),
                         [](const auto& kind) { return kind.param.name; });

TEST_P(EveryFault, AFailedBatchLeavesNothingAndItsRetryEverything) {
    OpenStore naive{std::make_unique<MemoryStore>(std::make_shared<MemoryDisk>())};
    for (std::size_t n = 1; n <= history().size(); ++n) {
        SCOPED_TRACE(n);
        const TemporaryFolder folder;
        const OpenAgain open = GetParam().start(folder.path());
        std::vector<Batch> batches = history();
        auto store = std::make_unique<OpenStore>(std::make_unique<FaultyStore>(open(), n));
        for (std::size_t i = 0; i + 1 < n; ++i) store->write(std::move(batches[i]));
        EXPECT_EQ(store->failures(), 0);

        Committed failed = store->commit(std::move(batches[n - 1]));
        store.reset();

        EXPECT_TRUE(failed.error.has_value());
        store = std::make_unique<OpenStore>(open());
        EXPECT_EQ(everything_in(**store), everything_in(*naive));

        store->write(std::move(failed.batch));
        for (std::size_t i = n; i < batches.size(); ++i) store->write(std::move(batches[i]));
        store.reset();

        store = std::make_unique<OpenStore>(open());
        EXPECT_EQ(everything_in(**store), (Strings{"q 2", "2=b", "s 0", "1=x"}));
        naive.write(std::move(history()[n - 1]));
    }
}

TEST(MemoryStore, KeepsNothingWithoutADisk) {
    OpenStore store{std::make_unique<MemoryStore>()};
    const protocol::ContentRef message = content("gone");
    store.write(
        {.queues_declared = {stored_queue(1, "q")}, .messages_added = {{1, 1, message, {}}}});

    EXPECT_TRUE(store->load().empty());
    EXPECT_EQ(message.use_count(), 1U);
}

}  // namespace
}  // namespace leveret::broker
