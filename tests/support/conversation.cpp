#include "tests/support/conversation.hpp"

#include <algorithm>

namespace leveret::test {

using namespace protocol;

Client::Client(TestBroker& broker, ClientRequest request, broker::Peer peer)
    : Client(broker, Raw{}, std::move(peer)) {
    shake_hands(std::move(request));
}

Client::Client(TestBroker& broker, Raw, broker::Peer peer)
    : broker_(broker), session_(broker.connect(peer, *this)) {}

void Client::shake_hands(ClientRequest request) {
    ClientConnection connection{std::move(request)};
    Output output;
    raw_ = false;
    connection.start(output);
    while (true) {
        say(flat(output));
        output.clear();
        broker_.step();
        Bytes rest = unread_;
        const auto event = connection.next(rest, output);
        unread_ = std::string(rest);
        if (const auto* closed = std::get_if<ClientConnection::PeerCloses>(&event)) {
            refusal_ = closed->error;
        } else if (const auto* failed = std::get_if<ClientConnection::Failed>(&event)) {
            refusal_ = failed->error;
        }
        if (output.empty()) break;
    }
    tuning_ = connection.tuning();
    raw_ = true;
    read_frames();
}

void Client::say(Bytes octets) {
    said_ += octets;
    broker_.receive(session_, std::string(octets));
}

void Client::vanish() {
    if (!cut_) broker_.disconnect(session_);
    cut_ = true;
}

void Client::read_on() {
    reading_ = true;
    broker_.drain(session_);
}

void Client::hear(const std::string& octets) {
    heard_ += octets;
    unread_ += octets;
    if (raw_) read_frames();
}

void Client::read_frames() {
    Bytes rest = unread_;
    Frame frame;
    while (!rest.starts_with("AMQP") &&
           read_frame(rest, content_max_octets, frame) == FrameStatus::whole) {
        const std::size_t octets = frame_overhead + frame.payload.size();
        largest_frame_octets_ = std::max(largest_frame_octets_, octets);
        on_frame(frame);
        rest.remove_prefix(octets);
    }
    unread_ = std::string(rest);
}

void Client::on_frame(const Frame& frame) {
    if (frame.type == static_cast<std::uint8_t>(FrameType::heartbeat)) {
        heartbeats_ += 1;
        return;
    }
    Assembler& assembler = assemblers_[frame.channel];
    const auto progress = assembler.step(frame);
    ASSERT_NE(progress, Assembler::Progress::failed) << assembler.error().text;
    if (progress != Assembler::Progress::command) return;
    const Command& command = assembler.command();
    auto method = decode_method(command.id, command.arguments);
    ASSERT_TRUE(method) << "the broker sent a method that cannot be decoded";
    incoming_.push_back({frame.channel, std::move(*method), command.content});
}

const Incoming* Client::peek(std::uint16_t channel) {
    broker_.step();
    const auto found = std::ranges::find(incoming_, channel, &Incoming::channel);
    return found == incoming_.end() ? nullptr : &*found;
}

Incoming Client::take(std::uint16_t channel, std::string_view wanted, Where where) {
    broker_.step();
    const auto found = std::ranges::find(incoming_, channel, &Incoming::channel);
    if (found == incoming_.end()) {
        ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
            << wanted << " was expected, nothing came" << (cut_ ? ", the connection is cut" : "")
            << (incoming_.empty() ? "" : " but on another channel: ")
            << (incoming_.empty() ? "" : describe(incoming_.front().method));
        return {};
    }
    Incoming taken = std::move(*found);
    incoming_.erase(found);
    return taken;
}

Incoming Client::expect_content(std::uint16_t channel, MethodId id, Where where) {
    Incoming next = take(channel, method_name(id), where);
    if (id_of(next.method) != id || !next.content) fail(where, next, method_name(id));
    return next;
}

void Client::fail(Where where, const Incoming& got, std::string_view wanted) {
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
        << wanted << " was expected, " << describe(got.method) << " came";
}

void Client::expect_nothing(Where where) {
    broker_.step();
    if (incoming_.empty() && !cut_) return;
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
        << "nothing was expected, "
        << (incoming_.empty() ? "a cut" : describe(incoming_.front().method)) << " came";
}

ConnectionClose Client::expect_closed(ReplyCode code, std::string_view text, Where where) {
    const auto close = expect<ConnectionClose>(0, where);
    send(0, ConnectionCloseOk{});
    broker_.step();
    const bool right =
        close.reply_code == static_cast<std::uint16_t>(code) && close.reply_text == text && cut_;
    if (right) return close;
    ADD_FAILURE_AT(where.file_name(), static_cast<int>(where.line()))
        << "expected: " << static_cast<int>(code) << " " << text
        << "\n     got: " << describe(close) << (cut_ ? "" : ", but no cut");
    return close;
}

int Client::take_heartbeats() {
    broker_.step();
    return std::exchange(heartbeats_, 0);
}

std::string describe(const Method& method) {
    std::string text{method_name(id_of(method))};
    const auto add = [&](const auto* close) {
        if (close == nullptr) return;
        text += " " + std::to_string(close->reply_code) + " " + close->reply_text;
    };
    add(std::get_if<ConnectionClose>(&method));
    add(std::get_if<ChannelClose>(&method));
    return text;
}

}  // namespace leveret::test
