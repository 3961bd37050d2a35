#include "broker/net/address.hpp"

#include <charconv>
#include <stdexcept>

namespace leveret::net {

Address parse_address(const std::string& text) {
    const auto fault = [&](const std::string& why) {
        return std::invalid_argument("'" + text + "' is no address: " + why +
                                     ", expected HOST:PORT such as 127.0.0.1:5672");
    };
    const std::size_t colon = text.rfind(':');
    if (colon == std::string::npos) throw fault("the port is missing");
    Address address{.host = text.substr(0, colon)};
    if (address.host.starts_with('[') && address.host.ends_with(']')) {
        address.host = address.host.substr(1, address.host.size() - 2);
    } else if (address.host.find(':') != std::string::npos) {
        throw fault("an IPv6 host goes in brackets");
    }
    if (address.host.empty()) throw fault("the host is missing");
    const char* end = text.data() + text.size();
    const auto [stop, error] = std::from_chars(text.data() + colon + 1, end, address.port);
    if (error != std::errc{} || stop != end) throw fault("the port is no number of 0 to 65535");
    return address;
}

}  // namespace leveret::net
