#pragma once

#include <cstdint>
#include <optional>
#include <string>

#include "broker/options.hpp"
#include "services/amqp/url.hpp"
#include "services/http/address.hpp"

namespace leveret::app {

namespace amqp = services::amqp;
namespace http = services::http;

/// What the program is asked to be.
enum class Command { serve, broker, admin, main, help, version };

/// Everything the command line can say, with what holds if it does not.
struct Options {
    Command command = Command::serve;
    Command help_about = Command::help;  // of `help`: which command; `help`: the program

    std::optional<http::Address> amqp = http::Address{"127.0.0.1", 5672};   // nothing: off
    std::optional<http::Address> admin = http::Address{"127.0.0.1", 8000};  // nothing: off
    std::optional<http::Address> main = http::Address{"127.0.0.1", 8001};   // nothing: off
    std::string data = "./leveret-data";                                    // `:memory:`: nowhere
    amqp::Url broker{.host = "127.0.0.1"};                                  // of admin and main
    std::string admin_url = "http://127.0.0.1:8000";  // of main; serve takes its own admin
    std::int64_t users = 100;
    bool transient_queues = false;
    std::string ready_file;  // empty: none
    LogLevel log_level = LogLevel::info;
};

}  // namespace leveret::app
