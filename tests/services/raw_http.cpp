#include "tests/services/raw_http.hpp"

#include <arpa/inet.h>
#include <array>
#include <netinet/in.h>
#include <stdexcept>
#include <sys/socket.h>
#include <unistd.h>

namespace leveret::services {

std::string converse(const http::Address& server, const std::string& octets) {
    const int socket_number = socket(AF_INET, SOCK_STREAM, 0);
    timeval limit{10, 0};
    setsockopt(socket_number, SOL_SOCKET, SO_RCVTIMEO, &limit, sizeof limit);
    sockaddr_in address{};
    address.sin_family = AF_INET;
    address.sin_port = htons(server.port);
    inet_pton(AF_INET, server.host.c_str(), &address.sin_addr);
    if (connect(socket_number, reinterpret_cast<sockaddr*>(&address), sizeof address) != 0) {
        close(socket_number);
        throw std::runtime_error("cannot connect to " + server.text());
    }
    std::string answer;
    std::array<char, 4096> part;
    for (std::size_t sent = 0; sent < octets.size();) {
        const ssize_t count =
            send(socket_number, octets.data() + sent, octets.size() - sent, MSG_NOSIGNAL);
        if (count <= 0) break;  // the server has heard enough: its answer says why
        sent += static_cast<std::size_t>(count);
    }
    for (ssize_t count = 1; count > 0;) {
        count = recv(socket_number, part.data(), part.size(), 0);
        if (count > 0) answer.append(part.data(), static_cast<std::size_t>(count));
    }
    close(socket_number);
    return answer;
}

Answer ask(const http::Address& server, const std::string& method, const std::string& target,
           const std::string& body) {
    const std::string text = converse(
        server, method + " " + target + " HTTP/1.1\r\nHost: test\r\nConnection: close\r\n" +
                    "Content-Length: " + std::to_string(body.size()) + "\r\n\r\n" + body);
    Answer answer;
    if (text.size() > 12) answer.status = static_cast<unsigned>(std::stoul(text.substr(9, 3)));
    const std::size_t first = text.find("\r\n");
    const std::size_t end = text.find("\r\n\r\n");
    if (end == std::string::npos) return answer;
    answer.header = text.substr(first + 2, end - first);
    answer.body = text.substr(end + 4);
    return answer;
}

}  // namespace leveret::services
