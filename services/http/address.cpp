#include "services/http/address.hpp"

#include <charconv>
#include <stdexcept>

namespace leveret::services::http {

namespace {

std::string join(const std::string& host, std::uint16_t port) {
    const bool six = host.find(':') != std::string::npos;
    return (six ? "[" + host + "]" : host) + ":" + std::to_string(port);
}

}  // namespace

std::string Address::to_connect() const {
    if (host == "0.0.0.0") return join("127.0.0.1", port);
    if (host == "::") return join("::1", port);
    return join(host, port);
}

std::string Address::text() const {
    return join(host, port);
}

boost::system::result<Address, AddressError> parse_address(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos) return AddressError{"HOST:PORT, such as 127.0.0.1:8000"};

    std::string_view host = text.substr(0, colon);
    const std::string_view digits = text.substr(colon + 1);
    if (host.size() > 2 && host.front() == '[' && host.back() == ']') {
        host = host.substr(1, host.size() - 2);
    } else if (host.find_first_of(":[]") != std::string_view::npos) {
        return AddressError{"brackets around an IPv6 address, such as [::1]:8000"};
    }
    if (host.empty()) return AddressError{"a host before the colon, such as 127.0.0.1:8000"};
    if (host.find_first_of(" \t/@?#") != std::string_view::npos) {
        return AddressError{"HOST:PORT and nothing else, such as 127.0.0.1:8000"};
    }

    std::uint16_t port = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), port);
    if (error != std::errc{} || end != digits.data() + digits.size()) {
        return AddressError{"a port from 0 to 65535 after the colon (0 takes a free one)"};
    }
    return Address{std::string(host), port};
}

void throw_exception_from_error(const AddressError& error, const boost::source_location&) {
    throw std::invalid_argument("expected " + error.expected);
}

}  // namespace leveret::services::http
