#include "bench/link.hpp"

#include <algorithm>
#include <cassert>
#include <cstring>
#include <variant>

namespace leveret::bench {

namespace {

using protocol::Bytes;
using protocol::ClientConnection;
using namespace std::chrono_literals;

/// How long the broker may take to answer a call.
constexpr auto patience = 30s;

protocol::ClientRequest request_for(const services::amqp::Url& url, std::string_view name) {
    return {.user = url.user,
            .password = url.password,
            .vhost = url.vhost,
            .tuning = {.channel_max = 0,
                       .frame_max = 128 * 1024,  // a frame always fits the read buffer
                       .heartbeat = 0s},
            .client_properties = {{"product", "Leveret load generator"},
                                  {"version", LEVERET_VERSION},
                                  {"connection_name", name}}};
}

LoadError error_of(const protocol::Error& error) {
    return LoadError("the connection broke: " + protocol::reply_text(error));
}

}  // namespace

Link::Link(const Broker& broker, std::string_view connection_name)
    : socket_({broker.url.host, broker.url.port, broker.allow_remote}, patience),
      client_(request_for(broker.url, connection_name)),
      buffer_(new char[read_octets]) {
    open();
    call<protocol::ChannelOpenOk>(protocol::ChannelOpen{});
}

void Link::open() {
    client_.start(output_);
    while (!client_.open()) {
        send_all();
        if (!socket_.wait(false, patience)) throw LoadError("the broker does not answer");
        Bytes octets = receive();
        on_event(client_.next(octets, output_));
        keep(octets);
    }
    payload_max_octets_ = protocol::payload_max_octets(client_.tuning());
}

protocol::Buffer Link::await(protocol::MethodId id) {
    while (true) {
        send_all();
        if (!socket_.wait(false, patience)) throw LoadError("the broker does not answer");
        Bytes octets = receive();
        while (has_frame(octets)) {
            const auto method = take_method(octets);
            if (!method) continue;
            if (method->id != id) {
                throw LoadError("the broker sent " + std::string(method_name(method->id)) +
                                " in place of " + std::string(method_name(id)));
            }
            protocol::Buffer arguments{method->arguments};  // keep() moves what lies in the buffer
            keep(octets);
            return arguments;
        }
        keep(octets);
    }
}

void Link::send_all() {
    writable = true;
    while (!flush()) {
        if (!socket_.wait(true, patience)) throw LoadError("the broker does not read");
        writable = true;
    }
}

void Link::close() noexcept {
    try {
        client_.close(output_);
        while (!client_.ended()) {
            send_all();
            if (!socket_.wait(false, patience)) return;
            Bytes octets = receive();
            while (!std::holds_alternative<ClientConnection::NeedMore>(
                client_.next(octets, output_))) {
            }
            keep(octets);
        }
    } catch (const std::exception&) {
        // It is gone, which is what was wanted.
    }
}

bool Link::flush(Bytes& behind) {
    while (!output_.empty() || !behind.empty()) {
        if (!writable) return false;
        sent_at_ = Clock::now();
        output_.gather(parts_, 15);
        if (!behind.empty()) parts_.push_back(behind);
        std::size_t sent = 0;
        const std::size_t wanted = output_.size() + behind.size();
        const Transfer transfer = socket_.send(parts_, sent);
        if (transfer == Transfer::ended) readable = true;  // the broker is gone: a read tells why
        writable = transfer == Transfer::done && sent == wanted;
        const std::size_t of_output = std::min(sent, output_.size());
        output_.consume(of_output);
        behind.remove_prefix(sent - of_output);
    }
    return true;
}

Bytes Link::receive() {
    assert(kept_octets_ < read_octets);
    const std::span<char> room{buffer_.get() + kept_octets_, read_octets - kept_octets_};
    std::size_t got = 0;
    const Transfer transfer = socket_.receive(room, got);
    if (transfer == Transfer::ended) fail_at_end_of_input();
    if (got < room.size()) readable = false;
    const std::size_t octets = kept_octets_ + got;
    kept_octets_ = 0;
    return {buffer_.get(), octets};
}

void Link::keep(Bytes rest) {
    if (!rest.empty()) std::memmove(buffer_.get(), rest.data(), rest.size());
    kept_octets_ = rest.size();
}

std::optional<Link::MethodFrame> Link::take_method(Bytes& octets) {
    const auto event = client_.next(octets, output_);
    const auto* const of_channel = std::get_if<ClientConnection::ChannelFrame>(&event);
    if (of_channel == nullptr) {
        on_event(event);
        return std::nullopt;
    }
    const protocol::Frame& frame = of_channel->frame;
    const bool is_method =
        static_cast<protocol::FrameType>(frame.type) == protocol::FrameType::method;
    if (!is_method || frame.payload.size() < 4) throw error_of(unexpected_frame(frame));
    const protocol::MethodId id{protocol::load_big<std::uint16_t>(frame.payload.data()),
                                protocol::load_big<std::uint16_t>(frame.payload.data() + 2)};
    const Bytes arguments = frame.payload.substr(4);
    if (id == protocol::ChannelClose::id) {
        const auto close = protocol::decode<protocol::ChannelClose>(arguments);
        throw LoadError("the broker closed the channel: " +
                        (close ? close->reply_text : "it did not say why"));
    }
    return MethodFrame{id, arguments};
}

bool Link::has_frame(Bytes octets) const {
    protocol::Frame frame;
    const std::size_t payload_max = payload_max_octets_;
    return protocol::read_frame(octets, payload_max, frame) != protocol::FrameStatus::partial;
}

void Link::on_event(const ClientConnection::Event& event) {
    if (const auto* const peer = std::get_if<ClientConnection::PeerCloses>(&event)) {
        throw LoadError("the broker closed the connection: " + peer->error.text);
    }
    if (const auto* const failed = std::get_if<ClientConnection::Failed>(&event)) {
        throw error_of(failed->error);
    }
    if (std::holds_alternative<ClientConnection::Blocked>(event)) blocked_ = true;
    if (std::holds_alternative<ClientConnection::Unblocked>(event)) blocked_ = false;
}

void Link::fail_at_end_of_input() {
    const auto event = client_.end_of_input();
    if (std::holds_alternative<ClientConnection::Failed>(event)) on_event(event);
    throw LoadError("the broker cut the connection");
}

void Link::beat(TimePoint now) {
    const auto interval = client_.tuning().heartbeat;
    if (interval == 0s || now - sent_at_ < interval / 2) return;
    protocol::write_heartbeat(output_);
    sent_at_ = now;
}

}  // namespace leveret::bench
