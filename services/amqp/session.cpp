#include "services/amqp/session.hpp"

#include <algorithm>
#include <cassert>
#include <utility>

#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"

namespace leveret::services::amqp {

using namespace protocol;

namespace {

// One channel for each thing done, so that an error of one does not end the others.
constexpr std::uint16_t declaring = 1;
constexpr std::uint16_t publishing = 2;
constexpr std::uint16_t consuming = 3;

ClientRequest request_of(const SessionSettings& settings) {
    ClientRequest request;
    request.user = settings.url.user;
    request.password = settings.url.password;
    request.vhost = settings.url.vhost;
    request.tuning.heartbeat = std::chrono::seconds(20);  // a broker gone silent is missed soon
    request.client_properties = Table{{"product", "Leveret services"},
                                      {"version", LEVERET_VERSION},
                                      {"connection_name", settings.connection_name}};
    return request;
}

std::string close_reason(const Command& command) {
    const Result<ChannelClose> close = decode<ChannelClose>(command.arguments);
    return close ? close->reply_text : "the broker closed a channel";
}

}  // namespace

Session::Session(SessionSettings settings)
    : settings_(std::move(settings)),
      connection_(request_of(settings_)),
      assemblers_(consuming + std::size_t{1}) {}

void Session::start(Output& output) {
    connection_.start(output);
}

Progress Session::receive(Bytes& octets, Output& output) {
    Progress progress;
    while (!progress.failure) {
        const ClientConnection::Event event = connection_.next(octets, output);
        if (std::holds_alternative<ClientConnection::NeedMore>(event)) break;
        if (const auto* channel = std::get_if<ClientConnection::ChannelFrame>(&event)) {
            on_frame(channel->frame, output, progress);
        } else if (std::holds_alternative<ClientConnection::Opened>(event)) {
            stage_ = Stage::declaring;
            write_method(output, declaring, ChannelOpen{});
        } else if (const auto* blocked = std::get_if<ClientConnection::Blocked>(&event)) {
            progress.blocked = blocked->reason;
        } else if (const auto* closes = std::get_if<ClientConnection::PeerCloses>(&event)) {
            progress.failure = closes->error.text;  // has the code's name in front
        } else if (const auto* failed = std::get_if<ClientConnection::Failed>(&event)) {
            progress.failure = reply_text(failed->error);
        } else if (std::holds_alternative<ClientConnection::Closed>(event)) {
            stage_ = Stage::closed;
            break;
        }
    }
    if (progress.failure) stage_ = Stage::closed;
    return progress;
}

std::string Session::end_of_input() {
    const ClientConnection::Event event = connection_.end_of_input();
    stage_ = Stage::closed;
    const auto* failed = std::get_if<ClientConnection::Failed>(&event);
    return failed != nullptr ? reply_text(failed->error) : "the broker closed the connection";
}

void Session::close(Output& output) {
    connection_.close(output);
}

void Session::on_frame(const Frame& frame, Output& output, Progress& progress) {
    if (frame.channel >= assemblers_.size()) {
        progress.failure = "the broker used a channel that was never opened";
        return;
    }
    Assembler& assembler = assemblers_[frame.channel];
    const Assembler::Progress step = assembler.step(frame);
    if (step == Assembler::Progress::failed) progress.failure = reply_text(assembler.error());
    if (step != Assembler::Progress::command) return;
    const Command command = std::move(assembler.command());
    switch (frame.channel) {
        case declaring:
            return on_declaring(command, output, progress);
        case publishing:
            return on_publishing(command, output, progress);
        default:
            return on_consuming(command, output, progress);
    }
}

// ---- channel 1: the queues ----

void Session::declare(bool passive, Output& output) {
    const NeededQueue& needed = settings_.queues[queue_];
    QueueDeclare method;
    method.queue = needed.name;
    method.passive = passive_ = passive;
    method.durable = !passive && needed.durable;
    write_method(output, declaring, method);
}

void Session::on_declaring(const Command& command, Output& output, Progress& progress) {
    if (command.id == ChannelOpenOk::id) return declare(passive_, output);
    if (command.id == ChannelClose::id) return on_refused_declare(command, output, progress);
    if (command.id == QueueDeclareOk::id) next_queue(true, output);
}

/// A refused declare has closed the channel. 406: the queue is there and of another kind, so it is
/// used as it is. 403: we may not make queues, so we only look whether it is there.
void Session::on_refused_declare(const Command& command, Output& output, Progress& progress) {
    const Result<ChannelClose> close = decode<ChannelClose>(command.arguments);
    write_method(output, declaring, ChannelCloseOk{});
    const auto code = close ? static_cast<ReplyCode>(close->reply_code) : ReplyCode::syntax_error;
    if (code == ReplyCode::precondition_failed && !passive_) {
        next_queue(false, output);
    } else if (code == ReplyCode::access_refused && !passive_) {
        passive_ = true;
        write_method(output, declaring, ChannelOpen{});  // its answer leads to declare()
    } else {
        progress.failure = close_reason(command);
    }
}

void Session::next_queue(bool channel_open, Output& output) {
    queue_ += 1;
    passive_ = false;
    if (queue_ < settings_.queues.size()) {
        if (channel_open) return declare(passive_, output);
        return write_method(output, declaring, ChannelOpen{});
    }
    if (channel_open) write_method(output, declaring, ChannelClose{200, "done", 0, 0});
    stage_ = Stage::selecting_confirms;
    write_method(output, publishing, ChannelOpen{});
}

// ---- channel 2: what goes out ----

void Session::on_publishing(const Command& command, Output& output, Progress& progress) {
    if (command.id == ChannelOpenOk::id) {
        write_method(output, publishing, ConfirmSelect{});
    } else if (command.id == ConfirmSelectOk::id) {
        stage_ = Stage::subscribing;
        write_method(output, consuming, ChannelOpen{});
    } else if (command.id == BasicAck::id) {
        const Result<BasicAck> ack = decode<BasicAck>(command.arguments);
        if (ack) settle(ack->delivery_tag, ack->multiple, true, progress);
    } else if (command.id == BasicNack::id) {
        const Result<BasicNack> nack = decode<BasicNack>(command.arguments);
        if (nack) settle(nack->delivery_tag, nack->multiple, false, progress);
    } else if (command.id == BasicReturn::id) {
        const Result<BasicReturn> returned = decode<BasicReturn>(command.arguments);
        progress.failure = "the queue " + (returned ? returned->routing_key : "") + " is gone";
    } else if (command.id == ChannelFlow::id) {
        const Result<ChannelFlow> flow = decode<ChannelFlow>(command.arguments);
        write_method(output, publishing, ChannelFlowOk{flow && flow->active});
    } else if (command.id == ChannelClose::id) {
        progress.failure = close_reason(command);
    }
}

void Session::publish(const Publication& publication, Output& output) {
    assert(ready());
    Properties properties;
    if (!publication.content_type.empty()) properties.content_type = publication.content_type;
    properties.delivery_mode = std::uint8_t{2};
    if (!publication.message_id.empty()) properties.message_id = publication.message_id;
    properties.app_id = publication.app_id;
    properties.timestamp = static_cast<std::uint64_t>(publication.timestamp);
    if (!publication.reason.empty()) properties.headers = Table{{"x-reason", publication.reason}};
    PublishView method;
    method.routing_key = publication.queue;
    method.mandatory = true;
    write_publish(output, publishing, method, properties, publication.body,
                  connection_.tuning().frame_max);
    published_ += 1;
    unsettled_.push_back({published_, publication.id});
}

void Session::settle(std::uint64_t tag, bool multiple, bool confirmed, Progress& progress) {
    const auto end = std::find_if(unsettled_.begin(), unsettled_.end(),
                                  [&](const Unsettled& one) { return one.tag > tag; });
    auto begin = unsettled_.begin();
    if (!multiple) begin = end == begin ? end : std::prev(end);
    if (begin != end && !multiple && begin->tag != tag) return;  // not ours: nothing to settle
    for (auto one = begin; one != end; ++one) progress.settled.push_back({one->id, confirmed});
    unsettled_.erase(begin, end);
}

// ---- channel 3: what comes in ----

void Session::on_consuming(const Command& command, Output& output, Progress& progress) {
    if (command.id == BasicDeliver::id) {
        deliver(command, progress);
    } else if (command.id == ChannelOpenOk::id) {
        BasicQos qos;
        qos.prefetch_count = settings_.prefetch;
        write_method(output, consuming, qos);
    } else if (command.id == BasicQosOk::id) {
        BasicConsume consume;
        consume.queue = settings_.consumed_queue;
        write_method(output, consuming, consume);
    } else if (command.id == BasicConsumeOk::id) {
        stage_ = Stage::ready;
        progress.became_ready = true;
    } else if (command.id == BasicCancel::id) {
        progress.failure = "the queue " + settings_.consumed_queue + " is gone";
    } else if (command.id == ChannelClose::id) {
        progress.failure = close_reason(command);
    }
}

void Session::deliver(const Command& command, Progress& progress) {
    const Result<DeliverView> method = view<DeliverView>(command.arguments);
    const Result<PropertiesView> properties = view_properties(command.content->properties());
    if (!method || !properties) {
        progress.failure = "the broker sent a malformed delivery";
        return;
    }
    progress.deliveries.push_back({method->delivery_tag, std::string(properties->content_type),
                                   std::string(properties->message_id),
                                   std::string(command.content->body())});
}

void Session::acknowledge(std::uint64_t tag, Output& output) {
    assert(ready());
    write_method(output, consuming, BasicAck{tag, true});
}

}  // namespace leveret::services::amqp
