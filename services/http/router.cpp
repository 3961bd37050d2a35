#include "services/http/router.hpp"

#include <charconv>
#include <utility>

#include <boost/url/decode_view.hpp>
#include <boost/url/pct_string_view.hpp>

#include "services/http/json.hpp"

namespace leveret::services::http {

namespace {

std::vector<std::string> split(std::string_view path) {
    std::vector<std::string> segments;
    while (!path.empty() && path.front() == '/') {
        path.remove_prefix(1);
        const auto end = std::min(path.find('/'), path.size());
        segments.emplace_back(path.substr(0, end));
        path.remove_prefix(end);
    }
    return segments;
}

bool is_parameter(const std::string& segment) {
    return segment.size() > 2 && segment.front() == '{';
}

/// Decodes %XX; text that is wrongly encoded stays as it is and will match nothing.
std::string decode(const std::string& segment) {
    const auto encoded = boost::urls::make_pct_string_view(segment);
    if (!encoded) return segment;
    const boost::urls::decode_view decoded(*encoded);
    return {decoded.begin(), decoded.end()};
}

bool matches(const std::vector<std::string>& pattern, const std::vector<std::string>& path) {
    if (pattern.size() != path.size()) return false;
    for (std::size_t i = 0; i < path.size(); ++i) {
        if (is_parameter(pattern[i]) ? path[i].empty() : pattern[i] != path[i]) return false;
    }
    return true;
}

}  // namespace

std::optional<std::int64_t> Request::id(std::size_t index) const {
    const std::string& text = parameters.at(index);
    std::int64_t value = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), value);
    if (error != std::errc{} || end != text.data() + text.size() || value <= 0) return std::nullopt;
    return value;
}

void Router::add(std::string_view method, std::string_view pattern, Handler handler) {
    routes_.push_back(
        {std::string(method), std::string(pattern), split(pattern), std::move(handler)});
}

void Router::add(std::string_view method, std::string_view pattern,
                 std::function<Response(const Request&)> handler) {
    add(method, pattern,
        [handler = std::move(handler)](const Request& request, const Reply& reply) {
            reply(handler(request));
        });
}

void Router::handle(Request request, const Reply& reply) const {
    const std::string_view target = request.target;
    auto path = split(target.substr(0, target.find('?')));
    for (auto& segment : path) segment = decode(segment);

    const std::string_view wanted =
        request.method == "HEAD" ? "GET" : std::string_view(request.method);
    std::string allowed;
    for (const Route& route : routes_) {
        if (!matches(route.segments, path)) continue;
        if (route.method == wanted) {
            for (std::size_t i = 0; i < path.size(); ++i) {
                if (is_parameter(route.segments[i])) request.parameters.push_back(path[i]);
            }
            return route.handler(request, reply);
        }
        allowed += route.method == "GET" ? "GET, HEAD, " : route.method + ", ";
    }

    if (allowed.empty()) return reply(error_response(404, "there is nothing at this path"));
    allowed += "OPTIONS";
    if (wanted == "OPTIONS") return reply({204, "", {{"Allow", allowed}}});
    Response response =
        error_response(405, request.method + " is not possible here; possible are " + allowed);
    response.headers.emplace_back("Allow", allowed);
    reply(std::move(response));
}

std::vector<std::string> Router::routes() const {
    std::vector<std::string> result;
    for (const Route& route : routes_) result.push_back(route.method + " " + route.pattern);
    return result;
}

}  // namespace leveret::services::http
