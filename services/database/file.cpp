#include "services/database/file.hpp"

#include <array>
#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <filesystem>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

namespace leveret::services::database {

namespace {

namespace files = std::filesystem;

std::string words(int error) {
    return std::generic_category().message(error);
}

[[noreturn]] void throw_closed(const std::string& path, const std::string& cause) {
    throw Unusable(path + " cannot be written (" + cause +
                   "): give the right to, or choose another folder");
}

void lock(int descriptor, const std::string& path) {
    if (flock(descriptor, LOCK_EX | LOCK_NB) == 0) return;
    throw Unusable(path + " is in use by a running process: stop it or choose another folder");
}

void check_folder(const std::string& path) {
    std::error_code error;
    files::path folder = files::absolute(path, error).parent_path();
    while (!files::exists(folder, error) && folder.has_relative_path())
        folder = folder.parent_path();
    if (!files::is_directory(folder, error)) throw_closed(path, folder.string() + " is no folder");
    if (access(folder.c_str(), W_OK | X_OK) != 0) throw_closed(path, words(errno));
}

/// Looks at the header that SQLite's file format puts in front: 100 octets, with user_version at 60
/// and application_id at 68, most significant octet first.
void check_header(int descriptor, const std::string& path, const Schema& schema) {
    std::array<char, 100> header{};
    const ssize_t size = pread(descriptor, header.data(), header.size(), 0);
    if (size == 0) return;  // made, but never filled
    constexpr std::string_view magic("SQLite format 3\0", 16);
    if (size < static_cast<ssize_t>(header.size()) ||
        std::string_view(header.data(), magic.size()) != magic) {
        throw_not_ours(path, schema);
    }
    const auto number_at = [&](std::size_t offset) {
        std::uint32_t value = 0;
        std::memcpy(&value, header.data() + offset, sizeof value);
        return __builtin_bswap32(value);
    };
    // 0 may be ours if we were killed while making it: SQLite finds out.
    const std::uint32_t application_id = number_at(68);
    if (application_id != 0 && application_id != schema.application_id)
        throw_not_ours(path, schema);
    if (number_at(60) > static_cast<std::uint32_t>(schema.version)) throw_newer(path);
}

}  // namespace

void throw_not_ours(const std::string& path, const Schema& schema) {
    throw Unusable(path + " is no database of " + schema.purpose +
                   ": move it away or choose another folder");
}

void throw_newer(const std::string& path) {
    throw Unusable(path + " was written by a newer Leveret: use that one or choose another folder");
}

void check_file(const std::string& path, const Schema& schema) {
    if (path == in_memory) return;
    const int descriptor = open(path.c_str(), O_RDWR | O_CLOEXEC);
    if (descriptor < 0) {
        if (errno == ENOENT || errno == ENOTDIR) return check_folder(path);
        throw_closed(path, words(errno));
    }
    try {
        lock(descriptor, path);
        check_header(descriptor, path, schema);
    } catch (...) {
        close(descriptor);
        throw;
    }
    close(descriptor);
}

FileLock::FileLock(const std::string& path, const Schema& schema) {
    if (path == in_memory) return;
    std::error_code error;
    const files::path folder = files::absolute(path, error).parent_path();
    files::create_directories(folder, error);
    if (error) throw_closed(folder.string(), error.message());
    descriptor_ = open(path.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw_closed(path, words(errno));
    try {
        lock(descriptor_, path);
        check_header(descriptor_, path, schema);
    } catch (...) {
        close(descriptor_);
        throw;
    }
}

FileLock::~FileLock() {
    if (descriptor_ >= 0) close(descriptor_);
}

}  // namespace leveret::services::database
