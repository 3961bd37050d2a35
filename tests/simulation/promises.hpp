#pragma once

#include <cstdint>
#include <map>
#include <set>
#include <stdexcept>
#include <string>

#include "broker/store/memory_store.hpp"

namespace leveret::simulation {

/// The broker did something that it must not do.
struct Violation : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What clients can rely on whatever the broker's rules are, kept without looking at the model:
///
/// - a durable queue whose declare-ok was seen is there after a crash, until somebody deletes it;
/// - a persistent message that went to such a queue and was confirmed is on the disk from then on,
///   until somebody settles, purges or deletes it;
/// - a nack comes only after the store has failed;
/// - no message comes twice without the redelivered flag;
/// - messages of one publisher come in order, but for those that return.
class Promises {
  public:
    using MessageNumber = std::uint64_t;
    explicit Promises(const broker::MemoryDisk& disk) : disk_(disk) {}

    /// A message's number, from its body.
    static MessageNumber number_of(const std::string& body);

    /// @param publisher one number for each channel that ever was
    void published(MessageNumber number, std::uint64_t publisher, const std::string& queue,
                   bool persistent);
    void confirmed(MessageNumber number);
    void nacked(MessageNumber number);
    /// @param receiver one number for each consumer that ever was; 0: it came by basic.get
    void delivered(MessageNumber number, std::uint64_t receiver, bool redelivered);
    /// A client has begun to do away with the message.
    void settling(MessageNumber number);

    /// A client is about to declare a durable queue. @return the queue's age, to be given back with
    /// the answer; `no_age` while somebody empties it, for then it may or may not be there after
    std::uint64_t age_of(const std::string& queue);
    static constexpr std::uint64_t no_age = ~std::uint64_t{0};
    void declared(const std::string& queue, std::uint64_t age_when_asked);
    void begin_emptying(const std::string& queue, bool deletes);
    void end_emptying(const std::string& queue) { queues_[queue].being_emptied -= 1; }

    void store_failed() { store_has_failed_ = true; }
    /// The broker has stopped and begins anew on what the disk holds.
    void crashed();

  private:
    struct Queue {
        std::uint64_t age = 0;  // how often somebody began to empty it
        int being_emptied = 0;
        bool promised = false;
    };
    struct Message {
        std::uint64_t publisher = 0;
        std::string queue;
        std::uint64_t age = 0;
        bool promised = false;
        bool confirmed = false;
        bool settling = false;
        bool delivered = false;  // in this life of the broker
    };
    bool must_be_kept(const Message& message) const;
    void check_order(const broker::MemoryDisk::Queue& queue) const;

    const broker::MemoryDisk& disk_;
    std::map<std::string, Queue> queues_;
    std::map<MessageNumber, Message> messages_;
    std::map<std::pair<std::uint64_t, std::uint64_t>, MessageNumber> last_;  // receiver, publisher
    bool store_has_failed_ = false;
};

}  // namespace leveret::simulation
