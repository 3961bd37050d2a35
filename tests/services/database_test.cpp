#include "services/database/database.hpp"

#include <filesystem>

#include <gtest/gtest.h>

#include "services/database/statement.hpp"
#include "tests/services/temporary_folder.hpp"

namespace leveret::services::database {
namespace {

const Schema ours{"leveret admin", 0x4C764164, 1, "create table numbers (n integer)"};

/// What check_file or opening says; empty when they say nothing.
template <class Do>
std::string refusal(Do act) {
    try {
        act();
        return "";
    } catch (const Unusable& error) {
        return error.what();
    }
}

TEST(Database, KeepsWhatWasCommitted) {
    TemporaryFolder folder;
    {
        Database database(folder / "new/folder/a.db", ours);
        Transaction transaction(database);
        database.execute("insert into numbers values (7)");
        transaction.commit();
    }

    Database again(folder / "new/folder/a.db", ours);

    EXPECT_EQ(again.integer("select n from numbers"), 7);
}

TEST(Database, UndoesWhatWasNotCommitted) {
    Database database(":memory:", ours);
    {
        Transaction transaction(database, Durability::lazy);
        database.execute("insert into numbers values (7)");
    }

    EXPECT_EQ(database.integer("select count(*) from numbers"), 0);
    EXPECT_EQ(database.integer("pragma synchronous"), 2) << "lazy lasts for one transaction only";
}

TEST(Database, SaysWhatItWouldNotDo) {
    Database database(":memory:", ours);

    EXPECT_THROW(database.execute("nonsense"), Failure);
    EXPECT_THROW(Statement(database, "select * from nowhere"), Failure);
}

TEST(Database, BelongsToOneAtATime) {
    TemporaryFolder folder;
    const Database database(folder / "a.db", ours);

    EXPECT_NE(refusal([&] { check_file(folder / "a.db", ours); }).find("in use"),
              std::string::npos);
    EXPECT_NE(refusal([&] { Database(folder / "a.db", ours); }).find("in use"), std::string::npos);
}

TEST(Database, CanBeReadBesidesItsOwner) {
    TemporaryFolder folder;
    Database database(folder / "a.db", ours);
    database.execute("insert into numbers values (7)");

    auto reader =
        broker::SqliteDatabase::open(folder / "a.db", broker::SqliteDatabase::Mode::read_only);

    EXPECT_EQ(reader.value().query_integer("select n from numbers").value(), 7);
}

TEST(Database, OfAnotherPurposeIsRefusedAndLeftAlone) {
    TemporaryFolder folder;
    const Schema other{"leveret main", 0x4C764D6E, 1, "create table other (n integer)"};
    { Database database(folder / "a.db", other); }

    EXPECT_NE(
        refusal([&] { check_file(folder / "a.db", ours); }).find("is no database of leveret admin"),
        std::string::npos);
    EXPECT_EQ(refusal([&] { Database(folder / "a.db", other); }), "");
}

TEST(Database, OfAnotherProgramIsRefused) {
    TemporaryFolder folder;
    {
        auto made =
            broker::SqliteDatabase::open(folder / "a.db", broker::SqliteDatabase::Mode::create);
        ASSERT_TRUE(made.value().execute("create table theirs (n integer)"));
    }

    EXPECT_NE(refusal([&] { Database(folder / "a.db", ours); }).find("is no database of"),
              std::string::npos);
}

TEST(Database, OfANewerVersionIsRefused) {
    TemporaryFolder folder;
    Schema newer = ours;
    newer.version = 2;
    { Database database(folder / "a.db", newer); }

    EXPECT_NE(refusal([&] { check_file(folder / "a.db", ours); }).find("newer"), std::string::npos);
}

struct BadFile {
    const char* name;
    std::string octets;
};
class BadFiles : public testing::TestWithParam<BadFile> {};

TEST_P(BadFiles, AreRefusedAndLeftAlone) {
    TemporaryFolder folder;
    write_file(folder / "a.db", GetParam().octets);

    EXPECT_NE(refusal([&] { check_file(folder / "a.db", ours); }).find("is no database of"),
              std::string::npos);
    EXPECT_NE(refusal([&] { Database(folder / "a.db", ours); }).find("is no database of"),
              std::string::npos);
    EXPECT_EQ(std::filesystem::file_size(folder / "a.db"), GetParam().octets.size());
}

INSTANTIATE_TEST_SUITE_P(All, BadFiles,
                         testing::Values(BadFile{"Short", "x"},
                                         BadFile{"Long", std::string(8192, 'x')},
                                         BadFile{"HeaderAlone", "SQLite format 3"}),
                         [](const auto& instance) { return instance.param.name; });

TEST(CheckFile, MakesNothing) {
    TemporaryFolder folder;

    EXPECT_EQ(refusal([&] { check_file(folder / "some/where/a.db", ours); }), "");
    EXPECT_EQ(refusal([&] { check_file(":memory:", ours); }), "");

    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

TEST(CheckFile, RefusesAFolderThatIsAFile) {
    TemporaryFolder folder;
    write_file(folder / "file", "x");

    EXPECT_NE(refusal([&] { check_file(folder / "file/a.db", ours); }).find("is no folder"),
              std::string::npos);
}

}  // namespace
}  // namespace leveret::services::database
