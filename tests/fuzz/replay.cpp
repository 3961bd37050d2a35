// Every input of the corpus through its target, with any compiler: what fuzzing once found stays
// found.
#include <algorithm>
#include <filesystem>
#include <fstream>
#include <functional>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

#include "tests/fuzz/targets.hpp"

namespace leveret::fuzz {
namespace {

struct Target {
    std::string name;
    std::function<void(protocol::Bytes)> run;
    friend void PrintTo(const Target& target, std::ostream* out) { *out << target.name; }
};

class Corpus : public testing::TestWithParam<Target> {};

TEST_P(Corpus, LeadsNowhereItMustNot) {
    std::vector<std::filesystem::path> files;
    for (const auto& entry :
         std::filesystem::directory_iterator(std::string(FUZZ_CORPUS "/") + GetParam().name)) {
        files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    ASSERT_FALSE(files.empty());

    for (const auto& file : files) {
        std::ifstream stream{file, std::ios::binary};
        const std::string octets{std::istreambuf_iterator<char>{stream}, {}};
        EXPECT_NO_THROW(GetParam().run(octets)) << file.filename();
    }
}

INSTANTIATE_TEST_SUITE_P(Targets, Corpus,
                         testing::Values(Target{"frame", frames}, Target{"table", tables},
                                         Target{"connection", connection}),
                         [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::fuzz
