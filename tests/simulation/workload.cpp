#include "tests/simulation/workload.hpp"

#include <iterator>

#include "tests/simulation/octets.hpp"

namespace leveret::simulation {

namespace {

constexpr std::size_t channels_max = 3;
constexpr std::size_t durable_queues = 3;
constexpr std::size_t other_queues = 4;

std::string text(const char* what, std::uint64_t number) {
    return std::string(what) + " " + std::to_string(number);
}

}  // namespace

std::string Workload::act(Client& client) {
    auto& channels = client.channels();
    if (!client.open()) return "waits for the end";
    if (one_in(1500)) {
        client.send(0, protocol::ConnectionClose{200, "Goodbye", 0, 0});
        return "connection.close";
    }
    if (channels.empty() || (channels.size() < channels_max && one_in(40))) {
        const auto number = static_cast<std::uint16_t>(1 + random_.below(channels_max));
        if (channels.contains(number)) return "does nothing";
        client.send(number, protocol::ChannelOpen{});
        return text("channel.open", number);
    }
    Channel& channel =
        *std::next(channels.begin(), static_cast<std::ptrdiff_t>(random_.below(channels.size())));
    if (channel.second.closing) return "waits for close-ok";
    return text("channel", channel.first) + ": " + act_on(client, channel);
}

std::string Workload::act_on(Client& client, Channel& channel) {
    const std::size_t choice = random_.below(100);
    if (choice < 38) return publish(client, channel);
    if (choice < 47) return declare(client, channel);
    if (choice < 55) return consume(client, channel);
    if (choice < 81) return settle(client, channel);
    if (choice < 88) {
        const std::string queue = any_queue();
        const bool no_ack = queue[0] != 'd' && one_in(2);
        client.send(channel.first, protocol::BasicGet{queue, no_ack});
        return "basic.get " + queue + (no_ack ? " no_ack" : "");
    }
    if (choice < 93 && !channel.second.confirms) {
        client.send(channel.first, protocol::ConfirmSelect{});
        return "confirm.select";
    }
    return rare(client, channel);
}

std::string Workload::publish(Client& client, Channel& channel) {
    const std::string queue = one_in(30) ? "nowhere" : any_queue();
    const std::size_t count = one_in(4) ? 1 + random_.below(8) : 1;
    const bool mandatory = one_in(4);
    const bool persistent = !one_in(4);
    const std::uint64_t first = last_message_ + 1;
    for (std::size_t i = 0; i < count; ++i) {
        client.send(channel.first, protocol::BasicPublish{"", queue, mandatory, false},
                    make_content(queue, body(), persistent));
    }
    return "basic.publish " + queue + text(persistent ? " persistent" : " transient", first) +
           text(" to", last_message_);
}

std::string Workload::declare(Client& client, Channel& channel) {
    protocol::QueueDeclare method;
    method.queue = any_queue();
    if (method.queue[0] == 'd') {
        method.durable = true;
    } else {
        // Each name mostly comes with the same flags, so that most declares agree.
        const char last = method.queue.back();
        method.durable = last == '0' || one_in(20);
        method.auto_delete = last == '0' || last == '1' || one_in(20);
        method.exclusive = last == '2';
        method.no_wait = one_in(4);
    }
    method.passive = one_in(10);
    client.send(channel.first, method);
    return std::string("queue.declare ") + method.queue + (method.passive ? " passive" : "");
}

std::string Workload::consume(Client& client, Channel& channel) {
    auto& consumers = channel.second.consumers;
    if (consumers.size() >= 4 || (!consumers.empty() && one_in(4))) {
        const auto at = static_cast<std::ptrdiff_t>(random_.below(consumers.size()));
        const std::string tag = std::next(consumers.begin(), at)->first;
        client.send(channel.first, protocol::BasicCancel{tag, false});
        return "basic.cancel " + tag;
    }
    if (one_in(3)) {
        const auto count = static_cast<std::uint16_t>(random_.below(6));
        const bool global = one_in(4);
        client.send(channel.first, protocol::BasicQos{0, count, global});
        return text(global ? "basic.qos global" : "basic.qos", count);
    }
    protocol::BasicConsume method;
    method.queue = any_queue();
    method.consumer_tag = "c" + std::to_string(++last_consumer_);
    method.no_ack = method.queue[0] != 'd' && one_in(3);
    method.exclusive = one_in(40);
    method.no_wait = one_in(6);
    client.send(channel.first, method);
    return "basic.consume " + method.queue + " " + method.consumer_tag;
}

std::string Workload::settle(Client& client, Channel& channel) {
    auto& unacked = channel.second.unacked;
    if (unacked.empty()) return "has nothing to settle";
    const auto at = static_cast<std::ptrdiff_t>(random_.below(unacked.size()));
    const std::uint64_t tag = one_in(40) ? 0 : std::next(unacked.begin(), at)->first;
    const bool multiple = tag == 0 || one_in(4);
    // Tag 0 settles also what the client has not seen yet: fine where nothing must be kept.
    const bool keeps = tag == 0 && channel.second.reads_durable;
    const std::size_t choice = random_.below(10);
    if (choice < 6 && !keeps) {
        client.send(channel.first, protocol::BasicAck{tag, multiple});
        return text("basic.ack", tag) + (multiple ? " multiple" : "");
    }
    const bool requeue = keeps || !one_in(4);
    if (choice < 8 || tag == 0) {
        client.send(channel.first, protocol::BasicNack{tag, multiple, requeue});
        return text("basic.nack", tag) + (multiple ? " multiple" : "") +
               (requeue ? " requeue" : "");
    }
    client.send(channel.first, protocol::BasicReject{tag, requeue});
    return text("basic.reject", tag) + (requeue ? " requeue" : "");
}

std::string Workload::rare(Client& client, Channel& channel) {
    const std::uint16_t number = channel.first;
    const std::string queue = one_in(4) ? durable_queue() : other_queue();
    switch (random_.below(12)) {
        case 0:
            client.send(number, protocol::BasicRecover{true});
            return "basic.recover";
        case 1:
            client.send(number, protocol::BasicRecoverAsync{true});
            return "basic.recover-async";
        case 2:
            client.send(number, protocol::QueuePurge{queue, false});
            return "queue.purge " + queue;
        case 3:
        case 4:
            client.send(number, protocol::QueueDelete{queue, one_in(6), one_in(6), false});
            return "queue.delete " + queue;
        case 5:
            client.send(number, protocol::ChannelClose{200, "Goodbye", 0, 0});
            return "channel.close";
        case 6:
            return wrong(client, channel);
        default:
            return "rests";
    }
}

std::string Workload::wrong(Client& client, Channel& channel) {
    const std::uint16_t number = channel.first;
    switch (random_.below(12)) {
        case 0:
            client.send(number, protocol::ChannelOpen{});
            return "a second channel.open";
        case 1:
            client.send(channels_max + 1, protocol::BasicQos{});
            return "basic.qos on a channel that is not open";
        case 2:
            if (channel.second.consumers.empty()) return "rests";
            client.send(number, protocol::BasicConsume{durable_queue(),
                                                       channel.second.consumers.begin()->first});
            return "basic.consume with a tag in use";
        case 3:
        case 4:
        case 5:
            client.send(number, protocol::BasicPublish{"nowhere", "x", false, false},
                        make_content("x", body(), false));
            return "basic.publish to an exchange that is not there";
        default:
            client.send(number, protocol::BasicAck{1'000'000, one_in(2)});
            return "basic.ack of an unknown tag";
    }
}

std::string Workload::any_queue() {
    return one_in(2) ? durable_queue() : other_queue();
}

std::string Workload::durable_queue() {
    return "d" + std::to_string(random_.below(durable_queues));
}

std::string Workload::other_queue() {
    return "x" + std::to_string(random_.below(other_queues));
}

/// The message's number, then something to make it longer than a frame or a copied body now and
/// then.
std::string Workload::body() {
    std::string octets = std::to_string(++last_message_) + ";";
    if (one_in(50)) {
        octets.append(3000 + random_.below(10'000), 'x');
    } else {
        octets.append(random_.below(40), 'x');
    }
    return octets;
}

}  // namespace leveret::simulation
