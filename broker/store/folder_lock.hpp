#pragma once

#include <filesystem>

namespace leveret::broker {

/// Holds a data folder for one store: other processes and other stores of this process are kept
/// out. The kernel lets go of it when the process dies, however it dies.
class FolderLock {
  public:
    /// Makes the folder when it is missing and takes `leveret.lock` in it. Touches nothing else.
    /// @throws StoreUnreadable: the folder cannot be made or written, or somebody holds it
    explicit FolderLock(const std::filesystem::path& folder);
    ~FolderLock();
    FolderLock(const FolderLock&) = delete;
    FolderLock& operator=(const FolderLock&) = delete;

  private:
    int descriptor_ = -1;
};

}  // namespace leveret::broker
