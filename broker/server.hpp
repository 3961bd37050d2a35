#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "broker/options.hpp"

namespace leveret {

/// An AMQP broker inside this process.
///
///     leveret::Server server({.data = "queue-data", .amqp = "127.0.0.1:0"});
///     server.start();
///     connect_somewhere(server.url());
///
/// Any number of them may live in one process: they share nothing. No signal handler is installed,
/// nothing global is changed. Two threads a server, from start() to stop(): one drives the broker,
/// one owns the data file.
class Server {
  public:
    /// @throws std::invalid_argument naming the option, its value and what was expected
    explicit Server(ServerOptions options);
    /// Stops it if it runs.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Opens the data, listens and returns when clients can connect.
    /// @throws StartError: the port is taken, the data folder cannot be written, is no Leveret
    /// database or belongs to another process; nothing has been changed then
    void start();

    /// Closes every connection with 320 (B099), writes what is staged and joins both threads.
    void stop();

    /// The port in use, also when port 0 was asked for; 0 when not listening.
    std::uint16_t port() const;
    /// `amqp://guest:guest@127.0.0.1:PORT/`
    std::string url() const;

  private:
    struct Running;
    ServerOptions options_;
    std::unique_ptr<Running> running_;
};

}  // namespace leveret
