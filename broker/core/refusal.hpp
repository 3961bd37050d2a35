#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "protocol/result.hpp"

/// Every refusal a client can get from the broker's decisions, in RabbitMQ's words. The method at
/// fault is filled in by the channel.
namespace leveret::broker::refusal {

using protocol::Error;

/// Which queue or exchange is meant, as RabbitMQ prints it.           B009
struct Resource {
    std::string_view kind;  // "queue" or "exchange"
    std::string_view name;
    std::string_view vhost;
};

std::string to_string(const Resource& resource);

Error not_found(const Resource& resource);                          // 404 B010
Error no_previous_queue();                                          // 404 B141
Error vhost_not_found(std::string_view vhost);                      // 530 B050
Error locked(const Resource& queue);                                // 405 B156
Error reserved_name(std::string_view kind, std::string_view name);  // 403 B107, B149
Error default_exchange();                                           // 403 B111
Error unequal(std::string_view field, const Resource& resource, std::string_view received,
              std::string_view current);  // 406 B011
Error unequal_argument(std::string_view name, const Resource& resource, std::string_view received,
                       std::string_view current);                           // 406 B012, B013
Error in_use(const Resource& resource);                                     // 406 B165
Error not_empty(const Resource& queue);                                     // 406 B166
Error in_exclusive_use(const Resource& queue);                              // 403 B238
Error consumer_tag_in_use(std::string_view tag);                            // 530 B235
Error unknown_delivery_tag(std::uint64_t tag);                              // 406 B263
Error message_too_large(std::uint64_t octets, std::uint64_t limit);         // 406 B201
Error wrong_user_id(std::string_view claimed, std::string_view user);       // 406 B203
Error invalid_expiration(std::string_view value, std::string_view reason);  // 406 B202
/// 540 with the thing that is not implemented, such as `immediate=true`.
Error not_implemented(std::string_view what);
Error channel_not_open();                                        // 504 B080
Error second_channel_open();                                     // 504 B081
Error too_many_channels(std::size_t open, std::uint16_t limit);  // 530 B082
Error unimplemented_method();                                    // 503 B090

}  // namespace leveret::broker::refusal
