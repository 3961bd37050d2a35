#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "protocol/properties.hpp"
#include "tests/support/conversation.hpp"

namespace leveret::test {

/// A message that came, by deliver, get-ok or return.
template <class M>
struct Arrived {
    M method;
    protocol::Properties properties;
    std::string body;
};
using Delivered = Arrived<protocol::BasicDeliver>;
using Got = Arrived<protocol::BasicGetOk>;
using Returned = Arrived<protocol::BasicReturn>;

/// What a publish says besides routing key and body.
struct PublishOptions {
    std::string exchange;
    bool mandatory = false;
    bool immediate = false;
    protocol::Properties properties;
};

/// Properties of a message that is to survive.
inline const protocol::Properties persistent{.delivery_mode = 2};

/// One channel of a scripted client.
class ClientChannel {
  public:
    /// Opens it.
    explicit ClientChannel(Client& client, std::uint16_t number = 1,
                           Where where = Where::current());

    template <class M>
    void send(const M& method) {
        client_.send(number_, method);
    }
    /// Sends a method and expects a `Reply`.
    template <class Reply, class M>
    Reply ask(const M& method, Where where = Where::current()) {
        send(method);
        return expect<Reply>(where);
    }
    template <class M>
    M expect(Where where = Where::current()) {
        return client_.expect<M>(number_, where);
    }
    void expect_nothing(Where where = Where::current()) { client_.expect_nothing(where); }
    /// channel.close with this code and this whole text; it is answered with close-ok.
    protocol::ChannelClose expect_closed(protocol::ReplyCode code, std::string_view text,
                                         Where where = Where::current());

    void publish(const std::string& routing_key, const std::string& body,
                 const PublishOptions& options = {});
    /// Publishes a message that is to survive.
    void publish_persistent(const std::string& routing_key, const std::string& body) {
        publish(routing_key, body, {.properties = persistent});
    }
    protocol::QueueDeclareOk declare(const protocol::QueueDeclare& method,
                                     Where where = Where::current()) {
        return ask<protocol::QueueDeclareOk>(method, where);
    }
    /// How many messages are ready, as a passive declare tells it.
    std::uint32_t ready_in(const std::string& queue, Where where = Where::current());
    /// How many consumers there are, as a passive declare tells it.
    std::uint32_t consumers_of(const std::string& queue, Where where = Where::current());
    /// @return the consumer tag
    std::string consume(const protocol::BasicConsume& method, Where where = Where::current()) {
        return ask<protocol::BasicConsumeOk>(method, where).consumer_tag;
    }
    void limit(std::uint16_t prefetch_count, bool global = false, Where where = Where::current()) {
        ask<protocol::BasicQosOk>(
            protocol::BasicQos{.prefetch_count = prefetch_count, .global = global}, where);
    }
    void select_confirms(Where where = Where::current()) {
        ask<protocol::ConfirmSelectOk>(protocol::ConfirmSelect{}, where);
    }
    /// Nothing when the queue is empty.
    std::optional<Got> get(const std::string& queue, bool no_ack = false,
                           Where where = Where::current());
    void ack(std::uint64_t tag, bool multiple = false) {
        send(protocol::BasicAck{.delivery_tag = tag, .multiple = multiple});
    }
    void close(Where where = Where::current()) {
        ask<protocol::ChannelCloseOk>(protocol::ChannelClose{}, where);
    }

    Delivered deliver(Where where = Where::current()) {
        return arrive<protocol::BasicDeliver>(where);
    }
    Returned returned(Where where = Where::current()) {
        return arrive<protocol::BasicReturn>(where);
    }
    /// The bodies of the deliveries that have come, up to anything else.
    std::vector<std::string> bodies();
    /// The deliveries that have come, up to anything else.
    std::vector<Delivered> deliveries();

  private:
    template <class M>
    Arrived<M> arrive(Where where);

    Client& client_;
    std::uint16_t number_;
};

}  // namespace leveret::test
