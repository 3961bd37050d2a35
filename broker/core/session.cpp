#include "broker/core/session.hpp"

#include <algorithm>
#include <utility>

#include "broker/core/broker.hpp"
#include "broker/core/channel/reply.hpp"
#include "broker/core/refusal.hpp"

namespace leveret::broker {

namespace {

/// How long we wait for close-ok at most.                              B096
constexpr std::chrono::seconds closing_timeout{30};
/// How long a connection that is refused without a word is kept.       B036
constexpr std::chrono::seconds silent_close_delay{3};

}  // namespace

Session::Session(SessionId id, Peer peer, Broker& broker, TimePoint now)
    : id_(id),
      peer_(std::move(peer)),
      broker_(broker),
      wire_(broker.settings().offer),
      heartbeat_(std::chrono::seconds{0}, now),
      deadline_(now + broker.settings().handshake_timeout) {}

std::size_t Session::receive(protocol::Bytes octets, TimePoint now) {
    const std::size_t size = octets.size();
    heartbeat_.note_received(now);
    while (!finished_) {
        const Wire::Event event = wire_.next(octets, output_);
        const Next next = std::visit([&](const auto& e) { return on(e, now); }, event);
        if (next == Next::stop) break;
    }
    wrote();
    return finished_ ? size : size - octets.size();
}

Session::Next Session::on(const Wire::NeedMore&, TimePoint) {
    return Next::stop;
}

Session::Next Session::on(const Wire::ChannelFrame& event, TimePoint now) {
    const protocol::Frame& frame = event.frame;
    Channel* channel = find_channel(frame.channel);
    if (channel == nullptr) {
        protocol::Assembler assembler;
        if (assembler.step(frame) == protocol::Assembler::Progress::failed) {
            fail(assembler.error(), now);
        } else {
            open_channel(assembler, frame.channel, now);
        }
        return Next::go_on;
    }
    switch (channel->assembler().step(frame)) {
        case protocol::Assembler::Progress::incomplete:
            break;
        case protocol::Assembler::Progress::command:
            channel_command(*channel, channel->assembler().command(), now);
            break;
        case protocol::Assembler::Progress::failed:
            fail(channel->assembler().error(), now);
            break;
    }
    return Next::go_on;
}

Session::Next Session::on(const Wire::Login& event, TimePoint now) {
    const auto fault = broker_.users().login_fault(event.user, event.password, peer_.loopback);
    if (!fault) {
        user_ = event.user;
        wire_.accept_login(output_);
        return Next::go_on;
    }
    broker_.note(Severity::warning,
                 peer_.address + ": " + event.mechanism + " login refused: " + *fault);
    wire_.refuse_login("Login was refused using authentication mechanism " + event.mechanism +
                           ". For details see the broker logfile.",
                       output_);
    if (wire_.ended()) {  // without a word: the socket is kept for a while, then cut  B036
        refused_silently_ = true;
        deadline_ = now + silent_close_delay;
        broker_.set_timer(deadline_, id_);
    } else {
        await_close_ok(now);
    }
    return Next::go_on;
}

Session::Next Session::on(const Wire::OpenVhost& event, TimePoint now) {
    vhost_ = broker_.find_vhost(event.vhost);
    if (vhost_ == nullptr) {
        protocol::Error error = refusal::vhost_not_found(event.vhost);
        error.method = {10, 40};
        fail(error, now);
        return Next::go_on;
    }
    wire_.accept_open(output_);
    heartbeat_ = protocol::Heartbeat{wire_.tuning().heartbeat, now};
    deadline_ = never;
    broker_.set_timer(next_deadline(), id_);
    broker_.note(Severity::info, peer_.address + ": user '" + user_ +
                                     "' authenticated and granted access to vhost '" + event.vhost +
                                     "'");
    return Next::go_on;
}

Session::Next Session::on(const Wire::NewSecret&, TimePoint) {
    wire_.accept_secret(output_);  // a password user's refresh simply succeeds  B056
    return Next::go_on;
}

Session::Next Session::on(const Wire::PeerCloses&, TimePoint now) {
    end_channels();  // exclusive queues are gone before close-ok             B094, B095
    wire_.finish_close(output_);
    broker_.note(Severity::info, peer_.address + ": closed by the client");
    finish(now);
    return Next::stop;
}

Session::Next Session::on(const Wire::Failed& event, TimePoint now) {
    broker_.note(Severity::error, peer_.address + ": " + reply_text(event.error));
    end_channels();
    await_close_ok(now);
    if (event.error.code == protocol::ReplyCode::frame_error) {
        // Nothing after a broken frame can be read: not even close-ok.    B059
        deadline_ = now + silent_close_delay;
        broker_.set_timer(deadline_, id_);
    }
    return Next::go_on;
}

Session::Next Session::on(const Wire::Ended& event, TimePoint now) {
    if (refused_silently_) return Next::stop;
    end_channels();
    if (!event.reason.empty()) {
        broker_.note(Severity::warning, peer_.address + ": " + event.reason);
    }
    finish(now);
    return Next::stop;
}

/// No more input counts. What is to be sent has some time to leave, also when the peer reads
/// slowly.
void Session::finish(TimePoint now) {
    await_close_ok(now);
    finished_ = true;
    broker_.touch(id_);
}

/// The broker ends this connection: close is sent, everything else is over.
void Session::fail(protocol::Error error, TimePoint now) {
    const bool our_wish = error.code == protocol::ReplyCode::connection_forced;
    broker_.note(our_wish ? Severity::info : Severity::error,
                 peer_.address + ": closing: " + reply_text(error));
    end_channels();
    wire_.fail(error, output_);
    await_close_ok(now);
    wrote();
}

void Session::await_close_ok(TimePoint now) {
    auto timeout = closing_timeout;
    if (const auto beat = wire_.tuning().heartbeat; beat.count() > 0) {
        timeout = std::min(timeout, beat);
    }
    deadline_ = now + timeout;
    heartbeat_ = protocol::Heartbeat{std::chrono::seconds{0}, now};
    broker_.set_timer(deadline_, id_);
}

void Session::close(protocol::Error error, TimePoint now) {
    if (wire_.running()) {
        fail(std::move(error), now);
    } else if (!wire_.closing()) {
        finish(now);
    }
}

void Session::tick(TimePoint now) {
    if (deadline_ <= now) {
        if (!wire_.running() && !wire_.closing() && !wire_.ended()) {
            broker_.note(Severity::warning, peer_.address + ": handshake timed out");
        }
        abandon();
        return;
    }
    switch (heartbeat_.due(now)) {
        case protocol::Heartbeat::Due::nothing:
            break;
        case protocol::Heartbeat::Due::send:
            protocol::write_heartbeat(output_);
            wrote();
            heartbeat_.note_sent(now);  // also while the output is held
            break;
        case protocol::Heartbeat::Due::peer_gone:  // no close frame: nobody reads it  B048
            broker_.note(Severity::error,
                         peer_.address + ": missed heartbeats from client, timeout: " +
                             std::to_string(wire_.tuning().heartbeat.count()) + "s");
            abandon();
            break;
    }
}

/// The peer is past hearing: what waits for it, or for the store to tell it, is dropped.
void Session::abandon() {
    end_channels();
    output_.clear();
    held_until_ = 0;
    finished_ = abandoned_ = true;
    broker_.touch(id_);
}

TimePoint Session::next_deadline() const {
    return abandoned_ ? never : std::min(deadline_, heartbeat_.next_due());
}

void Session::set_reading(bool reading, TimePoint now) {
    if (reading) {
        heartbeat_.resume_receiving(now);
    } else {
        heartbeat_.pause_receiving();
    }
}

void Session::disconnected() {
    if (wire_.running()) {
        broker_.note(Severity::warning,
                     peer_.address + ": client unexpectedly closed TCP connection");
    }
    finished_ = true;
    end_channels();
}

void Session::end_channels() {
    confirming_.clear();
    for (auto& [number, channel] : channels_) {
        if (!channel->closing()) channel->end();
    }
    channels_.clear();
    last_channel_ = nullptr;
    for (const std::string& name : std::exchange(exclusive_queues_, {})) {
        Queue* queue = vhost_->find_queue(name);
        if (queue != nullptr && queue->declaration().exclusive_owner == id_) {
            broker_.delete_queue(*vhost_, *queue);
        }
    }
    broker_.run_deliveries();
}

}  // namespace leveret::broker
