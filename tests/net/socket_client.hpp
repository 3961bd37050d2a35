#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "protocol/assembler.hpp"
#include "protocol/client.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"
#include "tests/support/octets.hpp"

namespace leveret::test {

/// A client on a plain blocking socket. Whatever it waits for comes within ten seconds, or the test
/// fails with an exception.
class SocketClient {
  public:
    /// Connects to this port of this machine. @param receive_octets the socket's receive buffer; 0:
    /// as large as the system likes
    explicit SocketClient(std::uint16_t port, int receive_octets = 0);
    ~SocketClient();
    SocketClient(const SocketClient&) = delete;
    SocketClient& operator=(const SocketClient&) = delete;

    /// The handshake, and channel 1.
    void open();
    void write(Bytes octets);
    template <class M>
    requires requires { M::id; }
    void send(std::uint16_t channel, const M& method) { write(method_frame(channel, method)); }
    void publish(const std::string& routing_key, const std::string& body,
                 const Properties& properties = {});
    /// The next method, which must be an M; the content that it carries is in body().
    template <class M>
    M expect() {
        const Command command = next_command();
        if (command.id != M::id) throw_unexpected(command.id);
        return decode<M>(command.arguments).value();
    }
    template <class Reply, class M>
    Reply ask(const M& method) {
        send(1, method);
        return expect<Reply>();
    }
    /// The body that came with the method expected last.
    const std::string& body() const { return body_; }
    /// Everything up to the end of the connection.
    std::string read_to_end();

  private:
    Command next_command();
    /// Reads what is there, waiting for the first octet. @return false at the end of the connection
    bool read_some();
    [[noreturn]] static void throw_unexpected(MethodId id);

    int socket_ = -1;
    std::string unread_;
    std::string frame_;  // the one that the assembler looks at
    Assembler connection_assembler_, channel_assembler_;
    std::string body_;
};

}  // namespace leveret::test
