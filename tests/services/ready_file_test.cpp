#include "services/app/ready_file.hpp"

#include <filesystem>
#include <fstream>
#include <sstream>

#include <gtest/gtest.h>

#include "tests/services/temporary_folder.hpp"

namespace leveret::app {
namespace {

using services::TemporaryFolder;

TEST(ReadyFile, NamesWhatRuns) {
    EXPECT_EQ(ready_text({"amqp://guest:guest@127.0.0.1:1/", "http://a", "http://b"}, 7),
              "{\"amqp\":\"amqp://guest:guest@127.0.0.1:1/\",\"admin\":\"http://a\","
              "\"main\":\"http://b\",\"pid\":7}\n");
}

TEST(ReadyFile, LeavesOutWhatIsOff) {
    EXPECT_EQ(ready_text({"", "http://a", ""}, 7), "{\"admin\":\"http://a\",\"pid\":7}\n");
}

TEST(ReadyFile, IsWrittenWholeOverAnOlderOne) {
    TemporaryFolder folder;
    services::write_file(folder / "ready", "something older and longer");

    write_ready_file(folder / "ready", "new");

    std::stringstream text;
    text << std::ifstream(folder / "ready").rdbuf();
    EXPECT_EQ(text.str(), "new");
    EXPECT_FALSE(std::filesystem::exists(folder / "ready.new"));
}

TEST(ReadyFile, IsCheckedWithoutBeingWritten) {
    TemporaryFolder folder;

    EXPECT_NO_THROW(check_ready_file(folder / "ready"));
    EXPECT_THROW(check_ready_file(folder / "nowhere/ready"), std::runtime_error);
    EXPECT_THROW(check_ready_file(folder.path()), std::runtime_error);

    EXPECT_TRUE(std::filesystem::is_empty(folder.path()));
}

}  // namespace
}  // namespace leveret::app
