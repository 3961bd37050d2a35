#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <unordered_map>
#include <vector>

#include "broker/core/channel/confirms.hpp"
#include "broker/core/channel/credit.hpp"
#include "broker/core/channel/unacked.hpp"
#include "broker/core/exchange/router.hpp"
#include "broker/core/message.hpp"
#include "broker/core/queue/queue.hpp"
#include "broker/core/time.hpp"
#include "protocol/assembler.hpp"
#include "protocol/method.hpp"
#include "protocol/result.hpp"

namespace leveret::broker {

class Session;

/// One channel: its consumers, what is unacknowledged, its confirms, and its methods. The methods
/// of each class have a file of their own: queue_methods.cpp, basic_methods.cpp, publish.cpp, ...
class Channel {
  public:
    using Status = protocol::Result<void>;

    /// @param opening counts the channels that its connection has opened
    Channel(std::uint16_t number, std::uint32_t opening, Session& session)
        : number_(number), opening_(opening), session_(session) {}
    Channel(const Channel&) = delete;
    Channel& operator=(const Channel&) = delete;

    std::uint16_t number() const { return number_; }
    std::uint32_t opening() const { return opening_; }
    protocol::Assembler& assembler() { return assembler_; }

    /// Whether the server has sent channel.close and waits for the answer.  B084
    bool closing() const { return closing_; }
    /// Ends the channel's work: consumers go, unacknowledged messages return, auto-delete queues
    /// without consumers are deleted.                                  B086, B087, B092
    void end();
    /// After end(): nothing counts any more but channel.close and close-ok.
    void await_close_ok() { closing_ = true; }

    /// Carries out one method. @error whatever refusal it deserves; nothing has been changed then
    Status handle(protocol::Command& command);

    /// Hands a message to one of this channel's consumers.
    void deliver(Delivery delivery);
    /// Its queue is being deleted: the consumer is told and forgotten.  B171
    void cancel_consumer(Consumer& consumer);
    /// The connection takes octets again: consumers go back into their turn.
    void wake_consumers();

    Confirms* confirms() { return confirms_ ? &*confirms_ : nullptr; }

  private:
    // basic.publish, the hot path                                      (publish.cpp)
    Status publish(protocol::Command& command);
    Status check_content(const Message& message) const;
    void return_unroutable(const MessageRef& message);
    std::uint32_t enqueue(const MessageRef& message, const std::vector<Queue*>& queues);

    // channel.*                                                        (channel.cpp)
    Status on(const protocol::ChannelFlow& method);

    // queue.*                                                          (queue_methods.cpp)
    Status on(const protocol::QueueDeclare& method);
    Status on(const protocol::QueueDelete& method);
    Status on(const protocol::QueuePurge& method);
    Status on(const protocol::QueueBind& method);
    Status on(const protocol::QueueUnbind& method);
    Status declare_passive(const protocol::QueueDeclare& method);
    void declare_ok(const Queue& queue, bool no_wait);
    protocol::Result<std::string> queue_name(const std::string& given) const;

    // exchange.*                                                       (exchange_methods.cpp)
    Status on(const protocol::ExchangeDeclare& method);
    Status on(const protocol::ExchangeDelete& method);
    Status on(const protocol::ExchangeBind& method);
    Status on(const protocol::ExchangeUnbind& method);

    // basic.* but publish                                              (basic_methods.cpp)
    Status on(const protocol::BasicQos& method);
    Status on(const protocol::BasicConsume& method);
    Status on(const protocol::BasicCancel& method);
    Status on(const protocol::BasicGet& method);
    Status on(const protocol::BasicCancelOk& method);
    Status recover(bool requeue);
    Status on(const protocol::BasicRecover& method);
    Status on(const protocol::BasicRecoverAsync& method);

    // what happens to messages that are out                            (settle.cpp)
    enum class Fate { done, back };
    Status on(const protocol::BasicAck& method);
    Status on(const protocol::BasicNack& method);
    Status on(const protocol::BasicReject& method);
    Status settle(std::uint64_t tag, bool multiple, Fate fate);
    void settle_one(UnackedMessage message, Fate fate);
    void settle_all(Fate fate);

    // confirm.*, tx.*, access.*                                        (confirm_methods.cpp)
    Status on(const protocol::ConfirmSelect& method);
    Status on(const protocol::AccessRequest& method);

    template <class Method>
    Status on_any(const Method& method);
    void remove_consumer(Consumer& consumer);
    template <class Method>
    void reply(const Method& method);

    std::uint16_t number_;
    std::uint32_t opening_;
    Session& session_;
    protocol::Assembler assembler_;
    bool closing_ = false;
    std::string last_queue_;           // declared last on this channel  B141
    std::uint32_t next_prefetch_ = 0;  // of consumers to come           B256
    Credit credit_;                    // of all consumers together      B257
    std::uint64_t last_delivery_tag_ = 0;
    Unacked unacked_;
    std::map<std::string, std::unique_ptr<Consumer>, std::less<>> consumers_;
    std::unordered_map<const Consumer*, std::unique_ptr<Consumer>>
        gone_consumers_;  // cancelled with messages still out
    std::optional<Confirms> confirms_;
    RouteCache route_;
};

}  // namespace leveret::broker
