#include "services/http/server.hpp"

#include <array>
#include <ctime>
#include <exception>
#include <memory>
#include <optional>
#include <unordered_set>
#include <utility>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/beast/core/flat_buffer.hpp>
#include <boost/beast/core/tcp_stream.hpp>
#include <boost/beast/http.hpp>

#include "services/http/json.hpp"

namespace leveret::services::http {

namespace asio = boost::asio;
namespace beast = boost::beast;
namespace wire = boost::beast::http;
using asio::ip::tcp;
using boost::system::error_code;

namespace {
class Connection;
}

/// What the server and its connections share. Lives as long as the last of them.
struct Server::Listening : std::enable_shared_from_this<Server::Listening> {
    Listening(asio::io_context& context, Limits limits_)
        : acceptor(context), pause(context), limits(limits_) {}

    void accept();

    tcp::acceptor acceptor;
    asio::steady_timer pause;
    Limits limits;
    Router router;
    Log log = silent();
    std::unordered_set<Connection*> connections;
};

namespace {

/// Now, as the Date field has it: `Sun, 06 Nov 1994 08:49:37 GMT`.
std::string date() {
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    gmtime_r(&now, &parts);
    std::array<char, 32> text{};
    const std::size_t size =
        std::strftime(text.data(), text.size(), "%a, %d %b %Y %H:%M:%S GMT", &parts);
    return {text.data(), size};
}

/// One client: reads a request, has it answered, writes the answer, and again.
class Connection : public std::enable_shared_from_this<Connection> {
  public:
    Connection(tcp::socket socket, std::shared_ptr<Server::Listening> server)
        : stream_(std::move(socket)), server_(std::move(server)) {
        server_->connections.insert(this);
        error_code ignored;
        stream_.socket().set_option(tcp::no_delay(true), ignored);
    }
    ~Connection() { server_->connections.erase(this); }

    void read() {
        answering_ = false;
        parser_.emplace();
        parser_->body_limit(server_->limits.body_octets);
        parser_->header_limit(static_cast<std::uint32_t>(server_->limits.header_octets));
        stream_.expires_after(server_->limits.idle);
        wire::async_read_header(
            stream_, buffer_, *parser_,
            [self = shared_from_this()](error_code error, std::size_t) { self->on_header(error); });
    }

    /// Closes it unless a request is under way; then it closes after the answer.
    void stop() {
        stopping_ = true;
        if (!answering_) close();
    }

  private:
    void on_header(error_code error) {
        if (error) return refuse(error);
        answering_ = true;
        if (boost::beast::iequals(parser_->get()[wire::field::expect], "100-continue")) {
            continue_.emplace(wire::status::continue_, parser_->get().version());
            return wire::async_write(stream_, *continue_,
                                     [self = shared_from_this()](error_code failed, std::size_t) {
                                         if (!failed) self->read_body();
                                     });
        }
        read_body();
    }

    void read_body() {
        wire::async_read(stream_, buffer_, *parser_,
                         [self = shared_from_this()](error_code error, std::size_t) {
                             if (error) return self->refuse(error);
                             self->handle();
                         });
    }

    void handle() {
        auto& message = parser_->get();
        Request request{std::string(message.method_string()),
                        std::string(message.target()),
                        std::move(message.body()),
                        {}};
        head_ = message.method() == wire::verb::head;
        version_ = message.version();
        keep_alive_ = message.keep_alive();
        stream_.expires_never();  // the handler has its own limits
        const Reply reply = [self = shared_from_this()](Response response) {
            self->write(std::move(response));
        };
        try {
            server_->router.handle(std::move(request), reply);
        } catch (const std::exception& failure) {
            server_->log(LogLevel::error, std::string("a request failed: ") + failure.what());
            reply(error_response(500, "the service failed to handle this; see its log"));
        }
    }

    /// Answers what could not be read as a request, where an answer makes sense, and closes.
    void refuse(error_code error) {
        head_ = keep_alive_ = false;
        if (error == wire::error::body_limit) {
            write(error_response(413, "the body is larger than " +
                                          std::to_string(server_->limits.body_octets) + " octets"));
        } else if (error == wire::error::header_limit) {
            write(error_response(431, "the header is too large"));
        } else if (error.category() == wire::make_error_code(wire::error::bad_method).category() &&
                   error != wire::error::end_of_stream && error != wire::error::partial_message) {
            write(error_response(400, "this is not an HTTP request: " + error.message()));
        } else {
            close();
        }
    }

    void write(Response response) {
        answering_ = true;
        message_.emplace();
        message_->version(version_);
        message_->result(response.status);
        message_->set(wire::field::server, "Leveret");
        message_->set(wire::field::date, date());
        for (const auto& [name, value] : response.headers) message_->set(name, value);
        if (!response.body.empty()) {
            message_->set(wire::field::content_type, "application/json");
        }
        const std::size_t body_octets = response.body.size();
        if (!head_) message_->body() = std::move(response.body);
        const bool bodiless = response.status == 204;
        if (!bodiless) message_->content_length(body_octets);
        message_->keep_alive(keep_alive_ && !stopping_);
        stream_.expires_after(server_->limits.idle);
        wire::async_write(stream_, *message_,
                          [self = shared_from_this()](error_code error, std::size_t) {
                              if (error) return self->close();
                              if (self->message_->keep_alive()) return self->read();
                              self->linger();
                          });
    }

    /// Closes our side and drops what still comes: closing with unread octets would send a reset,
    /// which can take the answer away from the client.
    void linger() {
        error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_send, ignored);
        buffer_.clear();
        stream_.expires_after(std::chrono::seconds(2));
        drop();
    }
    void drop() {
        stream_.async_read_some(asio::buffer(dropped_),
                                [self = shared_from_this()](error_code error, std::size_t count) {
                                    self->dropped_octets_ += count;
                                    if (error || self->dropped_octets_ > (16U << 20U)) return;
                                    self->drop();
                                });
    }

    void close() {
        error_code ignored;
        stream_.socket().shutdown(tcp::socket::shutdown_both, ignored);
        stream_.close();
    }

    beast::tcp_stream stream_;
    std::shared_ptr<Server::Listening> server_;
    beast::flat_buffer buffer_;
    std::optional<wire::request_parser<wire::string_body>> parser_;
    std::optional<wire::response<wire::empty_body>> continue_;
    std::optional<wire::response<wire::string_body>> message_;
    std::array<char, 4096> dropped_;
    std::size_t dropped_octets_ = 0;
    unsigned version_ = 11;
    bool head_ = false;
    bool keep_alive_ = false;
    bool answering_ = false;
    bool stopping_ = false;
};

[[noreturn]] void cannot_listen(const Address& address, const error_code& error) {
    std::string why = error.message();
    if (error == asio::error::address_in_use) {
        why =
            "this address is in use: stop the process that has it or choose another port "
            "(port 0 takes a free one)";
    } else if (error == asio::error::access_denied) {
        why = "this port needs more rights: choose one from 1024 on";
    } else if (error == boost::system::errc::address_not_available ||
               error.category() == asio::error::get_netdb_category()) {
        why = "no interface of this machine has this address";
    }
    throw ListenError(address.text() + ": " + why);
}

}  // namespace

void Server::Listening::accept() {
    acceptor.async_accept([self = shared_from_this()](error_code error, tcp::socket socket) {
        if (!self->acceptor.is_open()) return;
        if (error) {
            // Out of file descriptors, most likely: trying again at once would only spin.
            self->log(LogLevel::warning, "cannot accept an HTTP connection: " + error.message());
            self->pause.expires_after(std::chrono::milliseconds(100));
            return self->pause.async_wait([self](error_code stopped) {
                if (!stopped) self->accept();
            });
        }
        if (self->connections.size() < self->limits.connections) {
            std::make_shared<Connection>(std::move(socket), self)->read();
        }
        self->accept();
    });
}

Server::Server(asio::io_context& context, const Address& address, Limits limits)
    : listening_(std::make_shared<Listening>(context, limits)) {
    error_code error;
    tcp::resolver resolver(context);
    const auto found =
        resolver.resolve(address.host, std::to_string(address.port), tcp::resolver::passive, error);
    if (error) cannot_listen(address, error);
    const tcp::endpoint endpoint = found.begin()->endpoint();
    tcp::acceptor& acceptor = listening_->acceptor;
    acceptor.open(endpoint.protocol(), error);
    if (!error) acceptor.set_option(tcp::acceptor::reuse_address(true), error);
    if (!error) acceptor.bind(endpoint, error);
    if (!error) acceptor.listen(tcp::acceptor::max_listen_connections, error);
    if (error) cannot_listen(address, error);
}

Server::~Server() = default;

void Server::start(Router router, Log log) {
    listening_->router = std::move(router);
    listening_->log = std::move(log);
    listening_->accept();
}

void Server::stop() {
    error_code ignored;
    listening_->acceptor.close(ignored);
    listening_->pause.cancel();
    for (Connection* connection : std::unordered_set(listening_->connections)) connection->stop();
}

Address Server::address() const {
    const tcp::endpoint endpoint = listening_->acceptor.local_endpoint();
    return {endpoint.address().to_string(), endpoint.port()};
}

}  // namespace leveret::services::http
