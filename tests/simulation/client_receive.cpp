#include <iterator>
#include <variant>

#include "protocol/frame.hpp"
#include "tests/simulation/client.hpp"

// What a client makes of the broker's answers.

namespace leveret::simulation {

using protocol::Assembler;

void Client::receive(const std::string& octets) {
    protocol::Bytes rest = octets;
    while (!rest.empty()) {
        protocol::Frame frame;
        const auto status = read_frame(rest, frame_max_ - protocol::frame_overhead, frame);
        if (status != protocol::FrameStatus::whole) throw Violation("a frame is not whole");
        rest.remove_prefix(protocol::frame_overhead + frame.payload.size());
        Assembler channel_0;
        const auto found = channels_.find(frame.channel);
        if (frame.channel != 0 && found == channels_.end()) {
            throw Violation("a frame came for a channel that is closed");
        }
        Assembler& assembler = frame.channel == 0 ? channel_0 : found->second.assembler;
        switch (assembler.step(frame)) {
            case Assembler::Progress::incomplete:
                break;
            case Assembler::Progress::command:
                on_command(frame.channel, assembler.command());
                break;
            case Assembler::Progress::failed:
                throw Violation("frames came out of order: " + assembler.error().text);
        }
    }
}

void Client::on_command(std::uint16_t number, protocol::Command& command) {
    const auto method = protocol::decode_method(command.id, command.arguments);
    if (!method) throw Violation("a method came malformed: " + method.error().text);
    if (number != 0) {
        on_method(number, channels_.at(number), *method, command.content);
    } else if (std::holds_alternative<protocol::ConnectionClose>(*method)) {
        send(0, protocol::ConnectionCloseOk{});  // also when our own close is on its way
        while (!channels_.empty()) drop_channel(channels_.begin()->first);
    } else if (std::holds_alternative<protocol::ConnectionCloseOk>(*method)) {
        while (!channels_.empty()) drop_channel(channels_.begin()->first);
    }
}

void Client::on_method(std::uint16_t number, ClientChannel& channel, const protocol::Method& method,
                       const protocol::ContentRef& content) {
    if (const auto* deliver = std::get_if<protocol::BasicDeliver>(&method)) {
        on_delivery(channel, *deliver, content);
    } else if (const auto* get_ok = std::get_if<protocol::BasicGetOk>(&method)) {
        on_get_ok(channel, *get_ok, content);
    } else if (std::holds_alternative<protocol::BasicGetEmpty>(method)) {
        channel.gets.pop_front();
    } else if (const auto* ack = std::get_if<protocol::BasicAck>(&method)) {
        on_confirm(channel, ack->delivery_tag, ack->multiple, false);
    } else if (const auto* nack = std::get_if<protocol::BasicNack>(&method)) {
        on_confirm(channel, nack->delivery_tag, nack->multiple, true);
    } else if (std::holds_alternative<protocol::BasicRecoverOk>(method)) {
        channel.unacked.clear();
        for (auto& [tag, consumer] : channel.consumers) consumer.outstanding = 0;
    } else if (const auto* cancel = std::get_if<protocol::BasicCancel>(&method)) {
        channel.consumers.erase(cancel->consumer_tag);
    } else if (const auto* cancel_ok = std::get_if<protocol::BasicCancelOk>(&method)) {
        channel.consumers.erase(cancel_ok->consumer_tag);
    } else if (std::holds_alternative<protocol::QueueDeclareOk>(method)) {
        const ClientChannel::Question& asked = channel.declares.front();
        if (asked.durable) promises_.declared(asked.queue, asked.age);
        channel.declares.pop_front();
    } else if (std::holds_alternative<protocol::QueuePurgeOk>(method) ||
               std::holds_alternative<protocol::QueueDeleteOk>(method)) {
        promises_.end_emptying(channel.emptied.front());
        channel.emptied.pop_front();
    } else if (std::holds_alternative<protocol::ChannelClose>(method)) {
        const bool crossing = channel.closing;
        if (!crossing) drop_channel(number);
        if (open_) send(number, protocol::ChannelCloseOk{});
    } else if (std::holds_alternative<protocol::ChannelCloseOk>(method)) {
        drop_channel(number);
    }
}

void Client::on_confirm(ClientChannel& channel, std::uint64_t sequence, bool multiple,
                        bool rejected) {
    auto& open = channel.unconfirmed;
    auto first = multiple ? open.begin() : open.find(sequence);
    const auto end = open.upper_bound(sequence);
    if (first == open.end() || end == open.begin() || std::prev(end)->first != sequence) {
        throw Violation("a confirm came for publish " + std::to_string(sequence) +
                        ", which does not wait for one");
    }
    for (; first != end; first = open.erase(first)) {
        if (rejected) {
            promises_.nacked(first->second);
        } else {
            promises_.confirmed(first->second);
        }
    }
}

void Client::on_delivery(ClientChannel& channel, const protocol::BasicDeliver& deliver,
                         const protocol::ContentRef& content) {
    const auto number = Promises::number_of(std::string(content->body()));
    const auto found = channel.consumers.find(deliver.consumer_tag);
    if (found == channel.consumers.end()) {  // its tag was taken again before it was told
        promises_.delivered(number, 0, deliver.redelivered);
        channel.unacked[deliver.delivery_tag] = {number, deliver.consumer_tag};
        return;
    }
    ClientConsumer& consumer = found->second;
    promises_.delivered(number, consumer.serial, deliver.redelivered);
    if (consumer.no_ack) return;
    consumer.outstanding += 1;
    const bool over = consumer.limit != 0 && consumer.outstanding > consumer.limit;
    if (over && channel.counts_credit) throw Violation("more came than the prefetch count");
    channel.unacked[deliver.delivery_tag] = {number, deliver.consumer_tag};
}

void Client::on_get_ok(ClientChannel& channel, const protocol::BasicGetOk& get_ok,
                       const protocol::ContentRef& content) {
    const auto number = Promises::number_of(std::string(content->body()));
    promises_.delivered(number, 0, get_ok.redelivered);
    const bool no_ack = channel.gets.front();
    channel.gets.pop_front();
    if (!no_ack) channel.unacked[get_ok.delivery_tag] = {number, ""};
}

}  // namespace leveret::simulation
