#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string>

namespace leveret {

/// Why a server could not start; the text is one line that says what to do.
struct StartError : std::runtime_error {
    using std::runtime_error::runtime_error;
};

enum class LogLevel { debug, info, warning, error };

/// Every setting of a broker, with its default.
struct ServerOptions {
    /// The folder of the data file, made when missing; `:memory:` keeps nothing.
    std::string data = ":memory:";
    /// HOST:PORT to listen on; port 0 takes a free one.
    std::string amqp = "127.0.0.1:5672";

    // What a connection is offered (B041).
    std::uint16_t channel_max = 2047;
    std::uint32_t frame_max_octets = 131'072;             // 4096 and more
    std::chrono::seconds heartbeat{60};                   // 0: none
    std::chrono::milliseconds handshake_timeout{10'000};  // B025

    // Limits.
    std::size_t message_max_octets = 134'217'728;  // B201: 128 MiB, as RabbitMQ 3.13
    std::size_t connections_max = 65'535;
    /// Octets that may wait for one peer before its consumers get nothing more.
    std::size_t output_max_octets = 1'048'576;
    /// Octets that may wait for the store before publishers are not read any more.
    std::size_t unstored_max_octets = 64 * 1'048'576;

    /// Where log lines go; called on the broker's thread. Nothing: nowhere.
    std::function<void(LogLevel, const std::string&)> log;
};

}  // namespace leveret
