#include "protocol/client.hpp"

#include <utility>

#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"
#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"

namespace leveret::protocol {

Table client_capabilities() {
    return Table{{"consumer_cancel_notify", true},
                 {"basic.nack", true},
                 {"connection.blocked", true},
                 {"publisher_confirms", true},
                 {"authentication_failure_close", true}};
}

ClientConnection::ClientConnection(ClientRequest request)
    : request_(std::move(request)),
      tuning_{
          .channel_max = 0, .frame_max = frame_min_octets, .heartbeat = std::chrono::seconds{0}} {
    request_.client_properties.set("capabilities", client_capabilities());
}

void ClientConnection::start(Output& output) {
    output.append(protocol_header);
}

ClientConnection::Event ClientConnection::next(Bytes& octets, Output& output) {
    while (true) {
        if (state_ == State::ended) {
            octets = {};
            return NeedMore{};
        }
        if (state_ == State::await_start && octets.starts_with("AMQP")) {  // B021
            return fail(
                {ReplyCode::not_implemented, "the server speaks another protocol version", {}});
        }
        // A server may announce itself at any length before frame_max is settled.
        const std::size_t payload_max =
            state_ == State::await_start ? content_max_octets : payload_max_octets(tuning_);
        Frame frame;
        const FrameStatus status = read_frame(octets, payload_max, frame);
        if (status == FrameStatus::partial) return NeedMore{};
        if (status == FrameStatus::bad) return fail(frame_error(octets, payload_max));
        octets.remove_prefix(frame_overhead + frame.payload.size());
        if (state_ == State::open && frame.channel != 0) [[likely]]
            return ChannelFrame{frame};
        Event event = on_frame(frame, output);
        if (!std::holds_alternative<NeedMore>(event)) return event;
    }
}

ClientConnection::Event ClientConnection::end_of_input() {
    const State before = std::exchange(state_, State::ended);
    switch (before) {
        case State::ended:
        case State::closing:
            return Closed{};
        case State::await_tune:
            return Failed{
                {ReplyCode::access_refused, "the server cut the connection at login", {}}};
        default:
            return Failed{{ReplyCode::connection_forced, "the server cut the connection", {}}};
    }
}

void ClientConnection::close(Output& output, ReplyCode code, std::string text) {
    if (state_ == State::closing || state_ == State::ended) return;
    write_method(output, 0,
                 ConnectionClose{.reply_code = static_cast<std::uint16_t>(code),
                                 .reply_text = std::move(text)});
    state_ = State::closing;
}

ClientConnection::Event ClientConnection::on_frame(const Frame& frame, Output& output) {
    const auto type = static_cast<FrameType>(frame.type);
    if (type == FrameType::heartbeat && frame.channel == 0) return NeedMore{};
    if (frame.channel != 0 && state_ == State::closing) return NeedMore{};
    if (type != FrameType::method || frame.channel != 0 || frame.payload.size() < 4) {
        return fail(unexpected_frame(frame));
    }
    const MethodId id{load_big<std::uint16_t>(frame.payload.data()),
                      load_big<std::uint16_t>(frame.payload.data() + 2)};
    return on_method(id, frame.payload.substr(4), output);
}

ClientConnection::Event ClientConnection::on_method(MethodId id, Bytes arguments, Output& output) {
    if (id == ConnectionClose::id) return on_close(arguments, output);
    if (state_ == State::closing) {
        if (id != ConnectionCloseOk::id) return NeedMore{};
        state_ = State::ended;
        return Closed{};
    }
    if (id == ConnectionStart::id && state_ == State::await_start) {
        return on_start(arguments, output);
    }
    if (id == ConnectionTune::id && state_ == State::await_tune) return on_tune(arguments, output);
    if (id == ConnectionOpenOk::id && state_ == State::await_open_ok) {
        state_ = State::open;
        return Opened{};
    }
    if (state_ == State::open) {
        if (id == ConnectionBlocked::id) return on_blocked(arguments);
        if (id == ConnectionUnblocked::id) return Unblocked{};
        if (id == ConnectionUpdateSecretOk::id) return NeedMore{};
    }
    return fail(
        {ReplyCode::command_invalid, "unexpected method " + std::string(method_name(id)), id});
}

ClientConnection::Event ClientConnection::on_start(Bytes arguments, Output& output) {
    auto start = decode<ConnectionStart>(arguments);
    if (!start) return fail(start.error());
    server_properties_ = std::move(start->server_properties);
    write_method(output, 0,
                 ConnectionStartOk{.client_properties = request_.client_properties,
                                   .mechanism = "PLAIN",
                                   .response = plain_response({request_.user, request_.password}),
                                   .locale = "en_US"});
    state_ = State::await_tune;
    return NeedMore{};
}

ClientConnection::Event ClientConnection::on_tune(Bytes arguments, Output& output) {
    const auto tune = decode<ConnectionTune>(arguments);
    if (!tune) return fail(tune.error());
    tuning_ = settle_tuning({.channel_max = tune->channel_max,
                             .frame_max = tune->frame_max,
                             .heartbeat = std::chrono::seconds{tune->heartbeat}},
                            request_.tuning);
    const auto heartbeat = static_cast<std::uint16_t>(tuning_.heartbeat.count());
    write_method(output, 0,
                 ConnectionTuneOk{.channel_max = tuning_.channel_max,
                                  .frame_max = tuning_.frame_max,
                                  .heartbeat = heartbeat});
    write_method(output, 0, ConnectionOpen{.vhost = request_.vhost});
    state_ = State::await_open_ok;
    return NeedMore{};
}

ClientConnection::Event ClientConnection::on_close(Bytes arguments, Output& output) {
    auto close = decode<ConnectionClose>(arguments);
    if (!close) return fail(close.error());
    write_method(output, 0, ConnectionCloseOk{});
    if (state_ == State::closing) return NeedMore{};  // both at once: our close-ok is yet to come
    state_ = State::ended;
    return PeerCloses{{ReplyCode{close->reply_code},
                       std::move(close->reply_text),
                       {close->class_id, close->method_id}}};
}

ClientConnection::Event ClientConnection::on_blocked(Bytes arguments) {
    auto blocked = decode<ConnectionBlocked>(arguments);
    if (!blocked) return fail(blocked.error());
    return Blocked{std::move(blocked->reason)};
}

ClientConnection::Event ClientConnection::fail(Error error) {
    state_ = State::ended;
    return Failed{std::move(error)};
}

}  // namespace leveret::protocol
