#include "services/http/client.hpp"

#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace leveret::services::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

/// The server asked, and the connections to it that are open and idle.
struct Client::Peer {
    asio::io_context& context;
    std::string host;
    std::string port;
    std::string authority;  // for the Host field
    std::chrono::milliseconds timeout;
    std::vector<std::unique_ptr<beast::tcp_stream>> idle;
    static constexpr std::size_t idle_max = 16;
};

/// One request and its answer.
class Client::Exchange : public std::enable_shared_from_this<Exchange> {
  public:
    Exchange(std::shared_ptr<Peer> peer, std::string path, Done done)
        : peer_(std::move(peer)),
          resolver_(peer_->context),
          request_(wire::verb::get, path, 11),
          done_(std::move(done)) {
        request_.set(wire::field::host, peer_->authority);
        request_.set(wire::field::accept, "application/json");
        parser_.body_limit(1 << 20);
    }

    void run() {
        if (peer_->idle.empty()) return connect();
        reused_ = true;
        stream_ = std::move(peer_->idle.back());
        peer_->idle.pop_back();
        write();
    }

  private:
    void connect() {
        stream_ = std::make_unique<beast::tcp_stream>(peer_->context);
        resolver_.async_resolve(
            peer_->host, peer_->port,
            [self = shared_from_this()](error_code error, tcp::resolver::results_type found) {
                if (error) return self->fail(error);
                self->stream_->expires_after(self->peer_->timeout);
                self->stream_->async_connect(
                    found, [self](error_code refused, const tcp::endpoint&) {
                        if (refused) return self->fail(refused);
                        error_code ignored;
                        self->stream_->socket().set_option(tcp::no_delay(true), ignored);
                        self->write();
                    });
            });
    }

    void write() {
        stream_->expires_after(peer_->timeout);
        wire::async_write(*stream_, request_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->fail(error);
                              self->read();
                          });
    }

    void read() {
        wire::async_read(*stream_, buffer_, parser_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (error) return self->fail(error);
                             self->finish();
                         });
    }

    void finish() {
        auto& message = parser_.get();
        if (message.keep_alive() && peer_->idle.size() < Peer::idle_max) {
            stream_->expires_never();
            peer_->idle.push_back(std::move(stream_));
        }
        done_({message.result_int(), std::move(message.body()), ""});
    }

    /// A connection that was kept open may have been closed by the server meanwhile: then the
    /// request is made again on a new one. A GET may be repeated.
    void fail(error_code error) {
        if (!reused_ || error == beast::error::timeout) return done_({0, "", error.message()});
        std::make_shared<Exchange>(peer_, std::string(request_.target()), std::move(done_))
            ->connect();
    }

    std::shared_ptr<Peer> peer_;
    tcp::resolver resolver_;
    std::unique_ptr<beast::tcp_stream> stream_;
    wire::request<wire::empty_body> request_;
    wire::response_parser<wire::string_body> parser_;
    beast::flat_buffer buffer_;
    Done done_;
    bool reused_ = false;
};

Client::Client(asio::io_context& context, std::string_view base_url,
               std::chrono::milliseconds timeout) {
    const auto url = boost::urls::parse_uri(base_url);
    if (!url || url->scheme() != "http" || url->host().empty()) {
        throw std::invalid_argument("expected http://HOST:PORT, such as http://127.0.0.1:8000");
    }
    if (!(url->path().empty() || url->path() == "/") || url->has_query() || url->has_userinfo()) {
        throw std::invalid_argument("expected http://HOST:PORT and nothing behind it");
    }
    if (url->has_port() && url->port_number() == 0) {
        throw std::invalid_argument("expected a port from 1 to 65535");
    }
    const std::string port = url->has_port() ? std::string(url->port()) : "80";
    peer_ = std::make_shared<Peer>(Peer{context,
                                        std::string(url->host_address()),
                                        port,
                                        std::string(url->encoded_host_and_port()),
                                        timeout,
                                        {}});
}

Client::~Client() = default;

void Client::get(std::string path, Done done) {
    std::make_shared<Exchange>(peer_, std::move(path), std::move(done))->run();
}

}  // namespace leveret::services::http
