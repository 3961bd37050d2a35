#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace leveret::tidy {

/// One file of ours as text.
struct SourceFile {
    std::string path;  // from the top of the tree, with slashes
    std::vector<std::string> lines;
    bool is_header() const { return path.ends_with(".hpp"); }
};

/// A function's place and length, found by its indentation: the formatter makes that reliable.
struct Function {
    std::size_t first_line;  // counted from 1
    std::size_t lines;
};

/// Every .hpp and .cpp below the named folders.
std::vector<SourceFile> read_sources(const std::vector<std::string>& folders);

/// What the file includes in quotes.
std::vector<std::string> own_includes(const SourceFile& file);

std::vector<Function> functions(const SourceFile& file);

/// The line without its comment and without what stands in quotes.
std::string code_of(const std::string& line);

}  // namespace leveret::tidy
