#include "services/app/run.hpp"

#include <filesystem>
#include <iostream>
#include <memory>
#include <optional>
#include <pthread.h>
#include <signal.h>
#include <unistd.h>

#include "broker/server.hpp"
#include "services/admin/admin.hpp"
#include "services/app/log.hpp"
#include "services/app/ready_file.hpp"
#include "services/main/shop.hpp"

namespace leveret::app {

namespace {

using services::admin::Admin;
using services::shop::Shop;

/// How long the ready file waits for a broker elsewhere: a service works without one, too.
constexpr std::chrono::milliseconds broker_limit{2000};

/// The parts that run. Whatever can be wrong is found while they are made, before start() writes.
struct Parts {
    std::unique_ptr<Server> server;
    std::unique_ptr<Admin> admin;
    std::unique_ptr<Shop> main;
};

/// SIGTERM and SIGINT, which stop the program, kept from interrupting any thread.
sigset_t hold_stop_signals() {
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    signal(SIGPIPE, SIG_IGN);  // whoever reads our output may leave
    return signals;
}

void wait_for_stop(const sigset_t& signals) {
    int signal_number = 0;
    sigwait(&signals, &signal_number);
    // Whoever presses Ctrl-C again does not want to wait.
    pthread_sigmask(SIG_UNBLOCK, &signals, nullptr);
}

/// Makes a part; what keeps it from starting is told with the options that caused it.
template <class Make>
auto made(const std::string& address_option, const Options& options, Make make) {
    try {
        return make();
    } catch (const services::database::Unusable& error) {
        throw CannotStart("--data " + options.data + ": " + error.what());
    } catch (const http::ListenError& error) {
        throw CannotStart(address_option + " " + error.what());
    }
}

std::unique_ptr<Admin> make_admin(const Options& options, const services::Log& log) {
    services::admin::Settings settings;
    settings.listen = *options.admin;
    settings.data = options.data;
    settings.transient_queues = options.transient_queues;
    settings.users = options.users;
    const char* option = options.command == Command::admin ? "--listen" : "--admin";
    return made(option, options, [&] { return std::make_unique<Admin>(settings, log); });
}

std::unique_ptr<Shop> make_main(const Options& options, const Admin* admin,
                                const services::Log& log) {
    services::shop::Settings settings;
    settings.listen = *options.main;
    settings.data = options.data;
    settings.transient_queues = options.transient_queues;
    settings.admin_url = admin != nullptr ? admin->address().url() : options.admin_url;
    const char* option = options.command == Command::main ? "--listen" : "--main";
    return made(option, options, [&] { return std::make_unique<Shop>(settings, log); });
}

std::unique_ptr<Server> make_server(const Options& options, const services::Log& log) {
    // Without an address for others, the services still need one.
    const std::string amqp = options.amqp ? options.amqp->text() : "127.0.0.1:0";
    auto server =
        std::make_unique<Server>(ServerOptions{.data = options.data, .amqp = amqp, .log = log});
    try {
        server->start();
    } catch (const StartError& error) {
        const std::string text = error.what();
        const bool address = text.starts_with("cannot listen");
        throw CannotStart((address ? "--amqp " + amqp : "--data " + options.data) + ": " + text);
    }
    return server;
}

Parts make_parts(const Options& options, const services::Log& log) {
    const bool serve = options.command == Command::serve;
    Parts parts;
    if ((serve && options.admin) || options.command == Command::admin) {
        parts.admin = make_admin(options, log);
    }
    if ((serve && options.main) || options.command == Command::main) {
        parts.main = make_main(options, parts.admin.get(), log);
    }
    if (serve || options.command == Command::broker) parts.server = make_server(options, log);
    return parts;
}

std::string amqp_url(const Options& options, const Server& server) {
    const std::string host = options.amqp ? options.amqp->host : "127.0.0.1";
    return "amqp://guest:guest@" + http::Address{host, server.port()}.to_connect() + "/";
}

/// Starts the services and waits until they have found their broker.
void start_services(Parts& parts, const Options& options) {
    const amqp::Url broker =
        parts.server ? amqp::parse_url(amqp_url(options, *parts.server)).value() : options.broker;
    made("", options, [&] {
        if (parts.admin) parts.admin->start(broker);
        if (parts.main) parts.main->start(broker);
    });
    if (parts.admin) parts.admin->wait_connected(broker_limit);
    if (parts.main) parts.main->wait_connected(broker_limit);
}

Addresses addresses_of(const Parts& parts, const Options& options) {
    Addresses addresses;
    if (parts.server && options.amqp) addresses.amqp = amqp_url(options, *parts.server);
    if (parts.admin) addresses.admin = parts.admin->address().url();
    if (parts.main) addresses.main = parts.main->address().url();
    return addresses;
}

void greet(const Addresses& addresses, const Options& options) {
    std::cout << "Leveret " LEVERET_VERSION "\n";
    if (!addresses.amqp.empty()) std::cout << "  AMQP   " << addresses.amqp << "\n";
    if (!addresses.admin.empty()) std::cout << "  admin  " << addresses.admin << "/api/products\n";
    if (!addresses.main.empty()) std::cout << "  main   " << addresses.main << "/api/products\n";
    std::cout << "  data   " << options.data << "\n";
    std::cout << "Ctrl-C stops it; leveret help says what else it can do." << std::endl;
}

}  // namespace

void run(const Options& options) {
    const sigset_t signals = hold_stop_signals();
    const services::Log log = make_log(options.log_level);
    if (!options.ready_file.empty()) check_ready_file(options.ready_file);

    Parts parts = make_parts(options, log);
    std::error_code ignored;
    if (!options.ready_file.empty()) std::filesystem::remove(options.ready_file, ignored);
    start_services(parts, options);

    const Addresses addresses = addresses_of(parts, options);
    if (!options.ready_file.empty()) {
        write_ready_file(options.ready_file, ready_text(addresses, getpid()));
    }
    greet(addresses, options);

    wait_for_stop(signals);
    if (parts.main) parts.main->stop();
    if (parts.admin) parts.admin->stop();
    if (parts.server) parts.server->stop();
}

}  // namespace leveret::app
