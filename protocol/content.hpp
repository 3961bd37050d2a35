#pragma once

#include <cstddef>
#include <cstdint>
#include <utility>

#include "protocol/bytes.hpp"

namespace leveret::protocol {

class Content;

/// A counted reference to a Content. Not shared between threads that copy or drop it at once: the
/// count is a plain integer, so that a publish costs no atomic operation.
class ContentRef {
  public:
    ContentRef() = default;
    ContentRef(const ContentRef& other) noexcept;
    ContentRef(ContentRef&& other) noexcept : content_(std::exchange(other.content_, nullptr)) {}
    ContentRef& operator=(ContentRef other) noexcept {
        std::swap(content_, other.content_);
        return *this;
    }
    ~ContentRef();

    explicit operator bool() const { return content_ != nullptr; }
    const Content* operator->() const { return content_; }
    const Content& operator*() const { return *content_; }
    /// How many references there are; 0 for an empty one.
    std::uint32_t use_count() const;

  private:
    friend class Content;
    explicit ContentRef(Content* content) : content_(content) {}
    Content* content_ = nullptr;
};

/// What the broker must know of the properties without decoding them all.  B214
struct Essentials {
    bool persistent = false;      // delivery_mode is 2
    bool has_headers = false;     // a header table is there: CC, BCC and x-death may be in it
    bool has_expiration = false;  // the expiration property is there
    bool has_user_id = false;     // the user_id property is there
    bool has_reply_to = false;    // the reply_to property is there
    std::uint8_t priority = 0;    // absent counts as 0 (B299)
};

/// A published message as it travels: route, content header and body in one allocation, in the very
/// octets in which basic.deliver sends them. Never changes once its body is whole.
///
/// Layout behind this object: [exchange: shortstr][routing key: shortstr][content header
/// payload][body]
class Content {
  public:
    /// Makes a content whose body is still to come.
    /// `header` is the content header frame's payload: class, weight, body size, flags, properties.
    static ContentRef allocate(Bytes exchange, Bytes routing_key, Bytes header,
                               std::size_t body_octets, Essentials essentials);

    Content(const Content&) = delete;
    Content& operator=(const Content&) = delete;

    Bytes exchange() const;
    Bytes routing_key() const;
    /// Exchange and routing key as two short strings, as on the wire.
    Bytes route() const { return {octets(), route_octets_}; }
    /// The content header frame's payload.
    Bytes header() const { return {octets() + route_octets_, header_octets_}; }
    /// The property flags and the property list.
    Bytes properties() const { return header().substr(12); }
    Bytes body() const { return {octets() + route_octets_ + header_octets_, body_octets_}; }
    const Essentials& essentials() const { return essentials_; }
    /// What it takes in memory, in octets.
    std::size_t footprint() const {
        return sizeof(Content) + route_octets_ + header_octets_ + body_octets_;
    }

    /// Octets of the body that have not arrived yet.
    std::size_t missing() const { return body_octets_ - filled_octets_; }
    /// Adds octets to a body that is not whole yet. Invariant: `part.size() <= missing()`.
    /// Only whoever allocated it, before handing it on, calls this.
    static void append_body(ContentRef& content, Bytes part);

  private:
    friend class ContentRef;
    Content() = default;
    const char* octets() const { return reinterpret_cast<const char*>(this + 1); }
    char* octets() { return reinterpret_cast<char*>(this + 1); }

    std::uint32_t references_ = 1;
    std::uint32_t header_octets_ = 0;
    std::uint32_t body_octets_ = 0;
    std::uint32_t filled_octets_ = 0;
    std::uint16_t route_octets_ = 0;
    Essentials essentials_;
};

inline ContentRef::ContentRef(const ContentRef& other) noexcept : content_(other.content_) {
    if (content_ != nullptr) content_->references_ += 1;
}

inline ContentRef::~ContentRef() {
    if (content_ != nullptr && --content_->references_ == 0) ::operator delete(content_);
}

inline std::uint32_t ContentRef::use_count() const {
    return content_ == nullptr ? 0 : content_->references_;
}

}  // namespace leveret::protocol
