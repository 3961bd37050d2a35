#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

namespace leveret::services::http {

/// Where something listens.
struct Address {
    std::string host;  // a name or number; IPv6 without brackets
    std::uint16_t port = 0;

    /// `http://` and where to connect to.
    std::string url() const { return "http://" + to_connect(); }
    /// `HOST:PORT` for those who connect: a wildcard host becomes the loopback address.
    std::string to_connect() const;
    /// `HOST:PORT` as parse_address reads it.
    std::string text() const;
    friend bool operator==(const Address&, const Address&) = default;
};

/// What a text that should have been an address lacks, in words that follow "expected".
struct AddressError {
    std::string expected;
};

/// Reads `HOST:PORT`, such as `127.0.0.1:8000`, `localhost:0` or `[::1]:8000`.
/// @error no colon, an empty host, IPv6 without brackets, or a port beyond 65535
boost::system::result<Address, AddressError> parse_address(std::string_view text);

[[noreturn]] void throw_exception_from_error(const AddressError& error,
                                             const boost::source_location& at);

}  // namespace leveret::services::http
