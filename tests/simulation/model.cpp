#include "tests/simulation/model.hpp"

#include <algorithm>
#include <utility>

#include "broker/core/refusal.hpp"
#include "tests/simulation/model_write.hpp"
#include "tests/simulation/octets.hpp"

// Connections and channels: how they begin, end and fail; batches; the crash.

namespace leveret::simulation {

namespace refusal = broker::refusal;
using State = ModelConnection::State;

void Model::connect(ConnectionId id, std::uint32_t frame_max) {
    Connection& connection = connections_[id];
    connection.id = id;
    connection.frame_max = frame_max;
}

void Model::disconnect(ConnectionId id) {
    Connection& connection = connections_.at(id);
    end_channels(connection);
    connections_.erase(id);
}

void Model::handle(ConnectionId id, std::uint16_t number, const protocol::Method& method,
                   const protocol::ContentRef& content) {
    Connection& connection = connections_.at(id);
    if (connection.state == State::ended) return;
    if (number == 0) return handle_connection(connection, method);
    if (connection.state == State::closing) return;

    const protocol::MethodId method_id = protocol::id_of(method);
    const bool opens = method_id == protocol::ChannelOpen::id;
    Channel* channel = find_channel(id, number);
    if (channel == nullptr) {
        if (!opens) return fail(connection, refusal::channel_not_open(), method_id);
        Channel& opened = connection.channels[number];
        opened.number = number;
        opened.opening = ++last_opening_;
        return write(connection, number, protocol::ChannelOpenOk{});
    }
    if (channel->closing) {
        if (method_id == protocol::ChannelClose::id) {
            write(connection, number, protocol::ChannelCloseOk{});
        } else if (method_id == protocol::ChannelCloseOk::id) {
            connection.channels.erase(number);
        }
        return;
    }
    if (method_id == protocol::ChannelClose::id) {
        end_channel(connection, *channel);
        connection.channels.erase(number);
        write(connection, number, protocol::ChannelCloseOk{});
        return run_deliveries();
    }
    if (opens) return fail(connection, refusal::second_channel_open(), method_id);
    if (Refusal refused = handle_method(connection, *channel, method, content)) {
        refuse(connection, *channel, std::move(*refused), method_id);
    }
    run_deliveries();
}

void Model::handle_connection(Connection& connection, const protocol::Method& method) {
    const protocol::MethodId id = protocol::id_of(method);
    if (id == protocol::ConnectionClose::id) {
        end_channels(connection);
        write(connection, 0, protocol::ConnectionCloseOk{});
        if (connection.state == State::running) connection.state = State::ended;
    } else if (id == protocol::ConnectionCloseOk::id && connection.state == State::closing) {
        connection.state = State::ended;
    }
}

void Model::fail(Connection& connection, protocol::Error error, protocol::MethodId method) {
    error.method = method;
    end_channels(connection);
    write(connection, 0,
          protocol::ConnectionClose{.reply_code = static_cast<std::uint16_t>(error.code),
                                    .reply_text = reply_text(error),
                                    .class_id = method.class_id,
                                    .method_id = method.method_id});
    connection.state = State::closing;
}

void Model::refuse(Connection& connection, Channel& channel, protocol::Error error,
                   protocol::MethodId method) {
    if (protocol::is_hard(error.code)) return fail(connection, std::move(error), method);
    end_channel(connection, channel);
    channel.closing = true;
    write(connection, channel.number,
          protocol::ChannelClose{.reply_code = static_cast<std::uint16_t>(error.code),
                                 .reply_text = reply_text(error),
                                 .class_id = method.class_id,
                                 .method_id = method.method_id});
}

void Model::end_channel(Connection&, Channel& channel) {
    const auto consumers = std::exchange(channel.consumers, {});
    for (const auto& [tag, consumer] : consumers) remove_consumer(consumer);
    settle_all(channel, Fate::back);
    for (const auto& [tag, consumer] : consumers) delete_if_idle(consumer->queue);
    channel.confirms.reset();
}

void Model::end_channels(Connection& connection) {
    connection.confirming.clear();
    for (auto& [number, channel] : connection.channels) {
        if (!channel.closing) end_channel(connection, channel);
    }
    connection.channels.clear();
    for (const std::string& name : std::exchange(connection.exclusive_queues, {})) {
        const ModelQueueRef queue = find_queue(name);
        if (queue != nullptr && queue->owner == connection.id) delete_queue(queue);
    }
    run_deliveries();
}

Model::Channel* Model::find_channel(ConnectionId id, std::uint16_t number) {
    const auto connection = connections_.find(id);
    if (connection == connections_.end()) return nullptr;
    const auto channel = connection->second.channels.find(number);
    return channel == connection->second.channels.end() ? nullptr : &channel->second;
}

void Model::in_flight(ConnectionId id, std::size_t octets) {
    Connection& connection = connections_.at(id);
    connection.in_flight = octets;
    const bool was_writable = connection.writable;
    wrote(connection);
    if (connection.writable && !was_writable) {
        for (auto& [number, channel] : connection.channels) wake_all(channel);
    }
    run_deliveries();
}

void Model::wrote(Connection& connection) {
    connection.writable = connection.output.size() + connection.in_flight <= output_max_octets_;
}

void Model::commit_begins() {
    on_its_way_ = durable_state();
    under_way_ = std::exchange(waiting_, {});
    gathering_ += 1;
}

void Model::commit_ends(bool stored) {
    decide(std::exchange(under_way_, {}), !stored);
    if (stored) {
        stored_ = gathering_ - 1;
    } else {
        gathering_ += 1;  // what was gathered so far goes along with what could not be written
    }
}

void Model::end_step() {
    decide(std::exchange(released_, {}), false);
    for (const ConnectionId id : std::exchange(confirming_, {})) {
        const auto found = connections_.find(id);
        if (found == connections_.end()) continue;
        Connection& connection = found->second;
        for (const std::uint16_t number : std::exchange(connection.confirming, {})) {
            Channel* channel = find_channel(id, number);
            if (channel == nullptr || !channel->confirms) continue;
            for (const auto& [sequence, multiple, rejected] : channel->confirms->take_answers()) {
                if (rejected) {
                    write(connection, number, protocol::BasicNack{sequence, multiple, false});
                } else {
                    write(connection, number, protocol::BasicAck{sequence, multiple});
                }
            }
        }
    }
}

void Model::decide(const std::vector<ConfirmAddress>& addresses, bool rejected) {
    for (const ConfirmAddress& address : addresses) {
        Channel* channel = find_channel(address.connection, address.channel);
        if (channel == nullptr || channel->opening != address.opening || !channel->confirms) {
            continue;
        }
        channel->confirms->decide(address.sequence, rejected);
        note_confirms(connections_.at(address.connection), *channel);
    }
}

void Model::note_confirms(Connection& connection, const Channel& channel) {
    if (!channel.confirms->has_answers()) return;
    if (connection.confirming.empty()) confirming_.push_back(connection.id);
    connection.confirming.push_back(channel.number);
}

void Model::crash() {
    connections_.clear();
    queues_.clear();
    scheduled_.clear();
    confirming_.clear();
    waiting_.clear();
    under_way_.clear();
    released_.clear();
    gathering_ = 1;
    stored_ = 0;
    for (const auto& [name, kept] : disk_.queues) {
        auto queue = std::make_shared<ModelQueue>();
        queue->name = name;
        queue->durable = true;
        queue->auto_delete = kept.auto_delete;
        for (const auto& [body, was_out] : kept.messages) {
            const Position position = ++queue->last_position;
            queue->ready[position] = {.position = position,
                                      .content = make_content(name, body, true),
                                      .kept = true,
                                      .was_out = was_out};
        }
        queues_[name] = queue;
    }
}

std::string Model::take_output(ConnectionId id) {
    if (!output_waits(id)) return {};
    return take_octets(connections_.at(id).output);
}

bool Model::output_waits(ConnectionId id) const {
    return !output_held(id) && !connections_.at(id).output.empty();
}

bool Model::output_held(ConnectionId id) const {
    return connections_.at(id).held_until > stored_;
}

bool Model::ended(ConnectionId id) const {
    return connections_.at(id).state == State::ended;
}

}  // namespace leveret::simulation
