#include "tests/support/client_channel.hpp"

#include <utility>

namespace leveret::test {

using namespace protocol;

ClientChannel::ClientChannel(Client& client, std::uint16_t number, Where where)
    : client_(client), number_(number) {
    ask<ChannelOpenOk>(ChannelOpen{}, where);
}

ChannelClose ClientChannel::expect_closed(ReplyCode code, std::string_view text, Where where) {
    const auto close = expect<ChannelClose>(where);
    send(ChannelCloseOk{});
    if (close.reply_code != static_cast<std::uint16_t>(code) || close.reply_text != text) {
        ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
            << "expected: " << static_cast<int>(code) << " " << text
            << "\n     got: " << describe(close);
    }
    return close;
}

void ClientChannel::publish(const std::string& routing_key, const std::string& body,
                            const PublishOptions& options) {
    Output output;
    write_publish(output, number_,
                  {.exchange = options.exchange,
                   .routing_key = routing_key,
                   .mandatory = options.mandatory,
                   .immediate = options.immediate},
                  options.properties, body, client_.tuning().frame_max);
    client_.say(flat(output));
}

std::uint32_t ClientChannel::ready_in(const std::string& queue, Where where) {
    return declare({.queue = queue, .passive = true}, where).message_count;
}

std::uint32_t ClientChannel::consumers_of(const std::string& queue, Where where) {
    return declare({.queue = queue, .passive = true}, where).consumer_count;
}

template <class M>
Arrived<M> ClientChannel::arrive(Where where) {
    const Incoming incoming = client_.expect_content(number_, M::id, where);
    const M* method = std::get_if<M>(&incoming.method);
    if (method == nullptr || !incoming.content) return {};
    return {*method, Properties::decode(incoming.content->properties()).value(),
            std::string(incoming.content->body())};
}
template Arrived<BasicDeliver> ClientChannel::arrive(Where where);
template Arrived<BasicReturn> ClientChannel::arrive(Where where);

std::optional<Got> ClientChannel::get(const std::string& queue, bool no_ack, Where where) {
    send(BasicGet{.queue = queue, .no_ack = no_ack});
    const Incoming* next = client_.peek(number_);
    if (next != nullptr && id_of(next->method) == BasicGetOk::id) return arrive<BasicGetOk>(where);
    expect<BasicGetEmpty>(where);
    return std::nullopt;
}

std::vector<Delivered> ClientChannel::deliveries() {
    std::vector<Delivered> delivered;
    while (const Incoming* next = client_.peek(number_)) {
        if (id_of(next->method) != BasicDeliver::id) break;
        delivered.push_back(deliver());
    }
    return delivered;
}

std::vector<std::string> ClientChannel::bodies() {
    std::vector<std::string> bodies;
    for (Delivered& delivered : deliveries()) bodies.push_back(std::move(delivered.body));
    return bodies;
}

}  // namespace leveret::test
