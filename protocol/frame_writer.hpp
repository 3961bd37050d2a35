#pragma once

#include <cstdint>
#include <string>

#include "protocol/bytes.hpp"
#include "protocol/constants.hpp"
#include "protocol/content.hpp"
#include "protocol/method_views.hpp"
#include "protocol/output.hpp"
#include "protocol/properties.hpp"
#include "protocol/writer.hpp"

namespace leveret::protocol {

// Everywhere below `frame_max` counts the envelope, and 0 means no limit.  B061

/// Writes a frame's first seven octets to `at`; returns where its payload begins.
char* store_frame_header(char* at, FrameType type, std::uint16_t channel,
                         std::size_t payload_octets);

/// Writes any method as a frame.                                      @spec 4.2.4
template <class M>
void write_method(Output& output, std::uint16_t channel, const M& method) {
    Writer counter;
    M::fields(counter, method);
    const std::size_t payload_octets = 4 + counter.octets();
    store_frame_header(output.extend(frame_header_octets), FrameType::method, channel,
                       payload_octets);
    Writer writer{output};
    writer.short_(M::id.class_id);
    writer.short_(M::id.method_id);
    M::fields(writer, method);
    writer.octet(frame_end);
}

/// Writes a method that is whichever of them.
void write_method(Output& output, std::uint16_t channel, const Method& method);

/// Writes the header frame and the body frames of a content: as many as frame_max asks for, none
/// for an empty body. Large bodies are referred to, not copied.           @spec 4.2.6, B061, B070
void write_content(Output& output, std::uint16_t channel, const ContentRef& content,
                   std::uint32_t frame_max);

/// Writes a heartbeat frame.                                          @spec 4.2.7
void write_heartbeat(Output& output);

/// The beginning of every basic.deliver to one consumer, encoded once: frame header, class and
/// method, consumer tag.
class DeliverPrefix {
  public:
    DeliverPrefix(std::uint16_t channel, Bytes consumer_tag);
    Bytes octets() const { return octets_; }
    std::uint16_t channel() const { return channel_; }

  private:
    std::uint16_t channel_;
    Buffer octets_;  // the frame's size is left open
};

/// basic.deliver with its content; exchange and routing key are the content's. The hot path: one
/// extension of the output for all but a large body, no formatting and no allocation.
void write_deliver(Output& output, const DeliverPrefix& prefix, std::uint64_t delivery_tag,
                   bool redelivered, const ContentRef& content, std::uint32_t frame_max);

/// What basic.get-ok says besides exchange and routing key.
struct GetOkFields {
    std::uint64_t delivery_tag = 0;
    bool redelivered = false;
    std::uint32_t message_count = 0;
};
/// basic.get-ok with its content.
void write_get_ok(Output& output, std::uint16_t channel, const GetOkFields& fields,
                  const ContentRef& content, std::uint32_t frame_max);

/// basic.return with its content.                                     B008
void write_return(Output& output, std::uint16_t channel, ReplyCode code, Bytes text,
                  const ContentRef& content, std::uint32_t frame_max);

/// basic.publish with its content, for clients.
/// @param flags_and_list the encoded properties, as Properties::encode() makes them
void write_publish(Output& output, std::uint16_t channel, const PublishView& publish,
                   Bytes flags_and_list, Bytes body, std::uint32_t frame_max);
void write_publish(Output& output, std::uint16_t channel, const PublishView& publish,
                   const Properties& properties, Bytes body, std::uint32_t frame_max);

/// Publishes of one shape, encoded once: only the body differs.
class PublishTemplate {
  public:
    PublishTemplate(std::uint16_t channel, const PublishView& publish,
                    const Properties& properties);
    void write(Output& output, Bytes body, std::uint32_t frame_max) const;

  private:
    std::uint16_t channel_;
    Buffer octets_;  // method frame and header frame; the body size is left open
    std::size_t body_size_at_;
};

}  // namespace leveret::protocol
