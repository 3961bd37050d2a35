#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <stdexcept>
#include <string>
#include <string_view>

namespace boost::asio {
class io_context;
}

namespace leveret::services::http {

/// What a GET brought: a status and body, or why there is none.
struct Fetched {
    unsigned status = 0;  // 0: no answer
    std::string body;
    std::string failure;  // empty when there is an answer
};

/// Gets pages of one server, on a loop's thread. Keeps connections open for the next request.
class Client {
  public:
    using Done = std::function<void(Fetched)>;

    /// @throws std::invalid_argument: `base_url` is not `http://HOST[:PORT]`; says what is wrong
    Client(boost::asio::io_context& context, std::string_view base_url,
           std::chrono::milliseconds timeout);
    /// Requests under way never call back. Only when the loop does not run.
    ~Client();
    Client(const Client&) = delete;
    Client& operator=(const Client&) = delete;

    /// Gets `path` and calls `done` once, later. The timeout is for connecting and for the answer,
    /// each; looking up a host's name comes on top.
    void get(std::string path, Done done);

  private:
    struct Peer;
    class Exchange;
    std::shared_ptr<Peer> peer_;
};

}  // namespace leveret::services::http
