#include "tests/store/open_store.hpp"

#include <cstdlib>
#include <stdexcept>
#include <utility>

namespace leveret::broker {

using protocol::Content;
using protocol::ContentRef;

TemporaryFolder::TemporaryFolder() {
    std::string name = std::filesystem::temp_directory_path() / "leveret-test-XXXXXX";
    if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
    path_ = name;
}

TemporaryFolder::~TemporaryFolder() {
    std::error_code error;
    std::filesystem::remove_all(path_, error);
}

OpenStore::OpenStore(std::unique_ptr<Store> store) : store_(std::move(store)) {
    store_->on_finished([this] { finished_.release(); });
}

Committed OpenStore::commit(Batch batch) {
    store_->commit(std::move(batch));
    return finish();
}

Committed OpenStore::finish() {
    while (true) {
        if (std::optional<Committed> done = store_->poll()) return *std::move(done);
        finished_.acquire();
    }
}

void OpenStore::write(Batch batch) {
    Committed done = commit(std::move(batch));
    for (; done.error; done = commit(std::move(done.batch))) {
        failures_ += 1;
        if (failures_ > 10) throw std::runtime_error(done.error->text);
    }
}

ContentRef content(std::string_view body, std::string_view exchange, std::string_view routing_key) {
    constexpr std::string_view properties{"\x90\x00\x0atext/plain\x02", 14};
    std::string header(12, '\0');
    header[1] = 60;  // class basic
    protocol::store_big<std::uint64_t>(header.data() + 4, body.size());
    header += properties;
    ContentRef made =
        Content::allocate(exchange, routing_key, header, body.size(), {.persistent = true});
    Content::append_body(made, body);
    return made;
}

StoredQueue stored_queue(QueueId id, std::string name) {
    return {.id = id, .vhost = "/", .name = std::move(name), .arguments = {}};
}

Batch adding(QueueId queue, Position first, const std::vector<std::string>& bodies) {
    Batch batch;
    for (const std::string& body : bodies) {
        batch.messages_added.push_back({queue, first++, content(body), {}});
    }
    return batch;
}

std::vector<std::string> contents_of(const RecoveredQueue& queue) {
    std::vector<std::string> contents;
    for (const auto& [position, message] : queue.messages) {
        contents.push_back(std::to_string(position) + "=" +
                           std::string{message->body().substr(0, 40)});
    }
    return contents;
}

RecoveredQueue load_one(Store& store) {
    std::vector<RecoveredQueue> queues = store.load();
    if (queues.size() != 1) throw std::runtime_error("not one queue");
    return std::move(queues.front());
}

}  // namespace leveret::broker
