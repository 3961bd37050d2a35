#pragma once

#include <filesystem>
#include <memory>
#include <semaphore>
#include <string>
#include <string_view>
#include <vector>

#include "broker/store/store.hpp"

namespace leveret::broker {

/// A folder that is gone, with what is in it, when this object is.
class TemporaryFolder {
  public:
    TemporaryFolder();
    ~TemporaryFolder();
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;
    const std::filesystem::path& path() const { return path_; }
    std::filesystem::path operator/(std::string_view name) const { return path_ / name; }

  private:
    std::filesystem::path path_;
};

/// A store and the way to wait for it without a sleep.
class OpenStore {
  public:
    explicit OpenStore(std::unique_ptr<Store> store);
    Store& operator*() { return *store_; }
    Store* operator->() { return store_.get(); }

    /// Commits and waits until it comes back, with or without an error.
    Committed commit(Batch batch);
    /// Waits for the batch under way.
    Committed finish();
    /// Commits as the core does: what fails is tried again, and counted.
    void write(Batch batch);
    int failures() const { return failures_; }

  private:
    std::counting_semaphore<> finished_{0};  // outlives the store, whose thread releases it
    std::unique_ptr<Store> store_;
    int failures_ = 0;
};

/// A message's content with delivery_mode 2 and a content_type.
protocol::ContentRef content(std::string_view body, std::string_view exchange = "",
                             std::string_view routing_key = "q");

StoredQueue stored_queue(QueueId id, std::string name);

/// A batch that adds messages of these bodies from `first` on.
Batch adding(QueueId queue, Position first, const std::vector<std::string>& bodies);

/// "position=body" of every message, for comparing; long bodies are cut.
std::vector<std::string> contents_of(const RecoveredQueue& queue);

/// The only queue of a store.
RecoveredQueue load_one(Store& store);

}  // namespace leveret::broker
