#pragma once

#include <cstddef>
#include <memory>
#include <vector>

#include <boost/asio/ip/tcp.hpp>

#include "broker/core/broker.hpp"
#include "protocol/output.hpp"

namespace leveret::net {

class Loop;

/// One socket: octets in, octets out. Reads whatever is there into one buffer, of which the core
/// takes whole frames; writes what the core has for it as one gathered write.
///
/// Kept alive by its own pending operations; the loop closes it.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(boost::asio::ip::tcp::socket socket, Loop& loop, broker::Peer peer);

    broker::SessionId session() const { return session_; }
    /// Begins to read.
    void start();
    /// Sends what the session has, if nothing is being sent; ends the connection once a finished
    /// session has nothing more to say.
    void flush();
    /// Publishers may be read again.
    void resume();
    /// Cuts the socket and tells the core.
    void cut();

  private:
    void read();
    void on_read(std::size_t octets);
    void handle_input();
    void write();
    bool write_some();

    boost::asio::ip::tcp::socket socket_;
    Loop& loop_;
    broker::SessionId session_;
    std::vector<char> input_;
    std::size_t input_octets_ = 0;  // at the front of input_: the core has not taken them yet
    protocol::Output sending_;
    std::vector<protocol::Bytes> parts_;
    bool reading_ = false;
    bool waiting_to_write_ = false;
    bool cut_ = false;
};

}  // namespace leveret::net
