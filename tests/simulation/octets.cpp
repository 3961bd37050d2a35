#include "tests/simulation/octets.hpp"

#include <vector>

#include "protocol/properties.hpp"

namespace leveret::simulation {

std::string take_octets(protocol::Output& output) {
    std::string octets;
    std::vector<protocol::Bytes> parts;
    while (!output.empty()) {
        output.gather(parts, 64);
        const std::size_t before = octets.size();
        for (const protocol::Bytes part : parts) octets += part;
        output.consume(octets.size() - before);
    }
    return octets;
}

protocol::ContentRef make_content(const std::string& queue, const std::string& body,
                                  bool persistent) {
    protocol::Properties properties;
    properties.delivery_mode = static_cast<std::uint8_t>(persistent ? 2 : 1);
    const std::string header = protocol::content_header(properties.encode(), body.size());
    auto content =
        protocol::Content::allocate("", queue, header, body.size(), {.persistent = persistent});
    protocol::Content::append_body(content, body);
    return content;
}

}  // namespace leveret::simulation
