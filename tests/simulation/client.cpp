#include "tests/simulation/client.hpp"

#include <algorithm>
#include <utility>

#include "protocol/frame_writer.hpp"
#include "tests/simulation/octets.hpp"

// What a client sends and keeps in mind; what it makes of the answers is in client_receive.cpp.

namespace leveret::simulation {

void Client::send(std::uint16_t channel, protocol::Method method,
                  const protocol::ContentRef& content) {
    remember(channel, method, content);
    protocol::Output output;
    protocol::write_method(output, channel, method);
    if (content) protocol::write_content(output, channel, content, frame_max_);
    const std::string octets = take_octets(output);
    outgoing_ += octets;
    on_its_way_.push_back({channel, std::move(method), content, octets.size()});
}

std::string Client::take(std::size_t octets, std::vector<Sent>& whole) {
    std::string taken = outgoing_.substr(0, octets);
    outgoing_.erase(0, taken.size());
    first_taken_ += taken.size();
    while (!on_its_way_.empty() && on_its_way_.front().octets <= first_taken_) {
        first_taken_ -= on_its_way_.front().octets;
        whole.push_back(std::move(on_its_way_.front()));
        on_its_way_.pop_front();
    }
    return taken;
}

void Client::remember(std::uint16_t number, const protocol::Method& method,
                      const protocol::ContentRef& content) {
    if (number == 0) {
        open_ = false;
        return;
    }
    if (std::holds_alternative<protocol::ChannelOpen>(method)) {
        if (!channels_.contains(number)) channels_[number].serial = ++serials_;
        return;
    }
    const auto found = channels_.find(number);
    if (found == channels_.end()) return;
    ClientChannel& channel = found->second;
    if (std::holds_alternative<protocol::ChannelClose>(method)) {
        channel.closing = true;
    } else if (std::holds_alternative<protocol::ConfirmSelect>(method)) {
        channel.confirms = true;
    } else if (std::holds_alternative<protocol::BasicRecoverAsync>(method)) {
        channel.counts_credit = false;
        channel.unacked.clear();
    } else if (const auto* publish = std::get_if<protocol::BasicPublish>(&method)) {
        const auto message = Promises::number_of(std::string(content->body()));
        promises_.published(message, channel.serial, publish->routing_key,
                            content->essentials().persistent);
        if (channel.confirms) channel.unconfirmed[++channel.last_sequence] = message;
    } else if (const auto* declare = std::get_if<protocol::QueueDeclare>(&method)) {
        // Others may lose messages to consumers that do not acknowledge, or go with the last one.
        const bool durable = declare->durable && declare->queue.starts_with('d');
        if (!declare->no_wait) {
            channel.declares.push_back({declare->queue, promises_.age_of(declare->queue), durable});
        }
    } else if (const auto* purge = std::get_if<protocol::QueuePurge>(&method)) {
        promises_.begin_emptying(purge->queue, false);
        channel.emptied.push_back(purge->queue);
    } else if (const auto* remove = std::get_if<protocol::QueueDelete>(&method)) {
        promises_.begin_emptying(remove->queue, true);
        channel.emptied.push_back(remove->queue);
    } else if (const auto* qos = std::get_if<protocol::BasicQos>(&method)) {
        if (!qos->global) channel.prefetch = qos->prefetch_count;
    } else if (const auto* consume = std::get_if<protocol::BasicConsume>(&method)) {
        channel.consumers.try_emplace(consume->consumer_tag, ++serials_, channel.prefetch,
                                      consume->no_ack);
        if (consume->queue.starts_with('d')) channel.reads_durable = true;
    } else if (const auto* get = std::get_if<protocol::BasicGet>(&method)) {
        channel.gets.push_back(get->no_ack);
        if (get->queue.starts_with('d')) channel.reads_durable = true;
    } else if (const auto* ack = std::get_if<protocol::BasicAck>(&method)) {
        remember_settling(channel, ack->delivery_tag, ack->multiple, true);
    } else if (const auto* nack = std::get_if<protocol::BasicNack>(&method)) {
        remember_settling(channel, nack->delivery_tag, nack->multiple, !nack->requeue);
    } else if (const auto* reject = std::get_if<protocol::BasicReject>(&method)) {
        remember_settling(channel, reject->delivery_tag, false, !reject->requeue);
    }
}

void Client::remember_settling(ClientChannel& channel, std::uint64_t tag, bool multiple,
                               bool done) {
    const bool all = multiple && tag == 0;
    std::erase_if(channel.unacked, [&](const auto& entry) {
        const auto& [its_tag, delivery] = entry;
        if (its_tag != tag && !all && !(multiple && its_tag < tag)) return false;
        if (done) promises_.settling(delivery.number);
        const auto consumer = channel.consumers.find(delivery.consumer);
        if (consumer != channel.consumers.end()) consumer->second.outstanding -= 1;
        return true;
    });
    // With tag 0 go those, too, that are still on their way here.
    if (all) channel.counts_credit = false;
}

void Client::gone() {
    open_ = false;
    while (!channels_.empty()) drop_channel(channels_.begin()->first);
    outgoing_.clear();
    on_its_way_.clear();
}

void Client::drop_channel(std::uint16_t number) {
    for (const std::string& queue : channels_.at(number).emptied) promises_.end_emptying(queue);
    channels_.erase(number);
}

bool Client::awaits_confirms() const {
    return std::any_of(channels_.begin(), channels_.end(),
                       [](const auto& entry) { return !entry.second.unconfirmed.empty(); });
}

}  // namespace leveret::simulation
