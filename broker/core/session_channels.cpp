#include <utility>

#include "broker/core/broker.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/refusal.hpp"
#include "broker/core/session.hpp"

// How channels of a connection open, work and close.                  @spec 1.5

namespace leveret::broker {

Channel* Session::find_channel(std::uint16_t number) {
    if (last_channel_ != nullptr && last_channel_->number() == number) return last_channel_;
    const auto found = channels_.find(number);
    if (found == channels_.end()) return nullptr;
    last_channel_ = found->second.get();
    return last_channel_;
}

void Session::open_channel(protocol::Assembler& first, std::uint16_t number, TimePoint now) {
    const protocol::MethodId id = first.busy() ? protocol::BasicPublish::id : first.command().id;
    protocol::Error error;
    if (id != protocol::ChannelOpen::id) {
        error = refusal::channel_not_open();
    } else if (const std::uint16_t limit = wire_.tuning().channel_max;
               limit != 0 && channels_.size() >= limit) {
        error = refusal::too_many_channels(channels_.size(), limit);
    } else if (const auto open = protocol::decode<protocol::ChannelOpen>(first.command().arguments);
               !open) {
        error = open.error();
    } else {
        channels_.emplace(number, std::make_unique<Channel>(number, ++last_opening_, *this));
        send(number, protocol::ChannelOpenOk{});
        return;
    }
    // Reaching a limit is no method's fault.                             B006
    if (error.code != protocol::ReplyCode::not_allowed) error.method = id;
    fail(std::move(error), now);
}

void Session::channel_command(Channel& channel, protocol::Command& command, TimePoint now) {
    if (channel.closing()) {
        closing_command(channel, command);
        return;
    }
    if (command.id == protocol::ChannelClose::id) {
        const std::uint16_t number = channel.number();
        channel.end();
        remove_channel(number);
        send(number, protocol::ChannelCloseOk{});
        broker_.run_deliveries();
        return;
    }
    if (command.id == protocol::ChannelOpen::id) {
        protocol::Error error = refusal::second_channel_open();
        error.method = command.id;
        fail(error, now);
        return;
    }
    const protocol::MethodId id = command.id;
    if (auto status = channel.handle(command); !status) {
        refuse(channel, std::move(status).error(), id, now);
    }
    broker_.run_deliveries();
}

/// Nothing counts on a channel that we have closed but the end of it. When both sides close at once
/// each answers the other, so the number is free only once the answer to ours is here.  B084, B085
void Session::closing_command(Channel& channel, const protocol::Command& command) {
    const std::uint16_t number = channel.number();
    if (command.id == protocol::ChannelClose::id) send(number, protocol::ChannelCloseOk{});
    if (command.id == protocol::ChannelCloseOk::id) remove_channel(number);
}

/// A soft error ends the channel, a hard one the connection. The one place that sends the close.
void Session::refuse(Channel& channel, protocol::Error error, protocol::MethodId method,
                     TimePoint now) {
    error.method = method;
    if (is_hard(error.code)) {
        fail(error, now);
        return;
    }
    broker_.note(Severity::error, peer_.address + ": channel " + std::to_string(channel.number()) +
                                      ": " + reply_text(error));
    channel.end();
    channel.await_close_ok();
    protocol::ChannelClose close;
    close.reply_code = static_cast<std::uint16_t>(error.code);
    close.reply_text = reply_text(error);
    close.class_id = error.method.class_id;
    close.method_id = error.method.method_id;
    send(channel.number(), close);
}

void Session::remove_channel(std::uint16_t number) {
    last_channel_ = nullptr;
    channels_.erase(number);
}

}  // namespace leveret::broker
