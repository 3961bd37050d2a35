#include "services/amqp/url.hpp"

#include <charconv>
#include <optional>
#include <stdexcept>

#include <boost/url/encode.hpp>
#include <boost/url/parse.hpp>
#include <boost/url/rfc/unreserved_chars.hpp>
#include <boost/url/url_view.hpp>

namespace leveret::services::amqp {

namespace {

std::string encode(const std::string& text) {
    return boost::urls::encode(text, boost::urls::unreserved_chars);
}

/// Reads a whole number that fits; nothing otherwise.
std::optional<std::uint16_t> number(std::string_view digits) {
    std::uint16_t value = 0;
    const char* end = digits.data() + digits.size();
    const auto [stop, error] = std::from_chars(digits.data(), end, value);
    if (error != std::errc{} || stop != end) return std::nullopt;
    return value;
}

}  // namespace

std::string Url::text() const {
    const bool six = host.find(':') != std::string::npos;
    return "amqp://" + encode(user) + "@" + (six ? "[" + host + "]" : host) + ":" +
           std::to_string(port) + "/" + (vhost == "/" ? "" : encode(vhost));
}

boost::system::result<Url, UrlError> parse_url(std::string_view text) {
    const auto parsed = boost::urls::parse_uri(text);
    if (!parsed) return UrlError{"a URL such as amqp://guest:guest@127.0.0.1:5672/"};
    if (parsed->scheme() == "amqps") return UrlError{"amqp://, because TLS (amqps) is not spoken"};
    if (parsed->scheme() != "amqp") return UrlError{"a URL that begins with amqp://"};
    if (parsed->host_address().empty()) return UrlError{"a host, as in amqp://127.0.0.1:5672/"};

    Url url;
    url.host = parsed->host_address();
    if (parsed->has_userinfo()) {
        url.user = parsed->user();
        url.password = parsed->has_password() ? parsed->password() : std::string();
    }
    if (parsed->has_port() && !parsed->port().empty()) {
        const auto port = number(std::string_view(parsed->port()));
        if (!port || *port == 0) return UrlError{"a port from 1 to 65535"};
        url.port = *port;
    }
    const std::string_view path = parsed->encoded_path();
    if (path.find('/', 1) != std::string_view::npos) {
        return UrlError{"one vhost after the port (write a / in its name as %2F)"};
    }
    if (path.size() > 1) url.vhost = parsed->path().substr(1);
    return url;
}

void throw_exception_from_error(const UrlError& error, const boost::source_location&) {
    throw std::invalid_argument("expected " + error.expected);
}

}  // namespace leveret::services::amqp
