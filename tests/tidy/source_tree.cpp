#include "tests/tidy/source_tree.hpp"

#include <filesystem>
#include <fstream>
#include <regex>
#include <string_view>

namespace leveret::tidy {

namespace fs = std::filesystem;

std::vector<SourceFile> read_sources(const std::vector<std::string>& folders) {
    const fs::path root{LEVERET_SOURCE_DIR};
    std::vector<SourceFile> sources;
    for (const std::string& folder : folders) {
        for (const fs::directory_entry& entry : fs::recursive_directory_iterator(root / folder)) {
            const std::string extension = entry.path().extension();
            if (extension != ".hpp" && extension != ".cpp") continue;
            SourceFile file{.path = fs::relative(entry.path(), root).generic_string()};
            std::ifstream stream(entry.path());
            for (std::string line; std::getline(stream, line);) file.lines.push_back(line);
            sources.push_back(std::move(file));
        }
    }
    return sources;
}

std::vector<std::string> own_includes(const SourceFile& file) {
    std::vector<std::string> includes;
    for (const std::string& line : file.lines) {
        if (!line.starts_with("#include \"")) continue;
        includes.push_back(line.substr(10, line.rfind('"') - 10));
    }
    return includes;
}

std::vector<Function> functions(const SourceFile& file) {
    // A signature begins at the left edge or one step into a class and ends with a brace; its
    // parameters may go over several lines, which are indented further.
    static const std::regex beginning{R"(^( {4})?[^\s#/}].*\(.*)"};
    static const std::regex ending{R"(.*\)[^;={]*\{)"};
    static const std::regex keyword{
        R"(^ *(if|for|while|switch|else|do|namespace|INSTANTIATE_TEST_SUITE_P)\b.*)"};
    std::vector<Function> found;
    for (std::size_t first = 0; first < file.lines.size(); ++first) {
        const std::string& line = file.lines[first];
        if (!std::regex_match(line, beginning) || std::regex_match(line, keyword)) continue;
        const std::size_t indent = line.find_first_not_of(' ');
        std::size_t last = first;
        while (last + 1 < file.lines.size() &&
               std::string_view("{};").find(file.lines[last].back()) == std::string_view::npos &&
               file.lines[last + 1].find_first_not_of(' ') != std::string::npos &&
               file.lines[last + 1].find_first_not_of(' ') > indent) {
            last += 1;
        }
        if (!std::regex_match(file.lines[last], ending)) continue;
        const std::string closing = std::string(indent, ' ') + "}";
        for (std::size_t end = last + 1; end < file.lines.size(); ++end) {
            if (!file.lines[end].starts_with(closing)) continue;
            found.push_back({first + 1, end - first + 1});
            break;
        }
    }
    return found;
}

std::string code_of(const std::string& line) {
    static const std::regex quoted{R"("(\\.|[^"\\])*")"};
    std::string code = std::regex_replace(line, quoted, "\"\"");
    return code.substr(0, code.find("//"));
}

}  // namespace leveret::tidy
