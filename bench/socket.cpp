#include "bench/socket.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>
#include <memory>
#include <netdb.h>
#include <netinet/in.h>
#include <netinet/tcp.h>
#include <poll.h>
#include <stdexcept>
#include <sys/socket.h>
#include <sys/uio.h>
#include <unistd.h>

namespace leveret::bench {

namespace {

using Addresses = std::unique_ptr<addrinfo, decltype(&freeaddrinfo)>;

std::string name(const Target& target) {
    return target.host + ":" + std::to_string(target.port);
}

Addresses look_up(const Target& target) {
    addrinfo hints{};
    hints.ai_family = AF_UNSPEC;
    hints.ai_socktype = SOCK_STREAM;
    addrinfo* found = nullptr;
    const int failed =
        getaddrinfo(target.host.c_str(), std::to_string(target.port).c_str(), &hints, &found);
    if (failed != 0) throw std::runtime_error(name(target) + ": " + gai_strerror(failed));
    return {found, &freeaddrinfo};
}

bool is_loopback(const addrinfo& address) {
    if (address.ai_family == AF_INET) {
        sockaddr_in four{};
        std::memcpy(&four, address.ai_addr, sizeof four);
        return (ntohl(four.sin_addr.s_addr) >> 24) == 127;
    }
    sockaddr_in6 six{};
    std::memcpy(&six, address.ai_addr, std::min<std::size_t>(sizeof six, address.ai_addrlen));
    return address.ai_family == AF_INET6 && IN6_IS_ADDR_LOOPBACK(&six.sin6_addr) != 0;
}

bool wait_for(int descriptor, short events, std::chrono::milliseconds patience) {
    pollfd waiting{.fd = descriptor, .events = events, .revents = 0};
    return poll(&waiting, 1, static_cast<int>(patience.count())) > 0;
}

/// Connects to one address; returns an errno.
int connect_to(const addrinfo& address, std::chrono::milliseconds patience, Descriptor& made) {
    Descriptor descriptor{socket(address.ai_family, SOCK_STREAM | SOCK_NONBLOCK | SOCK_CLOEXEC, 0)};
    if (descriptor.value() < 0) return errno;
    if (connect(descriptor.value(), address.ai_addr, address.ai_addrlen) != 0) {
        if (errno != EINPROGRESS) return errno;
        if (!wait_for(descriptor.value(), POLLOUT, patience)) return ETIMEDOUT;
        int error = 0;
        socklen_t octets = sizeof error;
        getsockopt(descriptor.value(), SOL_SOCKET, SO_ERROR, &error, &octets);
        if (error != 0) return error;
    }
    const int on = 1;
    setsockopt(descriptor.value(), IPPROTO_TCP, TCP_NODELAY, &on, sizeof on);
    made = std::move(descriptor);
    return 0;
}

/// What a failed read or write means.
Transfer meaning_of(int error) {
    const bool later = error == EAGAIN || error == EWOULDBLOCK || error == EINTR;
    return later ? Transfer::would_block : Transfer::ended;
}

}  // namespace

Descriptor::~Descriptor() {
    if (value_ >= 0) close(value_);
}

Socket::Socket(const Target& target, std::chrono::milliseconds patience) {
    const Addresses addresses = look_up(target);
    int error = EADDRNOTAVAIL;
    for (const addrinfo* address = addresses.get(); address != nullptr;
         address = address->ai_next) {
        if (!target.allow_remote && !is_loopback(*address)) {
            throw std::runtime_error(name(target) +
                                     " is not this machine: give --allow-remote if its owner "
                                     "wants this load");
        }
        error = connect_to(*address, patience, descriptor_);
        if (error == 0) return;
    }
    throw std::runtime_error(name(target) + ": " + std::strerror(error));
}

Transfer Socket::receive(std::span<char> room, std::size_t& octets) {
    const ssize_t got = recv(descriptor(), room.data(), room.size(), 0);
    octets = got > 0 ? static_cast<std::size_t>(got) : 0;
    if (got > 0) return Transfer::done;
    return got == 0 ? Transfer::ended : meaning_of(errno);
}

Transfer Socket::send(std::span<const protocol::Bytes> parts, std::size_t& octets) {
    std::array<iovec, 16> vectors;
    const std::size_t count = std::min(parts.size(), vectors.size());
    for (std::size_t i = 0; i < count; ++i) {
        vectors[i] = {const_cast<char*>(parts[i].data()), parts[i].size()};
    }
    msghdr message{};
    message.msg_iov = vectors.data();
    message.msg_iovlen = count;
    const ssize_t sent = sendmsg(descriptor(), &message, MSG_NOSIGNAL);
    octets = sent > 0 ? static_cast<std::size_t>(sent) : 0;
    return sent >= 0 ? Transfer::done : meaning_of(errno);
}

bool Socket::wait(bool for_writing, std::chrono::milliseconds patience) const {
    const int events = for_writing ? POLLIN | POLLOUT : POLLIN;
    return wait_for(descriptor(), static_cast<short>(events), patience);
}

}  // namespace leveret::bench
