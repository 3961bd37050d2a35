#include "protocol/frame_writer.hpp"

#include <algorithm>
#include <limits>

namespace leveret::protocol {

namespace {

/// How much of a body fits one frame.
std::size_t body_part_octets(std::uint32_t frame_max) {
    const std::uint32_t whole =
        frame_max == 0 ? std::numeric_limits<std::uint32_t>::max() : frame_max;
    return whole - frame_overhead;
}

char* store(char* at, Bytes octets) {
    if (!octets.empty()) std::memcpy(at, octets.data(), octets.size());  // no octets: maybe nullptr
    return at + octets.size();
}

char* store_octet(char* at, unsigned octet) {
    *at = static_cast<char>(octet);
    return at + 1;
}

template <class Integer>
char* store_integer(char* at, Integer value) {
    store_big(at, value);
    return at + sizeof value;
}

char* store_frame(char* at, FrameType type, std::uint16_t channel, Bytes payload) {
    at = store(store_frame_header(at, type, channel, payload.size()), payload);
    return store_octet(at, frame_end);
}

/// Appends body frames; `append_part` puts a part of the body into the output.
void write_body(Output& output, std::uint16_t channel, Bytes body, std::uint32_t frame_max,
                const auto& append_part) {
    const std::size_t part_octets = body_part_octets(frame_max);
    while (!body.empty()) {
        const Bytes part = body.substr(0, part_octets);
        store_frame_header(output.extend(frame_header_octets), FrameType::body, channel,
                           part.size());
        append_part(part);
        store_octet(output.extend(1), frame_end);
        body.remove_prefix(part.size());
    }
}

/// Room for a method frame of `method_octets` in all and for the content behind it. `store_method`
/// fills the method frame and returns its end.
void write_with_content(Output& output, std::uint16_t channel, std::size_t method_octets,
                        const ContentRef& content, std::uint32_t frame_max,
                        const auto& store_method) {
    const Bytes header = content->header();
    const Bytes body = content->body();
    const std::size_t header_octets = frame_overhead + header.size();
    const bool small =
        body.size() < Output::reference_from_octets && body.size() <= body_part_octets(frame_max);
    const std::size_t body_octets = small && !body.empty() ? frame_overhead + body.size() : 0;
    char* at = output.extend(method_octets + header_octets + body_octets);
    at = store_method(at);
    at = store_frame(at, FrameType::header, channel, header);
    if (body_octets > 0) {
        store_frame(at, FrameType::body, channel, body);
    } else if (!body.empty()) {
        write_body(output, channel, body, frame_max,
                   [&](Bytes part) { output.append_body(content, part); });
    }
}

char* store_method_id(char* at, MethodId id) {
    return store_integer(store_integer(at, id.class_id), id.method_id);
}

}  // namespace

char* store_frame_header(char* at, FrameType type, std::uint16_t channel,
                         std::size_t payload_octets) {
    at = store_octet(at, static_cast<unsigned>(type));
    at = store_integer(at, channel);
    return store_integer(at, static_cast<std::uint32_t>(payload_octets));
}

void write_method(Output& output, std::uint16_t channel, const Method& method) {
    std::visit([&](const auto& m) { write_method(output, channel, m); }, method);
}

void write_content(Output& output, std::uint16_t channel, const ContentRef& content,
                   std::uint32_t frame_max) {
    write_with_content(output, channel, 0, content, frame_max, [](char* at) { return at; });
}

void write_heartbeat(Output& output) {
    store_frame(output.extend(frame_overhead), FrameType::heartbeat, 0, {});
}

DeliverPrefix::DeliverPrefix(std::uint16_t channel, Bytes consumer_tag) : channel_(channel) {
    Writer writer{octets_};
    writer.octet(static_cast<std::uint8_t>(FrameType::method));
    writer.short_(channel);
    writer.long_(0);
    writer.short_(BasicDeliver::id.class_id);
    writer.short_(BasicDeliver::id.method_id);
    writer.shortstr(consumer_tag);
}

void write_deliver(Output& output, const DeliverPrefix& prefix, std::uint64_t delivery_tag,
                   bool redelivered, const ContentRef& content, std::uint32_t frame_max) {
    const Bytes beginning = prefix.octets();
    const Bytes route = content->route();
    const std::size_t frame_octets = beginning.size() + 9 + route.size() + 1;
    write_with_content(output, prefix.channel(), frame_octets, content, frame_max, [&](char* at) {
        char* const size_at = at + 3;
        at = store(at, beginning);
        store_big(size_at, static_cast<std::uint32_t>(frame_octets - frame_overhead));
        at = store_integer(at, delivery_tag);
        at = store_octet(at, redelivered ? 1 : 0);
        at = store(at, route);
        return store_octet(at, frame_end);
    });
}

void write_get_ok(Output& output, std::uint16_t channel, const GetOkFields& fields,
                  const ContentRef& content, std::uint32_t frame_max) {
    const Bytes route = content->route();
    const std::size_t payload_octets = 4 + 9 + route.size() + 4;
    const std::size_t frame_octets = frame_overhead + payload_octets;
    write_with_content(output, channel, frame_octets, content, frame_max, [&](char* at) {
        at = store_frame_header(at, FrameType::method, channel, payload_octets);
        at = store_method_id(at, BasicGetOk::id);
        at = store_integer(at, fields.delivery_tag);
        at = store_octet(at, fields.redelivered ? 1 : 0);
        at = store(at, route);
        at = store_integer(at, fields.message_count);
        return store_octet(at, frame_end);
    });
}

void write_return(Output& output, std::uint16_t channel, ReplyCode code, Bytes text,
                  const ContentRef& content, std::uint32_t frame_max) {
    const Bytes route = content->route();
    const Bytes fitting = text.substr(0, 255);
    const std::size_t payload_octets = 4 + 2 + 1 + fitting.size() + route.size();
    const std::size_t frame_octets = frame_overhead + payload_octets;
    write_with_content(output, channel, frame_octets, content, frame_max, [&](char* at) {
        at = store_frame_header(at, FrameType::method, channel, payload_octets);
        at = store_method_id(at, BasicReturn::id);
        at = store_integer(at, static_cast<std::uint16_t>(code));
        at = store_octet(at, static_cast<unsigned>(fitting.size()));
        at = store(at, fitting);
        at = store(at, route);
        return store_octet(at, frame_end);
    });
}

void write_publish(Output& output, std::uint16_t channel, const PublishView& publish,
                   Bytes flags_and_list, Bytes body, std::uint32_t frame_max) {
    Writer counter;
    BasicPublish::fields(counter, publish);
    store_frame_header(output.extend(frame_header_octets), FrameType::method, channel,
                       4 + counter.octets());
    Writer writer{output};
    writer.short_(BasicPublish::id.class_id);
    writer.short_(BasicPublish::id.method_id);
    BasicPublish::fields(writer, publish);
    writer.octet(frame_end);

    store_frame_header(output.extend(frame_header_octets), FrameType::header, channel,
                       content_header_fixed_octets + flags_and_list.size());
    writer.short_(basic_class);
    writer.short_(0);  // weight
    writer.longlong(body.size());
    writer.raw(flags_and_list);
    writer.octet(frame_end);
    write_body(output, channel, body, frame_max, [&](Bytes part) { output.append(part); });
}

void write_publish(Output& output, std::uint16_t channel, const PublishView& publish,
                   const Properties& properties, Bytes body, std::uint32_t frame_max) {
    write_publish(output, channel, publish, Bytes(properties.encode()), body, frame_max);
}

PublishTemplate::PublishTemplate(std::uint16_t channel, const PublishView& publish,
                                 const Properties& properties)
    : channel_(channel) {
    const Buffer flags_and_list = properties.encode();
    Output output;
    write_publish(output, channel, publish, Bytes(flags_and_list), {}, 0);
    std::vector<Bytes> parts;
    output.gather(parts, 1);
    octets_ = Buffer(parts.at(0));
    body_size_at_ = octets_.size() - 1 - flags_and_list.size() - sizeof(std::uint64_t);
}

void PublishTemplate::write(Output& output, Bytes body, std::uint32_t frame_max) const {
    const bool small = !body.empty() && body.size() <= body_part_octets(frame_max);
    const std::size_t body_octets = small ? frame_overhead + body.size() : 0;
    char* const at = output.extend(octets_.size() + body_octets);
    char* const behind = store(at, octets_);
    store_big(at + body_size_at_, static_cast<std::uint64_t>(body.size()));
    if (small) {
        store_frame(behind, FrameType::body, channel_, body);
    } else {
        write_body(output, channel_, body, frame_max, [&](Bytes part) { output.append(part); });
    }
}

}  // namespace leveret::protocol
