#include "protocol/content.hpp"

#include <cassert>
#include <new>

namespace leveret::protocol {

ContentRef Content::allocate(Bytes exchange, Bytes routing_key, Bytes header,
                             std::size_t body_octets, Essentials essentials) {
    const std::size_t route_octets = 2 + exchange.size() + routing_key.size();
    assert(exchange.size() < 256 && routing_key.size() < 256 && header.size() >= 14);
    void* memory = ::operator new(sizeof(Content) + route_octets + header.size() + body_octets);
    auto* content = new (memory) Content;
    content->route_octets_ = static_cast<std::uint16_t>(route_octets);
    content->header_octets_ = static_cast<std::uint32_t>(header.size());
    content->body_octets_ = static_cast<std::uint32_t>(body_octets);
    content->essentials_ = essentials;

    char* at = content->octets();
    for (const Bytes part : {exchange, routing_key}) {
        *at++ = static_cast<char>(part.size());
        if (!part.empty()) std::memcpy(at, part.data(), part.size());
        at += part.size();
    }
    std::memcpy(at, header.data(), header.size());
    return ContentRef{content};
}

Bytes Content::exchange() const {
    return {octets() + 1, static_cast<unsigned char>(*octets())};
}

Bytes Content::routing_key() const {
    const std::size_t skip = 1 + exchange().size();
    return {octets() + skip + 1, static_cast<unsigned char>(octets()[skip])};
}

void Content::append_body(ContentRef& content, Bytes part) {
    Content& to = *content.content_;
    assert(part.size() <= to.missing());
    if (part.empty()) return;
    char* body = to.octets() + to.route_octets_ + to.header_octets_;
    std::memcpy(body + to.filled_octets_, part.data(), part.size());
    to.filled_octets_ += static_cast<std::uint32_t>(part.size());
}

}  // namespace leveret::protocol
