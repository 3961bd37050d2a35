#include "broker/core/refusal.hpp"

namespace leveret::broker::refusal {

using protocol::ReplyCode;

namespace {

Error make(ReplyCode code, std::initializer_list<std::string_view> parts) {
    std::string text;
    for (const std::string_view part : parts) text += part;
    return {code, std::move(text), {}};
}

}  // namespace

std::string to_string(const Resource& resource) {
    std::string text;
    for (const std::string_view part :
         {resource.kind, std::string_view{" '"}, resource.name, std::string_view{"' in vhost '"},
          resource.vhost, std::string_view{"'"}}) {
        text += part;
    }
    return text;
}

Error not_found(const Resource& resource) {
    return make(ReplyCode::not_found, {"no ", to_string(resource)});
}

Error no_previous_queue() {
    return make(ReplyCode::not_found, {"no previously declared queue"});
}

Error vhost_not_found(std::string_view vhost) {
    return make(ReplyCode::not_allowed, {"vhost ", vhost, " not found"});
}

Error locked(const Resource& queue) {
    return make(
        ReplyCode::resource_locked,
        {"cannot obtain exclusive access to locked ", to_string(queue),
         ". It could be originally declared on another connection or the exclusive property "
         "value does not match that of the original declaration."});
}

Error reserved_name(std::string_view kind, std::string_view name) {
    return make(ReplyCode::access_refused,
                {kind, " name '", name, "' contains reserved prefix 'amq.*'"});
}

Error default_exchange() {
    return make(ReplyCode::access_refused, {"operation not permitted on the default exchange"});
}

Error unequal(std::string_view field, const Resource& resource, std::string_view received,
              std::string_view current) {
    return make(ReplyCode::precondition_failed,
                {"inequivalent arg '", field, "' for ", to_string(resource), ": received '",
                 received, "' but current is '", current, "'"});
}

Error unequal_argument(std::string_view name, const Resource& resource, std::string_view received,
                       std::string_view current) {
    return make(ReplyCode::precondition_failed,
                {"inequivalent arg '", name, "' for ", to_string(resource), ": received ", received,
                 " but current is ", current});
}

Error in_use(const Resource& resource) {
    return make(ReplyCode::precondition_failed, {to_string(resource), " in use"});
}

Error not_empty(const Resource& queue) {
    return make(ReplyCode::precondition_failed, {to_string(queue), " not empty"});
}

Error in_exclusive_use(const Resource& queue) {
    return make(ReplyCode::access_refused, {to_string(queue), " in exclusive use"});
}

Error consumer_tag_in_use(std::string_view tag) {
    return make(ReplyCode::not_allowed, {"attempt to reuse consumer tag '", tag, "'"});
}

Error unknown_delivery_tag(std::uint64_t tag) {
    return make(ReplyCode::precondition_failed, {"unknown delivery tag ", std::to_string(tag)});
}

Error message_too_large(std::uint64_t octets, std::uint64_t limit) {
    return make(ReplyCode::precondition_failed,
                {"message size ", std::to_string(octets), " is larger than configured max size ",
                 std::to_string(limit)});
}

Error wrong_user_id(std::string_view claimed, std::string_view user) {
    return make(ReplyCode::precondition_failed, {"user_id property set to '", claimed,
                                                 "' but authenticated user was '", user, "'"});
}

Error invalid_expiration(std::string_view value, std::string_view reason) {
    return make(ReplyCode::precondition_failed, {"invalid expiration '", value, "': ", reason});
}

Error not_implemented(std::string_view what) {
    return make(ReplyCode::not_implemented, {what});
}

Error channel_not_open() {
    return make(ReplyCode::channel_error, {"expected 'channel.open'"});
}

Error second_channel_open() {
    return make(ReplyCode::channel_error, {"second 'channel.open' seen"});
}

Error too_many_channels(std::size_t open, std::uint16_t limit) {
    return make(ReplyCode::not_allowed,
                {"number of channels opened (", std::to_string(open),
                 ") has reached the negotiated channel_max (", std::to_string(limit), ")"});
}

Error unimplemented_method() {
    return make(ReplyCode::command_invalid, {"unimplemented method"});
}

}  // namespace leveret::broker::refusal
