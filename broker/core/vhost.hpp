#pragma once

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "broker/core/journal.hpp"
#include "broker/core/queue/queue.hpp"
#include "protocol/result.hpp"

namespace leveret::broker {

/// One virtual host: names to queues, and the rules by which they are declared and deleted.
class Vhost {
  public:
    Vhost(std::string name, Journal& journal) : name_(std::move(name)), journal_(journal) {}

    const std::string& name() const { return name_; }
    /// Changes whenever a route may lead elsewhere than before: what was looked up under an older
    /// version is to be looked up again.
    std::uint64_t topology_version() const { return topology_version_; }

    /// The queue of that name, or null.
    Queue* find_queue(std::string_view name) const;
    /// The queue of that name for a client of `session`.
    /// @error not_found (404): there is none  B010; resource_locked (405): it is exclusive to
    /// another connection  B156
    protocol::Result<Queue*> open_queue(std::string_view name, SessionId session) const;

    /// Adds a queue that does not exist yet; a durable one is written to the store.
    Queue& create_queue(QueueId id, QueueDeclaration declaration);
    /// Adds a queue that came back from the store.
    void restore_queue(RecoveredQueue recovered);
    /// Checks that a queue that exists is what `declaration` asks for.  B152 to B157
    /// @error resource_locked (405), precondition_failed (406)
    protocol::Result<void> check_equivalent(const Queue& queue,
                                            const QueueDeclaration& declaration) const;
    /// Takes the queue out. Invariant: it has no consumers any more. The object stays until its
    /// last message that is out has come home, then sweep() frees it.
    void delete_queue(Queue& queue);
    /// Frees deleted queues that nothing refers to any more.
    void sweep();

    /// Every queue, in order of name.
    const std::map<std::string, std::unique_ptr<Queue>, std::less<>>& queues() const {
        return queues_;
    }

  private:
    std::string name_;
    Journal& journal_;
    std::uint64_t topology_version_ = 1;
    std::map<std::string, std::unique_ptr<Queue>, std::less<>> queues_;
    std::vector<std::unique_ptr<Queue>> retired_;
};

}  // namespace leveret::broker
