#include "services/events/product_event.hpp"

#include <charconv>
#include <stdexcept>
#include <utility>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>

namespace leveret::services::events {

namespace {

namespace json = boost::json;

std::int64_t id_of(const json::value& value) {
    if (value.is_int64()) return value.get_int64();
    if (!value.is_string()) return 0;
    const std::string_view digits = value.get_string();
    std::int64_t id = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, id);
    return error == std::errc{} && stop == end ? id : 0;
}

const json::string* text_of(const json::object& object, std::string_view name) {
    const json::value* value = object.if_contains(name);
    return value != nullptr ? value->if_string() : nullptr;
}

}  // namespace

boost::system::result<Product, Malformed> parse_product(std::string_view body) {
    json::error_code error;
    const json::value value = json::parse(body, error);
    if (error) return Malformed{"the body is not JSON: " + error.message()};
    const json::object* object = value.if_object();
    if (object == nullptr) return Malformed{"the body is no JSON object"};

    const json::value* id = object->if_contains("id");
    const json::string* title = text_of(*object, "title");
    const json::string* image = text_of(*object, "image");
    if (id == nullptr || id_of(*id) <= 0) return Malformed{"id is no positive number"};
    if (title == nullptr) return Malformed{"title is no string"};
    if (image == nullptr) return Malformed{"image is no string"};
    return Product{id_of(*id), std::string(*title), std::string(*image)};
}

boost::system::result<std::int64_t, Malformed> parse_id(std::string_view body) {
    json::error_code error;
    const json::value value = json::parse(body, error);
    if (error) return Malformed{"the body is not JSON: " + error.message()};
    const std::int64_t id = id_of(value);
    if (id <= 0) return Malformed{"the body is no product id"};
    return id;
}

std::string unknown_event(std::string_view content_type) {
    if (content_type.empty()) return "there is no content_type to say which event it is";
    return "unknown content_type " + std::string(content_type);
}

outbox::Letter product_letter(std::string_view event, std::int64_t product_id, std::string body) {
    return {.queue = main_queue,
            .content_type = std::string(event),
            .body = std::move(body),
            .order_key = "product " + std::to_string(product_id),
            .message_id = "",
            .reason = ""};
}

outbox::Letter like_letter(std::int64_t product_id) {
    return {.queue = admin_queue,
            .content_type = std::string(product_liked),
            .body = std::to_string(product_id),
            .order_key = "",
            .message_id = "",
            .reason = ""};
}

void throw_exception_from_error(const Malformed& error, const boost::source_location&) {
    throw std::invalid_argument(error.reason);
}

}  // namespace leveret::services::events
