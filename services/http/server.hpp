#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stdexcept>

#include "services/http/address.hpp"
#include "services/http/router.hpp"
#include "services/log/log.hpp"

namespace boost::asio {
class io_context;
}

namespace leveret::services::http {

/// Why an address cannot be listened on, in one line that says what to do.
struct ListenError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// What one client may cost the server.
struct Limits {
    std::size_t body_octets = 1 << 20;     // more: 413
    std::size_t header_octets = 16 << 10;  // more: 431
    std::size_t connections = 1000;        // more: closed at once
    std::chrono::seconds idle{60};         // for each request to arrive, and between two
};

/// An HTTP/1.1 server on a loop's thread: keep-alive, pipelining, HEAD, `Expect: 100-continue`.
class Server {
  public:
    /// Takes the address at once, so that a port in use is known before anything else is done.
    /// @throws ListenError: the host is unknown, or the address is in use or not allowed
    Server(boost::asio::io_context& context, const Address& address, Limits limits = {});
    /// Only when the loop does not run.
    ~Server();
    Server(const Server&) = delete;
    Server& operator=(const Server&) = delete;

    /// Answers with `router` from now on; clients that connected before waited until now.
    void start(Router router, Log log);
    /// Takes no more connections and closes those that have no request under way. On the loop.
    void stop();

    /// Where it listens, with the real port.
    Address address() const;

    struct Listening;  // what the server shares with its connections

  private:
    std::shared_ptr<Listening> listening_;
};

}  // namespace leveret::services::http
