#pragma once

#include <cstdint>
#include <stdexcept>
#include <string>
#include <string_view>

namespace leveret::services::database {

/// A file that cannot be used, in one line that says what to do.
struct Unusable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// The path of a database that lives in memory and keeps nothing.
inline constexpr std::string_view in_memory = ":memory:";

/// What a database file is for and how it looks inside.
struct Schema {
    const char* purpose;           // in messages: `leveret admin`
    std::uint32_t application_id;  // in the file's header; tells ours from others
    int version;                   // of the tables; in the file's header as user_version
    std::string tables;            // SQL that makes them
};

/// Finds out whether `path` can be used, without changing anything: `:memory:`, a file of this
/// schema that no other process uses, or no file in a folder that is there or can be made.
/// @throws Unusable
void check_file(const std::string& path, const Schema& schema);

/// Keeps other processes of ours away from a database file for as long as it lives.
class FileLock {
  public:
    /// Makes the file, empty, and its folder when they are missing. `:memory:` needs no lock.
    /// @throws Unusable: also when the file is of another schema
    FileLock(const std::string& path, const Schema& schema);
    ~FileLock();
    FileLock(const FileLock&) = delete;
    FileLock& operator=(const FileLock&) = delete;

  private:
    int descriptor_ = -1;
};

/// @throws Unusable: the file holds something else than this schema
[[noreturn]] void throw_not_ours(const std::string& path, const Schema& schema);
/// @throws Unusable: the file's tables are of a version that this program does not know
[[noreturn]] void throw_newer(const std::string& path);

}  // namespace leveret::services::database
