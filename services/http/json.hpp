#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

#include "services/http/request.hpp"

namespace leveret::services::http {

/// An answer whose body is `value`.
Response json_response(unsigned status, const boost::json::value& value);

/// `{"error": text}`, and `"fields": {name: what is wrong, ...}` when there are any.
Response error_response(unsigned status, std::string_view text,
                        const boost::json::object& fields = {});

/// A JSON object from a client, read field by field; what is wrong is gathered so that one answer
/// names everything.
///
///     JsonFields fields(request.body);
///     const std::string title = fields.text("title", 200);
///     if (const auto refusal = fields.refusal()) return *refusal;
class JsonFields {
  public:
    explicit JsonFields(std::string_view body);

    /// A required text: not blank, without NUL, at most `max_characters` characters (not octets).
    /// Empty when it is refused.
    std::string text(std::string_view name, std::size_t max_characters);

    /// 400 if the body is no JSON object or a field was refused; nothing when all is well.
    std::optional<Response> refusal() const;

  private:
    boost::json::object object_;
    std::string malformed_;  // why the body as a whole cannot be read; empty: it can
    boost::json::object refused_;
};

}  // namespace leveret::services::http
