#include "broker/server.hpp"

#include <random>
#include <stdexcept>
#include <thread>
#include <utility>

#include "broker/net/acceptor.hpp"
#include "broker/net/address.hpp"
#include "broker/net/loop.hpp"
#include "broker/store/memory_store.hpp"
#include "broker/store/sqlite_store.hpp"

namespace leveret {

namespace {

void check(const ServerOptions& options) {
    if (options.frame_max_octets != 0 && options.frame_max_octets < 4096) {
        throw std::invalid_argument("frame_max_octets " + std::to_string(options.frame_max_octets) +
                                    ": expected 0 (no limit) or 4096 and more");
    }
    if (options.data.empty()) {
        throw std::invalid_argument("data '': expected a folder, or :memory:");
    }
    net::parse_address(options.amqp);
}

broker::Settings settings_of(const ServerOptions& options) {
    broker::Settings settings;
    settings.offer.server_properties = broker::server_properties();
    settings.offer.tuning = {.channel_max = options.channel_max,
                             .frame_max = options.frame_max_octets,
                             .heartbeat = options.heartbeat};
    settings.handshake_timeout = options.handshake_timeout;
    settings.message_max_octets = options.message_max_octets;
    settings.output_max_octets = options.output_max_octets;
    settings.unstored_max_octets = options.unstored_max_octets;
    settings.seed = (std::uint64_t{std::random_device{}()} << 32) | std::random_device{}();
    return settings;
}

std::unique_ptr<broker::Store> open_store(const ServerOptions& options) {
    if (options.data == ":memory:") return std::make_unique<broker::MemoryStore>();
    try {
        return std::make_unique<broker::SqliteStore>(options.data);
    } catch (const broker::StoreUnreadable& error) {
        throw StartError(error.what());
    }
}

}  // namespace

/// What exists between start() and stop(). The port is opened first: while another process has it,
/// no file is touched.
struct Server::Running {
    explicit Running(const ServerOptions& options)
        : acceptor(context, net::parse_address(options.amqp), options.connections_max),
          store(open_store(options)),
          loop(context, settings_of(options), *store, options.log) {}

    boost::asio::io_context context{1};
    net::Acceptor acceptor;
    std::unique_ptr<broker::Store> store;
    net::Loop loop;
    std::thread thread;
};

Server::Server(ServerOptions options) : options_(std::move(options)) {
    check(options_);
}

Server::~Server() {
    stop();
}

void Server::start() {
    if (running_) return;
    auto running = std::make_unique<Running>(options_);
    running->acceptor.start(running->loop);
    running->thread = std::thread([&loop = running->loop] { loop.run(); });
    running_ = std::move(running);
}

void Server::stop() {
    if (!running_) return;
    boost::asio::post(running_->context, [this] { running_->acceptor.close(); });
    running_->loop.stop();
    running_->thread.join();
    running_.reset();
}

std::uint16_t Server::port() const {
    return running_ ? running_->acceptor.port() : 0;
}

std::string Server::url() const {
    std::string host = net::parse_address(options_.amqp).host;
    if (host.find(':') != std::string::npos) host = "[" + host + "]";
    return "amqp://guest:guest@" + host + ":" + std::to_string(port()) + "/";
}

}  // namespace leveret
