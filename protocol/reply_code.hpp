#pragma once

#include <cstdint>
#include <string_view>

namespace leveret::protocol {

/// Reply codes of channel.close, connection.close and basic.return.   @spec 4.8, B001, B002
enum class ReplyCode : std::uint16_t {
    success = 200,
    content_too_large = 311,
    no_route = 312,
    no_consumers = 313,
    connection_forced = 320,
    invalid_path = 402,
    access_refused = 403,
    not_found = 404,
    resource_locked = 405,
    precondition_failed = 406,
    frame_error = 501,
    syntax_error = 502,
    command_invalid = 503,
    channel_error = 504,
    unexpected_frame = 505,
    resource_error = 506,
    not_allowed = 530,
    not_implemented = 540,
    internal_error = 541,
};

/// The code's name as RabbitMQ prints it, such as `NOT_FOUND`.         B004
std::string_view name(ReplyCode code);

/// Whether the code closes the connection rather than only the channel. B001, B002
bool is_hard(ReplyCode code);

}  // namespace leveret::protocol
