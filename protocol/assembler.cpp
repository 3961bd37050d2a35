#include "protocol/assembler.hpp"

#include <new>
#include <utility>

#include "protocol/method_views.hpp"
#include "protocol/properties.hpp"
#include "protocol/reader.hpp"

namespace leveret::protocol {

namespace {

bool is(const Frame& frame, FrameType type) {
    return frame.type == static_cast<std::uint8_t>(type);
}

}  // namespace

Assembler::Progress Assembler::step(const Frame& frame) {
    if (is(frame, FrameType::heartbeat)) return fail(unexpected_frame(frame));  // B062
    if (!is(frame, FrameType::method) && !is(frame, FrameType::header) &&
        !is(frame, FrameType::body)) {
        return fail(unknown_frame(frame));
    }
    switch (state_) {
        case State::idle:
            return on_method(frame);
        case State::await_header:
            return on_header(frame);
        case State::await_body:
            return on_body(frame);
    }
    return Progress::failed;
}

Assembler::Progress Assembler::on_method(const Frame& frame) {
    if (!is(frame, FrameType::method)) {
        command_.id = {};
        return unexpected("expected method frame, got non method frame instead");
    }
    if (frame.payload.size() < 4) return fail(unknown_frame(frame));
    command_.id = {load_big<std::uint16_t>(frame.payload.data()),
                   load_big<std::uint16_t>(frame.payload.data() + 2)};
    command_.arguments = frame.payload.substr(4);
    command_.content = {};
    if (!carries_content(command_.id)) return Progress::command;
    return begin_content(command_.arguments);
}

Assembler::Progress Assembler::begin_content(Bytes arguments) {
    // The frame's octets may be gone when the header comes.
    arguments_.assign(arguments);
    const auto find_route = [&]<class View>(View*) {
        const auto seen = view<View>(arguments_);
        if (!seen) return fail(seen.error());
        exchange_at_ = static_cast<std::size_t>(seen->exchange.data() - arguments_.data()) - 1;
        state_ = State::await_header;
        return Progress::incomplete;
    };
    if (command_.id == BasicPublish::id) return find_route(static_cast<PublishView*>(nullptr));
    if (command_.id == BasicDeliver::id) return find_route(static_cast<DeliverView*>(nullptr));
    if (command_.id == BasicGetOk::id) return find_route(static_cast<GetOkView*>(nullptr));
    return find_route(static_cast<ReturnView*>(nullptr));
}

Assembler::Progress Assembler::on_header(const Frame& frame) {
    constexpr std::size_t flags_octets = 2;
    const Bytes header = frame.payload;
    if (!is(frame, FrameType::header)) return unexpected_header("non content header frame");
    if (header.size() < content_header_fixed_octets + flags_octets) {
        return fail(unknown_frame(frame));
    }
    const auto class_id = load_big<std::uint16_t>(header.data());
    const auto weight = load_big<std::uint16_t>(header.data() + 2);
    const auto body_octets = load_big<std::uint64_t>(header.data() + 4);
    if (weight != 0) return unexpected_header("non content header frame");  // B071
    if (class_id != command_.id.class_id) {
        return unexpected_header("one for class " + std::to_string(class_id));
    }
    if (body_octets > content_max_octets) {
        return fail({ReplyCode::frame_error,
                     "content body size " + std::to_string(body_octets) +
                         " exceeds maximum allowed size " + std::to_string(content_max_octets),
                     command_.id});
    }
    const auto properties = view_properties(header.substr(content_header_fixed_octets));
    if (!properties) {
        return fail({properties.error().code, properties.error().text, command_.id});
    }
    return begin_body(header, static_cast<std::size_t>(body_octets), essentials(*properties));
}

Assembler::Progress Assembler::begin_body(Bytes header, std::size_t body_octets,
                                          Essentials essentials) {
    Reader route{Bytes(arguments_).substr(exchange_at_)};
    const Bytes exchange = route.short_octets();
    const Bytes routing_key = route.short_octets();
    try {
        command_.content =
            Content::allocate(exchange, routing_key, header, body_octets, essentials);
    } catch (const std::bad_alloc&) {  // the peer names the size: it may ask for more than there is
        return fail({ReplyCode::resource_error,
                     "no memory for a content body of " + std::to_string(body_octets) + " octets",
                     command_.id});
    }
    if (body_octets == 0) return finish();  // B070
    state_ = State::await_body;
    return Progress::incomplete;
}

Assembler::Progress Assembler::on_body(const Frame& frame) {
    if (!is(frame, FrameType::body)) {
        return unexpected("expected content body, got non content body frame instead");
    }
    if (frame.payload.size() > command_.content->missing()) {
        return fail({ReplyCode::frame_error, "content body frame exceeds remaining content size",
                     command_.id});
    }
    Content::append_body(command_.content, frame.payload);
    return command_.content->missing() > 0 ? Progress::incomplete : finish();
}

Assembler::Progress Assembler::finish() {
    command_.arguments = arguments_;
    state_ = State::idle;
    return Progress::command;
}

Assembler::Progress Assembler::fail(Error error) {
    error_ = std::move(error);
    command_.content = {};
    return Progress::failed;
}

Assembler::Progress Assembler::unexpected(std::string text) {
    return fail({ReplyCode::unexpected_frame, std::move(text), command_.id});
}

Assembler::Progress Assembler::unexpected_header(const std::string& got) {
    return unexpected("expected content header for class " + std::to_string(command_.id.class_id) +
                      ", got " + got + " instead");
}

}  // namespace leveret::protocol
