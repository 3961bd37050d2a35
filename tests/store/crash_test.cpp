// What is left after kill -9: every batch that was reported, and none in part.
#include <cstdint>
#include <cstdlib>
#include <map>
#include <memory>
#include <signal.h>
#include <string>
#include <sys/wait.h>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "broker/store/sqlite_store.hpp"
#include "tests/store/open_store.hpp"

namespace leveret::broker {
namespace {

constexpr Position messages_a_batch = 20;

/// Batch `number` adds its messages to two queues and takes out what batch `number - 10` added to
/// the first, whose bodies all say the batch's number.
Batch numbered(std::uint64_t number) {
    const Position first = 1 + number * messages_a_batch;
    const std::string body = std::to_string(number) + " " + std::string(number * 37 % 3'000, 'b');
    Batch batch{.number = number};
    for (Position position = first; position < first + messages_a_batch; ++position) {
        for (QueueId queue = 1; queue <= 2; ++queue) {
            batch.messages_added.push_back({queue, position, content(body), {}});
        }
    }
    if (number > 10) {
        const Position gone = first - 10 * messages_a_batch;
        batch.messages_removed = {{1, gone, gone + messages_a_batch - 1}};
    }
    return batch;
}

/// The child: commits batches from `number` on and reports each that is finished, for ever.
[[noreturn]] void commit_until_killed(const std::filesystem::path& folder, std::uint64_t number,
                                      int report) {
    OpenStore store{
        std::make_unique<SqliteStore>(folder, SqliteStoreOptions{.log_octets = 500'000})};
    store->load();
    store.write({.queues_declared = {stored_queue(1, "drained"), stored_queue(2, "kept")}});
    for (;; ++number) {
        if (store.commit(numbered(number)).error) ::_exit(1);
        if (::write(report, &number, sizeof number) != sizeof number) ::_exit(2);
    }
}

/// Runs the child until it has reported `count` batches, kills it, and gives the last it reported.
std::uint64_t kill_after(std::uint64_t count, const std::filesystem::path& folder,
                         std::uint64_t from) {
    int report[2];
    if (::pipe(report) != 0) std::abort();
    const pid_t child = ::fork();
    if (child == 0) {
        ::close(report[0]);
        commit_until_killed(folder, from, report[1]);
    }
    ::close(report[1]);
    std::uint64_t last = 0;
    std::uint64_t number = 0;
    const auto next = [&] { return ::read(report[0], &number, sizeof number) == sizeof number; };
    while (count-- > 0 && next()) last = number;
    ::kill(child, SIGKILL);
    while (next()) last = number;  // reported before the signal came
    ::close(report[0]);
    int status = 0;
    ::waitpid(child, &status, 0);
    EXPECT_TRUE(WIFSIGNALED(status)) << "exit code " << WEXITSTATUS(status);
    return last;
}

/// Which batches a queue holds, and how many messages of each.
std::map<std::uint64_t, Position> batches_in(const RecoveredQueue& queue) {
    std::map<std::uint64_t, Position> batches;
    for (const auto& [position, message] : queue.messages) {
        const std::uint64_t number = std::stoull(std::string{message->body()});
        EXPECT_EQ((position - 1) / messages_a_batch, number);
        batches[number] += 1;
    }
    return batches;
}

TEST(SqliteCrash, LosesNoReportedBatchAndKeepsNoneInPart) {
    const TemporaryFolder folder;
    std::uint64_t next = 1;
    for (std::uint64_t round = 0; round < 12; ++round) {
        SCOPED_TRACE(round);

        const std::uint64_t reported = kill_after(1 + round * 5 % 23, folder.path(), next);

        const std::vector<RecoveredQueue> queues = SqliteStore{folder.path()}.load();
        ASSERT_EQ(queues.size(), 2U);
        const auto kept = batches_in(queues[1]);
        ASSERT_FALSE(kept.empty());
        const std::uint64_t last = kept.rbegin()->first;
        EXPECT_GE(last, reported);
        EXPECT_LE(last, reported + 1);
        EXPECT_EQ(kept.size(), last);  // 1 to last, without a gap
        for (const auto& [number, messages] : kept) EXPECT_EQ(messages, messages_a_batch);

        const auto drained = batches_in(queues[0]);
        EXPECT_EQ(drained.rbegin()->first, last);
        EXPECT_EQ(drained.size(), std::min<std::uint64_t>(last, 10));
        for (const auto& [number, messages] : drained) EXPECT_EQ(messages, messages_a_batch);
        next = last + 1;
    }
}

}  // namespace
}  // namespace leveret::broker
