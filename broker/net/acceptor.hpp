#pragma once

#include <cstdint>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "broker/net/address.hpp"
#include "broker/net/loop.hpp"

namespace leveret::net {

/// A listening socket that turns what connects into connections, up to a limit.
class Acceptor {
  public:
    /// Opens the port; nobody is accepted before start().
    /// @throws StartError naming the address and the cause
    Acceptor(boost::asio::io_context& context, const Address& address, std::size_t connections_max);

    std::uint16_t port() const { return port_; }
    /// Accepts from now on, for `loop`, which runs the context.
    void start(Loop& loop);
    void close();

  private:
    void accept();
    void take(boost::asio::ip::tcp::socket socket);

    Loop* loop_ = nullptr;  // set by start()
    boost::asio::ip::tcp::acceptor acceptor_;
    boost::asio::steady_timer pause_;
    std::size_t connections_max_;
    std::uint16_t port_ = 0;
};

}  // namespace leveret::net
