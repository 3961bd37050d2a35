#pragma once

#include <cstdint>
#include <functional>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace leveret::services::http {

/// A request with its whole body.
struct Request {
    std::string method;                   // as sent: `GET`
    std::string target;                   // as sent: `/api/products/7?x=1`
    std::string body;                     // any octets
    std::vector<std::string> parameters;  // what stood in place of the route's `{...}`, decoded

    /// The parameter at `index` as an id: digits only and positive; nothing otherwise.
    std::optional<std::int64_t> id(std::size_t index = 0) const;
};

/// An answer; the server adds content length, date, and what keep-alive needs.
struct Response {
    unsigned status = 200;
    std::string body;  // JSON, or empty
    std::vector<std::pair<std::string, std::string>> headers;
};

/// Takes the answer, once, on the loop's thread, at once or later.
using Reply = std::function<void(Response)>;
/// Answers a request. What it throws becomes a 500.
using Handler = std::function<void(const Request&, const Reply&)>;

}  // namespace leveret::services::http
