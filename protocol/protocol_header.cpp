#include "protocol/protocol_header.hpp"

#include <algorithm>

namespace leveret::protocol {

HeaderVerdict judge_header(Bytes octets) {
    constexpr Bytes header_0_9{"AMQP\x01\x01\x00\x09", 8};
    constexpr Bytes name = "AMQP";
    const std::size_t compared = std::min(octets.size(), name.size());
    if (octets.substr(0, compared) != name.substr(0, compared)) return HeaderVerdict::refused;
    if (octets.size() < protocol_header.size()) return HeaderVerdict::partial;
    const Bytes header = octets.substr(0, protocol_header.size());
    return header == protocol_header || header == header_0_9 ? HeaderVerdict::accepted
                                                             : HeaderVerdict::refused;
}

std::string describe_refused_header(Bytes octets) {
    if (octets.starts_with("\x16\x03")) return "a TLS handshake on a plain AMQP port";
    for (const Bytes verb : {"GET ", "POST ", "PUT ", "HEAD ", "DELETE ", "OPTIONS "}) {
        if (octets.starts_with(verb)) return "an HTTP request on an AMQP port";
    }
    if (!octets.starts_with("AMQP")) return "not an AMQP protocol header";
    std::string text = "an unsupported protocol version: AMQP";
    for (const char octet : octets.substr(4, 4)) {
        text += ' ' + std::to_string(static_cast<unsigned char>(octet));
    }
    return text;
}

}  // namespace leveret::protocol
