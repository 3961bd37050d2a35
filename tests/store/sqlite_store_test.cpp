// What only the data file does: refusals, views, errors of its own, the size of its log.
#include "broker/store/sqlite_store.hpp"

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <memory>
#include <string>
#include <unistd.h>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

#include "broker/store/row_key.hpp"
#include "broker/store/sqlite_schema.hpp"
#include "tests/store/open_store.hpp"

namespace leveret::broker {
namespace {

namespace fs = std::filesystem;
using Strings = std::vector<std::string>;
using namespace std::chrono_literals;

/// What the refusal says; "" when there is none.
std::string refusal(const fs::path& folder) {
    try {
        SqliteStore{folder}.load();
    } catch (const StoreUnreadable& refused) {
        return refused.what();
    }
    return "";
}

std::string octets_of(const fs::path& file) {
    std::ifstream in{file, std::ios::binary};
    return {std::istreambuf_iterator<char>{in}, {}};
}

void write_file(const fs::path& file, const std::string& octets) {
    std::ofstream{file, std::ios::binary} << octets;
}

Strings names_in(const fs::path& folder) {
    Strings names;
    for (const auto& entry : fs::directory_iterator{folder}) {
        if (entry.path().filename() != "leveret.lock") names.push_back(entry.path().filename());
    }
    std::ranges::sort(names);
    return names;
}

SqliteDatabase open_database(const fs::path& file, SqliteDatabase::Mode mode) {
    return SqliteDatabase::open(file, mode).value();
}

/// Runs SQL on a file that nobody has open.
void change(const fs::path& file, const std::string& sql) {
    open_database(file, SqliteDatabase::Mode::create).execute(sql).value();
}

class StoreRefusal : public testing::Test {
  protected:
    TemporaryFolder folder_;
    const fs::path file_ = folder_ / "leveret.db";

    void expect_refused(const std::string& why) {
        const Strings names = names_in(folder_.path());
        const std::string octets = octets_of(file_);

        const std::string refused = refusal(folder_.path());

        EXPECT_EQ(refused.find(file_.string()), 0U) << refused;
        EXPECT_NE(refused.find(why), std::string::npos) << refused;
        EXPECT_EQ(refused.find('\n'), std::string::npos) << refused;
        EXPECT_EQ(names_in(folder_.path()), names);
        EXPECT_TRUE(octets_of(file_) == octets);
    }
};

TEST_F(StoreRefusal, OfAFileThatIsNoDatabase) {
    write_file(file_, std::string(5000, 'x'));
    expect_refused("is not a database: choose another data folder");
}

TEST_F(StoreRefusal, OfAFileThatIsTooShort) {
    write_file(file_, std::string{"SQLite format 3\0", 16});
    expect_refused("is not a database");
}

TEST_F(StoreRefusal, OfAnotherProgramsDatabase) {
    change(file_, "CREATE TABLE theirs (a); INSERT INTO theirs VALUES (1)");
    expect_refused("is another program's database: choose another data folder");
}

TEST_F(StoreRefusal, OfANewerSchema) {
    EXPECT_EQ(refusal(folder_.path()), "");
    change(file_, "PRAGMA user_version = 2");
    expect_refused("has schema version 2, this Leveret knows 1: start the newer Leveret");
}

TEST_F(StoreRefusal, OfANewerSchemaThatOnlyTheLogKnows) {
    EXPECT_EQ(refusal(folder_.path()), "");
    const TemporaryFolder cut;
    {
        SqliteDatabase newer = open_database(file_, SqliteDatabase::Mode::read_write);
        newer.execute("PRAGMA user_version = 2").value();
        fs::copy(file_, cut / "leveret.db");
        fs::copy(file_.string() + "-wal", cut / "leveret.db-wal");
    }
    const std::string log = octets_of(cut / "leveret.db-wal");

    EXPECT_NE(refusal(cut.path()).find("has schema version 2"), std::string::npos);

    EXPECT_TRUE(octets_of(cut / "leveret.db-wal") == log);
}

TEST_F(StoreRefusal, OfALogWithoutItsFile) {
    write_file(file_.string() + "-wal", "what is left");
    expect_refused("is missing or empty, but its log leveret.db-wal is there");
}

TEST_F(StoreRefusal, OfATruncatedFile) {
    EXPECT_EQ(refusal(folder_.path()), "");
    fs::resize_file(file_, 3 * store_page_octets / 2);
    const std::string octets = octets_of(file_);

    EXPECT_NE(refusal(folder_.path()).find("restore a backup"), std::string::npos);

    EXPECT_TRUE(octets_of(file_) == octets);
}

TEST_F(StoreRefusal, OfARowThatMakesNoSense) {
    EXPECT_EQ(refusal(folder_.path()), "");
    change(file_,
           "INSERT INTO queue_rows VALUES (1, '/', 'q', 0, x'', 0);"
           "INSERT INTO message_rows VALUES ((1 << 40) + 1, '', 'q', x'00', x'00')");
    expect_refused("is damaged (message row 1099511627777 makes no sense): restore a backup");
}

TEST_F(StoreRefusal, OfASecondStoreOnTheFolder) {
    auto first = std::make_unique<SqliteStore>(folder_.path());

    const std::string refused = refusal(folder_.path());

    EXPECT_EQ(refused, folder_.path().string() + " is in use by a running broker (process " +
                           std::to_string(::getpid()) +
                           "): stop that one or choose another data folder");
    first.reset();
    EXPECT_EQ(refusal(folder_.path()), "");
}

TEST_F(StoreRefusal, OfAFolderThatIsAFile) {
    write_file(folder_ / "data", "");
    EXPECT_NE(refusal(folder_ / "data").find("cannot be written"), std::string::npos);
    EXPECT_NE(refusal(folder_ / "data/below").find("cannot be written"), std::string::npos);
}

TEST_F(StoreRefusal, OfAFolderWithoutTheRightToWrite) {
    const fs::path closed = folder_ / "closed";
    fs::create_directory(closed);
    fs::permissions(folder_.path(), fs::perms{0755});
    fs::permissions(closed, fs::perms{0555});
    const uid_t user = ::geteuid();
    constexpr uid_t nobody = 65'534;
    ASSERT_EQ(::seteuid(user == 0 ? nobody : user), 0);

    const std::string refused = refusal(closed);

    ASSERT_EQ(::seteuid(user), 0);
    EXPECT_EQ(refused, (closed / "leveret.lock").string() +
                           " cannot be written (Permission denied): give the broker the right to,"
                           " or choose another data folder");
}

TEST_F(StoreRefusal, IsNotOfAnEmptyFileOrADraft) {
    write_file(file_, "");
    write_file(file_.string() + ".new", "cut short");

    EXPECT_EQ(refusal(folder_.path()), "");
    EXPECT_EQ(names_in(folder_.path()), Strings{"leveret.db"});
}

TEST(SqliteStore, MakesItsFolder) {
    const TemporaryFolder folder;

    EXPECT_EQ(refusal(folder / "a/b"), "");

    EXPECT_EQ(names_in(folder / "a/b"), Strings{"leveret.db"});
    SqliteDatabase made = open_database(folder / "a/b/leveret.db", SqliteDatabase::Mode::read_only);
    EXPECT_EQ(*made.query_integer("PRAGMA application_id"), store_application_id);
    EXPECT_EQ(*made.query_integer("PRAGMA user_version"), store_schema_version);
    EXPECT_EQ(*made.query_integer("PRAGMA page_size"), store_page_octets);
}

class SqliteFile : public testing::Test {
  protected:
    TemporaryFolder folder_;
    const fs::path file_ = folder_ / "leveret.db";
    OpenStore store_{std::make_unique<SqliteStore>(
        folder_.path(), SqliteStoreOptions{.lock_timeout = 0ms, .log_octets = 1'048'576})};

    void SetUp() override {
        store_.write({.queues_declared = {stored_queue(1, "q"), stored_queue(2, "empty")}});
    }
};

TEST_F(SqliteFile, AnswersQueriesThroughItsViewsWhileItIsOpen) {
    Batch batch = adding(1, 1, {"one", "two"});
    batch.delivered = {{1, 1}};
    store_.write(std::move(batch));
    SqliteDatabase outside = open_database(file_, SqliteDatabase::Mode::read_only);

    SqliteStatement messages =
        outside
            .prepare(
                "SELECT vhost, queue, position, redelivered, exchange, routing_key,"
                " body_octets, body FROM messages WHERE queue = 'q'")
            .value();
    Strings rows;
    while (messages.step().value()) {
        rows.emplace_back();
        for (int column = 0; column < 8; ++column) {
            rows.back() += std::string{messages.octets(column)} + "|";
        }
    }
    EXPECT_EQ(rows, (Strings{"/|q|1|1||q|3|one|", "/|q|2|0||q|3|two|"}));
    EXPECT_EQ(*outside.query_integer("SELECT messages FROM queues WHERE name = 'q'"), 2);
    EXPECT_EQ(*outside.query_integer("SELECT messages FROM queues WHERE name = 'empty'"), 0);
    EXPECT_EQ(*outside.query_integer("SELECT auto_delete FROM queues WHERE vhost = '/'"), 0);
}

TEST_F(SqliteFile, RefusesNumbersItCannotKeepAndWritesNothing) {
    const Committed position = store_.commit(adding(1, position_max, {"last", "beyond"}));
    ASSERT_TRUE(position.error.has_value());
    EXPECT_EQ(position.error->text, file_.string() + ": cannot write a message: position " +
                                        std::to_string(position_max + 1) +
                                        " is beyond what the file can number");

    EXPECT_TRUE(store_.commit(adding(queue_id_max + 1, 1, {"x"})).error.has_value());
    EXPECT_TRUE(store_.commit(adding(1, 0, {"x"})).error.has_value());
    EXPECT_TRUE(store_.commit({.queues_declared = {stored_queue(queue_id_max + 1, "x")}})
                    .error.has_value());
    SqliteDatabase outside = open_database(file_, SqliteDatabase::Mode::read_only);
    EXPECT_EQ(*outside.query_integer("SELECT count(*) FROM message_rows"), 0);

    EXPECT_FALSE(
        store_.commit({.queues_declared = {stored_queue(queue_id_max, "top")}}).error.has_value());
    EXPECT_FALSE(store_.commit(adding(queue_id_max, position_max, {"top"})).error.has_value());
    EXPECT_FALSE(
        store_.commit({.messages_removed = {{queue_id_max, 1, position_max}}}).error.has_value());
}

TEST_F(SqliteFile, FailsOnAPositionThatIsTakenAndWritesNothing) {
    store_.write(adding(1, 2, {"first"}));

    const Committed done = store_.commit(adding(1, 1, {"a", "b", "c"}));

    ASSERT_TRUE(done.error.has_value());
    EXPECT_NE(done.error->text.find("UNIQUE constraint failed"), std::string::npos);
    SqliteDatabase outside = open_database(file_, SqliteDatabase::Mode::read_only);
    EXPECT_EQ(*outside.query_integer("SELECT count(*) FROM messages"), 1);
    EXPECT_EQ(*outside.query_integer("SELECT position FROM messages"), 2);
}

TEST_F(SqliteFile, FailsWhileAnotherProgramWritesAndThenGoesOn) {
    SqliteDatabase other = open_database(file_, SqliteDatabase::Mode::read_write);
    other.execute("BEGIN IMMEDIATE").value();

    Committed done = store_.commit(adding(1, 1, {"patient"}));
    ASSERT_TRUE(done.error.has_value());
    EXPECT_EQ(done.error->text,
              file_.string() + ": cannot begin to write: database is locked (SQLite 5)");

    other.execute("ROLLBACK").value();
    EXPECT_FALSE(store_.commit(std::move(done.batch)).error.has_value());
}

TEST_F(SqliteFile, BeginsNoTransactionForNothing) {
    SqliteDatabase other = open_database(file_, SqliteDatabase::Mode::read_write);
    other.execute("BEGIN IMMEDIATE").value();
    Batch consumed = adding(1, 1, {"gone"});
    consumed.messages_added[0].content = {};

    EXPECT_FALSE(store_.commit(std::move(consumed)).error.has_value());
    EXPECT_FALSE(store_.commit({}).error.has_value());
}

TEST_F(SqliteFile, KeepsItsLogBounded) {
    const std::string body(10'000, 'b');
    std::uintmax_t longest = 0;
    for (Position first = 1; first < 3'000; first += 10) {
        Batch batch = adding(1, first, Strings(10, body));
        if (first > 100) batch.messages_removed = {{1, first - 100, first - 91}};
        store_.write(std::move(batch));
        longest = std::max(longest, fs::file_size(file_.string() + "-wal"));
    }

    EXPECT_GT(longest, 1'000'000U);
    EXPECT_LT(longest, 2'000'000U);
}

TEST_F(SqliteFile, KeepsItsLogBoundedAgainAfterAReaderHasGone) {
    const std::string body(100'000, 'b');
    Position next = 1;
    const auto write_mebibytes = [&](int count) {
        for (int i = 0; i < count * 10; ++i) store_.write(adding(1, next++, {body}));
        return fs::file_size(file_.string() + "-wal");
    };
    {
        SqliteDatabase reader = open_database(file_, SqliteDatabase::Mode::read_only);
        reader.execute("BEGIN; SELECT count(*) FROM queues").value();
        EXPECT_GT(write_mebibytes(5), 4'000'000U);
    }
    const std::uintmax_t grown = write_mebibytes(3);

    EXPECT_EQ(write_mebibytes(10), grown);
}

TEST_F(SqliteFile, GivesBackTheRoomOfALongBacklog) {
    const std::string body(1'048'576, 'b');
    for (Position position = 1; position <= 90; ++position) {
        store_.write(adding(1, position, {body}));
    }
    store_.write({.messages_removed = {{1, 1, 90}}});
    SqliteDatabase outside = open_database(file_, SqliteDatabase::Mode::read_only);
    const std::int64_t pages = *outside.query_integer("PRAGMA page_count");

    for (Position position = 1; position <= 10; ++position) {
        store_.write({.delivered = {{1, position}}});
    }

    EXPECT_LT(*outside.query_integer("PRAGMA page_count"), pages - 9 * 128);
    EXPECT_GT(*outside.query_integer("PRAGMA page_count"), 1);
}

}  // namespace
}  // namespace leveret::broker
