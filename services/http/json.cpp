#include "services/http/json.hpp"

#include <algorithm>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace leveret::services::http {

namespace {

/// How many characters valid UTF-8 holds: every octet that does not continue one begins one.
std::size_t characters(std::string_view text) {
    return static_cast<std::size_t>(std::count_if(text.begin(), text.end(), [](char c) {
        return (static_cast<unsigned char>(c) & 0xC0) != 0x80;
    }));
}

bool blank(std::string_view text) {
    return text.find_first_not_of(" \t\r\n\v\f") == std::string_view::npos;
}

/// What is wrong with a field's value; empty when nothing is.
std::string objection(const boost::json::value* value, std::size_t max_characters) {
    if (value == nullptr) return "is required";
    if (!value->is_string()) return "must be a string";
    const std::string_view text = value->get_string();
    if (blank(text)) return "must not be blank";
    if (text.find('\0') != std::string_view::npos) return "must not contain a NUL character";
    if (characters(text) > max_characters) {
        return "must have at most " + std::to_string(max_characters) + " characters, has " +
               std::to_string(characters(text));
    }
    return "";
}

}  // namespace

Response json_response(unsigned status, const boost::json::value& value) {
    return {status, boost::json::serialize(value), {}};
}

Response error_response(unsigned status, std::string_view text, const boost::json::object& fields) {
    boost::json::object body{{"error", text}};
    if (!fields.empty()) body["fields"] = fields;
    return json_response(status, body);
}

JsonFields::JsonFields(std::string_view body) {
    boost::json::error_code error;
    boost::json::value value = boost::json::parse(body, error);
    if (error) {
        malformed_ = "the body is not JSON: " + error.message();
    } else if (!value.is_object()) {
        malformed_ = "the body must be a JSON object";
    } else {
        object_ = std::move(value.get_object());
    }
}

std::string JsonFields::text(std::string_view name, std::size_t max_characters) {
    const boost::json::value* value = object_.if_contains(name);
    const std::string wrong = objection(value, max_characters);
    if (wrong.empty()) return std::string(value->get_string());
    refused_[name] = wrong;
    return "";
}

std::optional<Response> JsonFields::refusal() const {
    if (!malformed_.empty()) return error_response(400, malformed_);
    if (!refused_.empty()) return error_response(400, "some fields are not valid", refused_);
    return std::nullopt;
}

}  // namespace leveret::services::http
