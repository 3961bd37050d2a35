#include "broker/store/folder_lock.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <string>
#include <sys/file.h>
#include <system_error>
#include <unistd.h>

#include "broker/store/store_unreadable.hpp"

namespace leveret::broker {

namespace {

[[noreturn]] void throw_unwritable(const std::filesystem::path& path, const std::string& cause) {
    throw StoreUnreadable(path.string() + " cannot be written (" + cause +
                          "): give the broker the right to, or choose another data folder");
}

std::string owner_of(int descriptor) {
    std::array<char, 16> text{};
    const ssize_t octets = ::pread(descriptor, text.data(), text.size() - 1, 0);
    return octets > 0 ? "process " + std::string{text.data()} : "another process";
}

void write_owner(int descriptor) {
    // Only for the text of a refusal: the lock holds without it.
    const std::string owner = std::to_string(::getpid());
    if (::ftruncate(descriptor, 0) != 0) return;
    (void)!::pwrite(descriptor, owner.data(), owner.size(), 0);
}

}  // namespace

FolderLock::FolderLock(const std::filesystem::path& folder) {
    std::error_code error;
    std::filesystem::create_directories(folder, error);
    if (error) throw_unwritable(folder, error.message());

    const std::filesystem::path file = folder / "leveret.lock";
    descriptor_ = ::open(file.c_str(), O_RDWR | O_CREAT | O_CLOEXEC, 0644);
    if (descriptor_ < 0) throw_unwritable(file, std::generic_category().message(errno));

    if (::flock(descriptor_, LOCK_EX | LOCK_NB) != 0) {
        const int cause = errno;
        const std::string owner = owner_of(descriptor_);
        ::close(descriptor_);
        if (cause != EWOULDBLOCK) throw_unwritable(file, std::generic_category().message(cause));
        throw StoreUnreadable(folder.string() + " is in use by a running broker (" + owner +
                              "): stop that one or choose another data folder");
    }
    write_owner(descriptor_);
}

FolderLock::~FolderLock() {
    ::close(descriptor_);
}

}  // namespace leveret::broker
