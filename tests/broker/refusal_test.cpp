#include "broker/core/refusal.hpp"

#include <string>

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

using protocol::Error;
using protocol::ReplyCode;

const refusal::Resource queue{"queue", "q", "/"};

struct Row {
    std::string name;
    Error refusal;
    ReplyCode code;
    std::string text;
};

class RefusalText : public testing::TestWithParam<Row> {};

TEST_P(RefusalText, IsRabbitMqs) {
    EXPECT_EQ(GetParam().refusal, (Error{GetParam().code, GetParam().text, {}}));
}

INSTANTIATE_TEST_SUITE_P(
    All, RefusalText,
    testing::Values(
        Row{"NotFound", refusal::not_found({"exchange", "x", "my vhost"}), ReplyCode::not_found,
            "no exchange 'x' in vhost 'my vhost'"},
        Row{"NoPreviousQueue", refusal::no_previous_queue(), ReplyCode::not_found,
            "no previously declared queue"},
        Row{"VhostNotFound", refusal::vhost_not_found("v"), ReplyCode::not_allowed,
            "vhost v not found"},
        Row{"Locked", refusal::locked(queue), ReplyCode::resource_locked,
            "cannot obtain exclusive access to locked queue 'q' in vhost '/'. It could be "
            "originally declared on another connection or the exclusive property value does not "
            "match that of the original declaration."},
        Row{"ReservedName", refusal::reserved_name("queue", "amq.q"), ReplyCode::access_refused,
            "queue name 'amq.q' contains reserved prefix 'amq.*'"},
        Row{"DefaultExchange", refusal::default_exchange(), ReplyCode::access_refused,
            "operation not permitted on the default exchange"},
        Row{"Unequal", refusal::unequal("durable", queue, "true", "false"),
            ReplyCode::precondition_failed,
            "inequivalent arg 'durable' for queue 'q' in vhost '/': received 'true' but current is "
            "'false'"},
        Row{"InUse", refusal::in_use(queue), ReplyCode::precondition_failed,
            "queue 'q' in vhost '/' in use"},
        Row{"NotEmpty", refusal::not_empty(queue), ReplyCode::precondition_failed,
            "queue 'q' in vhost '/' not empty"},
        Row{"InExclusiveUse", refusal::in_exclusive_use(queue), ReplyCode::access_refused,
            "queue 'q' in vhost '/' in exclusive use"},
        Row{"ConsumerTagInUse", refusal::consumer_tag_in_use("c"), ReplyCode::not_allowed,
            "attempt to reuse consumer tag 'c'"},
        Row{"UnknownDeliveryTag", refusal::unknown_delivery_tag(18'446'744'073'709'551'615U),
            ReplyCode::precondition_failed, "unknown delivery tag 18446744073709551615"},
        Row{"MessageTooLarge", refusal::message_too_large(2, 1), ReplyCode::precondition_failed,
            "message size 2 is larger than configured max size 1"},
        Row{"WrongUserId", refusal::wrong_user_id("eve", "guest"), ReplyCode::precondition_failed,
            "user_id property set to 'eve' but authenticated user was 'guest'"},
        Row{"InvalidExpiration", refusal::invalid_expiration("x", "no_integer"),
            ReplyCode::precondition_failed, "invalid expiration 'x': no_integer"},
        Row{"NotImplemented", refusal::not_implemented("immediate=true"),
            ReplyCode::not_implemented, "immediate=true"},
        Row{"ChannelNotOpen", refusal::channel_not_open(), ReplyCode::channel_error,
            "expected 'channel.open'"},
        Row{"SecondOpen", refusal::second_channel_open(), ReplyCode::channel_error,
            "second 'channel.open' seen"},
        Row{"TooManyChannels", refusal::too_many_channels(3, 3), ReplyCode::not_allowed,
            "number of channels opened (3) has reached the negotiated channel_max (3)"},
        Row{"UnimplementedMethod", refusal::unimplemented_method(), ReplyCode::command_invalid,
            "unimplemented method"}),
    [](const auto& instance) { return instance.param.name; });

}  // namespace
}  // namespace leveret::broker
