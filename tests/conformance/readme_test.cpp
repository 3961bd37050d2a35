#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <set>
#include <string>

#include <gtest/gtest.h>

// README.md says what every behaviour number in the names of these tests stands for.

namespace leveret::test {
namespace {

std::string text_of(const std::filesystem::path& path) {
    std::ifstream file{path};
    return {std::istreambuf_iterator<char>{file}, {}};
}

void collect(const std::string& text, std::set<std::string>& numbers) {
    static const std::regex number{"B[0-9]{3}"};
    for (std::sregex_iterator at{text.begin(), text.end(), number}, end; at != end; ++at) {
        numbers.insert(at->str());
    }
}

TEST(BehaviourList, NamesEveryNumberThatTestsCiteAndNoOther) {
    const std::filesystem::path folder{CONFORMANCE_FOLDER};
    std::set<std::string> cited;
    for (const auto& entry : std::filesystem::directory_iterator{folder}) {
        if (entry.path().extension() == ".cpp") collect(text_of(entry.path()), cited);
    }
    std::set<std::string> listed;
    collect(text_of(folder / "README.md"), listed);

    EXPECT_EQ(listed, cited);
}

}  // namespace
}  // namespace leveret::test
