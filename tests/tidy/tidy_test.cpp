#include <algorithm>
#include <map>
#include <regex>
#include <set>

#include <gtest/gtest.h>

#include "tests/tidy/source_tree.hpp"

// The rules of the house, held by a test: which layer may include which, how long files and
// functions may be, what must not be called where, and that no file lies about unused.

namespace leveret::tidy {
namespace {

const std::vector<std::string> everything{"protocol", "broker", "services", "tests", "bench"};

bool in_any(const std::string& path, const std::vector<std::string>& folders) {
    return std::any_of(folders.begin(), folders.end(),
                       [&](const std::string& folder) { return path.starts_with(folder); });
}

/// Files below `folder` may include only what lies below `allowed`.
struct LayerRule {
    std::string folder;
    std::vector<std::string> allowed;
};

class Layers : public testing::TestWithParam<LayerRule> {};

TEST_P(Layers, IncludeOnlyWhatLiesBelowThem) {
    for (const SourceFile& file : read_sources({GetParam().folder})) {
        for (const std::string& include : own_includes(file)) {
            EXPECT_TRUE(in_any(include, GetParam().allowed))
                << file.path << " includes " << include << ", which is not of a layer below it";
        }
    }
}

INSTANTIATE_TEST_SUITE_P(
    All, Layers,
    testing::Values(LayerRule{"protocol", {"protocol/"}},
                    // The core stages changes for a store: it knows the contract, and no store.
                    LayerRule{"broker/core",
                              {"protocol/", "broker/core/", "broker/store/store.hpp",
                               "broker/store/change.hpp"}},
                    LayerRule{"broker/store", {"protocol/", "broker/store/"}},
                    LayerRule{"broker/net", {"protocol/", "broker/"}},
                    // SQLite's wrapper is public, so that there is one.
                    LayerRule{"services",
                              {"protocol/", "services/", "broker/server.hpp", "broker/options.hpp",
                               "broker/store/sqlite.hpp"}},
                    LayerRule{"bench",
                              {"protocol/", "broker/", "services/amqp/url.hpp", "bench/"}}),
    [](const auto& instance) {
        std::string name = instance.param.folder;
        std::replace(name.begin(), name.end(), '/', '_');
        return name;
    });

TEST(Files, StayUnderTheirCeiling) {
    constexpr std::size_t ceiling = 500;
    for (const SourceFile& file : read_sources(everything)) {
        EXPECT_LE(file.lines.size(), ceiling) << file.path << " is two files";
    }
}

TEST(Functions, FitOnAScreen) {
    constexpr std::size_t ceiling = 60;
    for (const SourceFile& file : read_sources(everything)) {
        for (const Function& function : functions(file)) {
            EXPECT_LE(function.lines, ceiling)
                << file.path << ":" << function.first_line << " is too long";
        }
    }
}

TEST(Functions, AreFoundByTheirIndentation) {
    const SourceFile file{"sample.cpp",
                          {"int one(int a) {", "    return a;", "}", "", "    void two(int a,",
                           "             int b) {", "    }"}};

    const auto found = functions(file);

    ASSERT_EQ(found.size(), 2U);
    EXPECT_EQ(found[0].lines, 3U);
    EXPECT_EQ(found[1].lines, 3U);
}

/// What must not stand in the code below `folders`.
struct Ban {
    std::string name;
    std::vector<std::string> folders;
    std::string pattern;
    std::string reason;
};

class Banned : public testing::TestWithParam<Ban> {};

TEST_P(Banned, StandsNowhere) {
    const std::regex pattern{GetParam().pattern};
    for (const SourceFile& file : read_sources(GetParam().folders)) {
        for (std::size_t i = 0; i < file.lines.size(); ++i) {
            EXPECT_FALSE(std::regex_search(code_of(file.lines[i]), pattern))
                << file.path << ":" << i + 1 << ": " << GetParam().reason;
        }
    }
}

INSTANTIATE_TEST_SUITE_P(All, Banned,
                         testing::Values(Ban{"Clocks",
                                             {"protocol", "broker/core", "broker/store"},
                                             R"(_clock::now|\btime\(|gettimeofday|clock_gettime)",
                                             "time is an argument"},
                                         Ban{"Threads",
                                             {"protocol", "broker/core"},
                                             R"(std::(thread|mutex|atomic|condition_variable))",
                                             "one thread drives the core"},
                                         Ban{"Randomness",
                                             {"protocol", "broker/core"},
                                             R"(\brand\(|random_device|mt19937)",
                                             "randomness comes from the seed in the settings"},
                                         Ban{"Files",
                                             {"protocol", "broker/core"},
                                             R"(fstream|fopen|getenv|std::cout|std::cerr|printf)",
                                             "no file, no environment, no log in the core"},
                                         Ban{"Virtuals",
                                             {"protocol", "broker/core"},
                                             R"(\bvirtual\b)",
                                             "input and output are values"},
                                         Ban{"Signals",
                                             {"protocol", "broker"},
                                             R"(\bsignal\(|sigaction|signal_set)",
                                             "a library leaves signals to its program"},
                                         Ban{"Sleeps",
                                             {"protocol", "broker", "services"},
                                             R"(sleep_for|sleep_until|usleep)",
                                             "wait for something, not for some time"}),
                         [](const auto& instance) { return instance.param.name; });

TEST(Names, AreNoDrawers) {
    const std::regex drawer{R"(/(utils?|misc|common|helpers?|manager)(\.|/|_))"};
    for (const SourceFile& file : read_sources(everything)) {
        EXPECT_FALSE(std::regex_search(file.path, drawer))
            << file.path << " is named like a drawer";
    }
}

TEST(Headers, AreIncludedBySomebody) {
    std::set<std::string> included{"broker/server.hpp"};
    const auto sources = read_sources(everything);
    for (const SourceFile& file : sources) {
        for (const std::string& include : own_includes(file)) included.insert(include);
    }
    for (const SourceFile& file : sources) {
        if (file.is_header()) {
            EXPECT_TRUE(included.contains(file.path)) << file.path << " is used by nobody";
        }
    }
}

}  // namespace
}  // namespace leveret::tidy
