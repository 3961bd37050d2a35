#include "tests/net/socket_client.hpp"

#include <array>
#include <cerrno>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <system_error>
#include <unistd.h>

namespace leveret::test {

namespace {

void check(bool good, const char* what) {
    if (!good) throw std::system_error(errno, std::generic_category(), what);
}

}  // namespace

SocketClient::SocketClient(std::uint16_t port, int receive_octets)
    : socket_(::socket(AF_INET, SOCK_STREAM, 0)) {
    check(socket_ >= 0, "socket");
    if (receive_octets > 0) {
        ::setsockopt(socket_, SOL_SOCKET, SO_RCVBUF, &receive_octets, sizeof receive_octets);
    }
    const timeval patience{.tv_sec = 10, .tv_usec = 0};
    ::setsockopt(socket_, SOL_SOCKET, SO_RCVTIMEO, &patience, sizeof patience);
    ::setsockopt(socket_, SOL_SOCKET, SO_SNDTIMEO, &patience, sizeof patience);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(port);
    address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
    const auto* generic = reinterpret_cast<const sockaddr*>(&address);
    check(::connect(socket_, generic, sizeof address) == 0, "connect");
}

SocketClient::~SocketClient() {
    ::close(socket_);
}

void SocketClient::open() {
    ClientConnection connection{{}};
    Output output;
    connection.start(output);
    while (!connection.open()) {
        write(flat(output));
        output.clear();
        if (!read_some()) throw std::runtime_error("the server cut the handshake");
        Bytes rest = unread_;
        connection.next(rest, output);
        unread_ = std::string(rest);
        if (connection.ended()) throw std::runtime_error("the server refused the handshake");
    }
    ask<ChannelOpenOk>(ChannelOpen{});
}

void SocketClient::write(Bytes octets) {
    while (!octets.empty()) {
        const ssize_t sent = ::send(socket_, octets.data(), octets.size(), MSG_NOSIGNAL);
        check(sent > 0, "send");
        octets.remove_prefix(static_cast<std::size_t>(sent));
    }
}

void SocketClient::publish(const std::string& routing_key, const std::string& body,
                           const Properties& properties) {
    Output output;
    write_publish(output, 1, {.routing_key = routing_key}, properties, body, 131'072);
    write(flat(output));
}

Command SocketClient::next_command() {
    while (true) {
        Frame frame;
        while (read_frame(unread_, content_max_octets, frame) != FrameStatus::whole) {
            if (!read_some()) throw std::runtime_error("the connection has ended");
        }
        const std::size_t octets = frame_overhead + frame.payload.size();
        frame_ = unread_.substr(0, octets);
        unread_.erase(0, octets);
        read_frame(frame_, content_max_octets, frame);
        if (frame.type == static_cast<std::uint8_t>(FrameType::heartbeat)) continue;
        Assembler& assembler = frame.channel == 0 ? connection_assembler_ : channel_assembler_;
        const auto progress = assembler.step(frame);
        if (progress == Assembler::Progress::failed) throw std::runtime_error("a bad frame came");
        if (progress == Assembler::Progress::incomplete) continue;
        if (assembler.command().content) body_ = assembler.command().content->body();
        return assembler.command();
    }
}

std::string SocketClient::read_to_end() {
    while (read_some()) {
    }
    return std::move(unread_);
}

bool SocketClient::read_some() {
    std::array<char, 65'536> buffer;
    const ssize_t octets = ::recv(socket_, buffer.data(), buffer.size(), 0);
    if (octets < 0 && errno == ECONNRESET) return false;
    check(octets >= 0, "recv");
    unread_.append(buffer.data(), static_cast<std::size_t>(octets));
    return octets > 0;
}

void SocketClient::throw_unexpected(MethodId id) {
    throw std::runtime_error("unexpected method " + std::string(method_name(id)));
}

}  // namespace leveret::test
