#pragma once

#include <string>

namespace leveret::services {

/// A folder of its own for one test, removed with all that is in it.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    /// The path of a file or folder in it.
    std::string operator/(const std::string& name) const { return path_ + "/" + name; }
    const std::string& path() const { return path_; }

  private:
    std::string path_;
};

/// Makes or replaces a file.
void write_file(const std::string& path, const std::string& octets);

}  // namespace leveret::services
