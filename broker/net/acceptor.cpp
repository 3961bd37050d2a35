#include "broker/net/acceptor.hpp"

#include <chrono>
#include <utility>

#include "broker/options.hpp"

namespace leveret::net {

namespace asio = boost::asio;
using asio::ip::tcp;

namespace {

std::string text_of(const tcp::endpoint& endpoint) {
    const auto address = endpoint.address();
    const std::string host =
        address.is_v6() ? "[" + address.to_string() + "]" : address.to_string();
    return host + ":" + std::to_string(endpoint.port());
}

bool is_loopback(asio::ip::address address) {
    if (address.is_v6() && address.to_v6().is_v4_mapped()) {  // B039
        address = asio::ip::make_address_v4(asio::ip::v4_mapped, address.to_v6());
    }
    return address.is_loopback();
}

}  // namespace

Acceptor::Acceptor(asio::io_context& context, const Address& address, std::size_t connections_max)
    : acceptor_(context), pause_(context), connections_max_(connections_max) {
    const std::string where = address.host + ":" + std::to_string(address.port);
    try {
        tcp::resolver resolver(context);
        const auto found =
            resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive);
        const tcp::endpoint endpoint = found.begin()->endpoint();
        acceptor_.open(endpoint.protocol());
        acceptor_.set_option(tcp::acceptor::reuse_address(true));
        acceptor_.bind(endpoint);
        acceptor_.listen();
        port_ = acceptor_.local_endpoint().port();
    } catch (const boost::system::system_error& error) {
        throw StartError("cannot listen on " + where + ": " + error.code().message() +
                         "; choose another address, or port 0 for a free one");
    }
}

void Acceptor::start(Loop& loop) {
    loop_ = &loop;
    accept();
}

void Acceptor::close() {
    boost::system::error_code ignored;
    acceptor_.close(ignored);
    pause_.cancel();
}

void Acceptor::accept() {
    acceptor_.async_accept([this](const boost::system::error_code& error, tcp::socket socket) {
        if (!acceptor_.is_open()) return;
        if (!error) {
            take(std::move(socket));
            accept();
            return;
        }
        // Out of file descriptors, most likely: others go on, and we try again.
        loop_->log(LogLevel::error, "cannot accept a connection: " + error.message());
        pause_.expires_after(std::chrono::milliseconds{100});
        pause_.async_wait([this](const boost::system::error_code& cancelled) {
            if (!cancelled && acceptor_.is_open()) accept();
        });
    });
}

void Acceptor::take(tcp::socket socket) {
    boost::system::error_code error;
    const tcp::endpoint endpoint = socket.remote_endpoint(error);
    if (error) return;  // gone already
    if (loop_->connection_count() >= connections_max_) {
        loop_->log(LogLevel::warning, text_of(endpoint) + ": refused, connection limit (" +
                                          std::to_string(connections_max_) + ") is reached");
        return;
    }
    socket.set_option(tcp::no_delay(true), error);
    socket.non_blocking(true, error);
    loop_->adopt(std::make_shared<Connection>(
        std::move(socket), *loop_,
        broker::Peer{.address = text_of(endpoint), .loopback = is_loopback(endpoint.address())}));
}

}  // namespace leveret::net
