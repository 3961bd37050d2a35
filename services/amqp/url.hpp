#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace leveret::services::amqp {

/// Where a broker is and who connects: `amqp://USER:PASSWORD@HOST:PORT/VHOST`.
struct Url {
    std::string user = "guest";
    std::string password = "guest";
    std::string host;  // a name or number; IPv6 without brackets
    std::uint16_t port = 5672;
    std::string vhost = "/";

    /// The URL without its password, for logs.
    std::string text() const;
    friend bool operator==(const Url&, const Url&) = default;
};

/// What a text that should have been a broker's URL lacks, in words that follow "expected".
struct UrlError {
    std::string expected;
};
[[noreturn]] void throw_exception_from_error(const UrlError& error,
                                             const boost::source_location& at);

/// Reads a URL as pika does: without user and password they are guest, without a port it is 5672,
/// without a path or with `/` alone the vhost is `/`; `%XX` is decoded in all parts. What
/// follows `?` is for other clients and not looked at.
/// @error no amqp URL, no host, a wrong port, a vhost with an unencoded `/`
boost::system::result<Url, UrlError> parse_url(std::string_view text);

}  // namespace leveret::services::amqp
