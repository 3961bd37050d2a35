#include "protocol/connection.hpp"

#include <utility>

#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"
#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"

namespace leveret::protocol {

ServerConnection::ServerConnection(const ServerOffer& offer)
    : offer_(offer),
      tuning_{.channel_max = 0,
              .frame_max = frame_min_octets,  // B044
              .heartbeat = std::chrono::seconds{0}} {}

ServerConnection::Event ServerConnection::next(Bytes& octets, Output& output) {
    while (true) {
        if (state_ == State::ended || deaf_) octets = {};
        if (state_ == State::ended) return Ended{end_reason_};
        if (deaf_ || waits_for_caller()) return NeedMore{};
        if (state_ == State::await_header) {
            Event event = on_header(octets, output);
            if (state_ != State::starting) return event;
            continue;
        }
        Frame frame;
        const std::size_t payload_max = payload_max_octets(tuning_);
        const FrameStatus status = read_frame(octets, payload_max, frame);
        if (status == FrameStatus::partial) return NeedMore{};
        if (status == FrameStatus::bad) {
            const Error error = frame_error(octets, payload_max);
            octets = {};
            deaf_ = true;  // B059: no more input is accepted
            if (state_ == State::closing) return NeedMore{};
            return refuse(error, output);
        }
        octets.remove_prefix(frame_overhead + frame.payload.size());
        if (state_ == State::running && frame.channel != 0) [[likely]]
            return ChannelFrame{frame};
        Event event = on_frame(frame, output);
        if (!std::holds_alternative<NeedMore>(event)) return event;
    }
}

ServerConnection::Event ServerConnection::on_header(Bytes& octets, Output& output) {
    switch (judge_header(octets)) {
        case HeaderVerdict::partial:
            return NeedMore{};
        case HeaderVerdict::refused: {
            std::string reason = describe_refused_header(octets);
            octets = {};
            output.append(protocol_header);
            return end(std::move(reason));
        }
        case HeaderVerdict::accepted:
            break;
    }
    octets.remove_prefix(protocol_header.size());
    write_method(output, 0,
                 ConnectionStart{.version_major = 0,
                                 .version_minor = 9,
                                 .server_properties = offer_.server_properties,
                                 .mechanisms = offer_.mechanisms,
                                 .locales = "en_US"});
    state_ = State::starting;
    return NeedMore{};
}

ServerConnection::Event ServerConnection::on_frame(const Frame& frame, Output& output) {
    if (state_ == State::closing) return on_frame_while_closing(frame, output);
    switch (static_cast<FrameType>(frame.type)) {
        case FrameType::heartbeat:
            if (frame.channel != 0) return refuse(unexpected_frame(frame), output);  // B062
            return NeedMore{};
        case FrameType::method:
            break;
        case FrameType::header:
        case FrameType::body:
            return refuse(unexpected_frame(frame), output);  // B072
        default:
            return refuse(unknown_frame(frame), output);  // B063
    }
    if (frame.channel != 0) return refuse(unexpected_frame(frame), output);
    if (frame.payload.size() < 4) return refuse(unknown_frame(frame), output);
    const MethodId id{load_big<std::uint16_t>(frame.payload.data()),
                      load_big<std::uint16_t>(frame.payload.data() + 2)};
    return on_method(id, frame.payload.substr(4), output);
}

ServerConnection::Event ServerConnection::on_method(MethodId id, Bytes arguments, Output& output) {
    if (id == ConnectionClose::id) return on_close(arguments, output);
    if (id == ConnectionStartOk::id && state_ == State::starting) {
        return on_start_ok(arguments, output);
    }
    if (id == ConnectionTuneOk::id && state_ == State::tuning) {
        return on_tune_ok(arguments, output);
    }
    if (id == ConnectionOpen::id && state_ == State::opening) return on_open(arguments, output);
    if (id == ConnectionUpdateSecret::id && state_ == State::running) {
        return on_update_secret(arguments, output);
    }
    const auto method = decode_method(id, arguments);
    if (!method) return refuse(method.error(), output);  // B073
    return refuse({ReplyCode::channel_error,             // B057
                   "unexpected method in connection state " + std::string(state_name()), id},
                  output);
}

ServerConnection::Event ServerConnection::on_start_ok(Bytes arguments, Output& output) {
    auto start_ok = decode<ConnectionStartOk>(arguments);
    if (!start_ok) return refuse(start_ok.error(), output);
    client_properties_ = std::move(start_ok->client_properties);
    auto credentials = read_credentials(start_ok->mechanism, start_ok->response, offer_.mechanisms);
    if (!credentials) return refuse(credentials.error(), output);
    state_ = State::securing;
    return Login{std::move(start_ok->mechanism), std::move(credentials->user),
                 std::move(credentials->password)};
}

ServerConnection::Event ServerConnection::on_tune_ok(Bytes arguments, Output& output) {
    const auto tune_ok = decode<ConnectionTuneOk>(arguments);
    if (!tune_ok) return refuse(tune_ok.error(), output);
    const Tuning chosen{.channel_max = tune_ok->channel_max,
                        .frame_max = tune_ok->frame_max,
                        .heartbeat = std::chrono::seconds{tune_ok->heartbeat}};
    if (const auto error = check_tuning(offer_.tuning, chosen)) return refuse(*error, output);
    tuning_ = chosen;
    state_ = State::opening;
    return NeedMore{};
}

ServerConnection::Event ServerConnection::on_open(Bytes arguments, Output& output) {
    auto open = decode<ConnectionOpen>(arguments);
    if (!open) return refuse(open.error(), output);
    state_ = State::entering;
    return OpenVhost{std::move(open->vhost)};
}

ServerConnection::Event ServerConnection::on_update_secret(Bytes arguments, Output& output) {
    auto update = decode<ConnectionUpdateSecret>(arguments);
    if (!update) return refuse(update.error(), output);
    state_ = State::renewing;
    return NewSecret{std::move(update->new_secret)};
}

ServerConnection::Event ServerConnection::on_close(Bytes arguments, Output& output) {
    auto close = decode<ConnectionClose>(arguments);
    if (!close) return refuse(close.error(), output);
    state_ = State::ending;
    return PeerCloses{ReplyCode{close->reply_code}, std::move(close->reply_text)};
}

ServerConnection::Event ServerConnection::on_frame_while_closing(const Frame& frame,
                                                                 Output& output) {
    const bool is_method = frame.type == static_cast<std::uint8_t>(FrameType::method);
    if (!is_method || frame.channel != 0 || frame.payload.size() < 4) return NeedMore{};
    const MethodId id{load_big<std::uint16_t>(frame.payload.data()),
                      load_big<std::uint16_t>(frame.payload.data() + 2)};
    if (id == ConnectionClose::id) write_method(output, 0, ConnectionCloseOk{});  // B097
    if (id == ConnectionCloseOk::id) return end("the peer has confirmed the close");
    return NeedMore{};
}

void ServerConnection::accept_login(Output& output) {
    if (state_ != State::securing) return;
    const auto heartbeat = static_cast<std::uint16_t>(offer_.tuning.heartbeat.count());
    write_method(output, 0,
                 ConnectionTune{.channel_max = offer_.tuning.channel_max,
                                .frame_max = offer_.tuning.frame_max,
                                .heartbeat = heartbeat});
    state_ = State::tuning;
}

void ServerConnection::refuse_login(std::string text, Output& output) {
    if (state_ != State::securing) return;
    if (has_capability("authentication_failure_close")) {
        fail({ReplyCode::access_refused, std::move(text), {}}, output);
    } else {
        end("the login was refused");
    }
}

void ServerConnection::accept_open(Output& output) {
    if (state_ != State::entering) return;
    write_method(output, 0, ConnectionOpenOk{});
    state_ = State::running;
}

void ServerConnection::accept_secret(Output& output) {
    if (state_ != State::renewing) return;
    write_method(output, 0, ConnectionUpdateSecretOk{});
    state_ = State::running;
}

void ServerConnection::finish_close(Output& output) {
    if (state_ != State::ending) return;
    write_method(output, 0, ConnectionCloseOk{});
    end("the peer has closed the connection");
}

void ServerConnection::fail(const Error& error, Output& output) {
    if (state_ == State::closing || state_ == State::ended) return;
    write_method(output, 0,
                 ConnectionClose{.reply_code = static_cast<std::uint16_t>(error.code),
                                 .reply_text = reply_text(error),
                                 .class_id = error.method.class_id,
                                 .method_id = error.method.method_id});
    state_ = State::closing;
}

bool ServerConnection::running() const {
    return state_ == State::running || state_ == State::renewing;
}

bool ServerConnection::closing() const {
    return state_ == State::closing;
}

bool ServerConnection::ended() const {
    return state_ == State::ended;
}

bool ServerConnection::has_capability(Bytes name) const {
    const Table* capabilities = client_properties_.table("capabilities");
    if (capabilities == nullptr) return false;
    const FieldValue* value = capabilities->find(name);
    return value != nullptr && value->boolean().value_or(false);
}

bool ServerConnection::waits_for_caller() const {
    return state_ == State::securing || state_ == State::entering || state_ == State::renewing ||
           state_ == State::ending;
}

ServerConnection::Event ServerConnection::refuse(const Error& error, Output& output) {
    fail(error, output);
    return Failed{error};
}

ServerConnection::Event ServerConnection::end(std::string reason) {
    state_ = State::ended;
    end_reason_ = std::move(reason);
    return Ended{end_reason_};
}

Bytes ServerConnection::state_name() const {
    switch (state_) {
        case State::await_header:
        case State::starting:
            return "starting";
        case State::securing:
            return "securing";
        case State::tuning:
            return "tuning";
        case State::opening:
        case State::entering:
            return "opening";
        case State::running:
        case State::renewing:
            return "running";
        case State::ending:
        case State::closing:
            return "closing";
        case State::ended:
            return "closed";
    }
    return "unknown";
}

}  // namespace leveret::protocol
