#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include <boost/system/result.hpp>

#include "services/outbox/outbox.hpp"

namespace leveret::services::events {

// What the two services tell each other: the event's name is the message's content_type, as in the
// tutorial they follow.
inline constexpr std::string_view product_created = "product_created";  // body: the product
inline constexpr std::string_view product_updated = "product_updated";  // body: the product
inline constexpr std::string_view product_deleted = "product_deleted";  // body: "id"
inline constexpr std::string_view product_liked = "product_liked";      // body: id

inline constexpr const char* admin_queue = "admin";  // what the admin service consumes
inline constexpr const char* main_queue = "main";    // what the main service consumes

/// What both services know of a product.
struct Product {
    std::int64_t id = 0;
    std::string title;
    std::string image;
    friend bool operator==(const Product&, const Product&) = default;
};

/// Why a body is not what its content_type promises.
struct Malformed {
    std::string reason;
};
[[noreturn]] void throw_exception_from_error(const Malformed& error,
                                             const boost::source_location& at);

/// The product of product_created and product_updated: an object with id, title and image; what
/// else it has is passed over.
boost::system::result<Product, Malformed> parse_product(std::string_view body);

/// The id of product_deleted and product_liked: a positive number, or a string that holds one.
boost::system::result<std::int64_t, Malformed> parse_id(std::string_view body);

/// The reason for a message whose content_type stands for no event.
std::string unknown_event(std::string_view content_type);

/// An event about a product, for the other service; events about one product stay in order.
/// @param body the JSON text
outbox::Letter product_letter(std::string_view event, std::int64_t product_id, std::string body);

/// product_liked, for the admin service. Likes only add up, so their order does not matter.
outbox::Letter like_letter(std::int64_t product_id);

}  // namespace leveret::services::events
