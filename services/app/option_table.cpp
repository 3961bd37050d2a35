#include "services/app/option_table.hpp"

#include <array>
#include <charconv>
#include <utility>

#include <boost/url/parse.hpp>
#include <boost/url/url_view.hpp>

namespace leveret::app {

namespace {

constexpr unsigned serve = bit(Command::serve);
constexpr unsigned broker = bit(Command::broker);
constexpr unsigned admin = bit(Command::admin);
constexpr unsigned main_ = bit(Command::main);
constexpr unsigned all = serve | broker | admin | main_;

std::string store_address(std::string_view value, std::optional<http::Address>& address) {
    auto parsed = http::parse_address(value);
    if (!parsed) return parsed.error().expected;
    address = std::move(*parsed);
    return "";
}

/// Of `serve`, where a part can be switched off.
std::string store_part(std::string_view value, std::optional<http::Address>& address) {
    if (value != "off") {
        const std::string expected = store_address(value, address);
        return expected.empty() ? "" : expected + ", or off";
    }
    address.reset();
    return "";
}

std::string store_amqp(std::string_view value, Options& options) {
    if (options.command == Command::broker) return store_address(value, options.amqp);
    return store_part(value, options.amqp);
}

std::string store_listen(std::string_view value, Options& options) {
    return store_address(value, options.command == Command::admin ? options.admin : options.main);
}

std::string store_text(std::string_view value, std::string& text, const char* expected) {
    if (value.empty()) return expected;
    text = value;
    return "";
}

std::string store_broker(std::string_view value, Options& options) {
    auto url = amqp::parse_url(value);
    if (!url) return url.error().expected;
    options.broker = std::move(*url);
    return "";
}

std::string store_admin_url(std::string_view value, Options& options) {
    const auto url = boost::urls::parse_uri(value);
    const bool plain = url && url->scheme() == "http" && !url->encoded_host().empty() &&
                       !url->has_userinfo() && !url->has_query() && !url->has_fragment() &&
                       (url->encoded_path().empty() || url->encoded_path() == "/");
    if (!plain || (url->has_port() && url->port_number() == 0)) {
        return "http://HOST:PORT, such as http://127.0.0.1:8000";
    }
    options.admin_url = value;
    return "";
}

std::string store_users(std::string_view value, Options& options) {
    constexpr std::int64_t users_max = 1'000'000;
    std::int64_t users = 0;
    const char* end = value.data() + value.size();
    const auto [stop, error] = std::from_chars(value.data(), end, users);
    if (error != std::errc{} || stop != end || users < 1 || users > users_max) {
        return "a whole number from 1 to 1000000";
    }
    options.users = users;
    return "";
}

std::string store_log_level(std::string_view value, Options& options) {
    constexpr std::array<std::pair<std::string_view, LogLevel>, 4> levels{
        {{"debug", LogLevel::debug},
         {"info", LogLevel::info},
         {"warning", LogLevel::warning},
         {"error", LogLevel::error}}};
    for (const auto& [level_name, level] : levels) {
        if (level_name == value) {
            options.log_level = level;
            return "";
        }
    }
    return "debug, info, warning or error";
}

constexpr std::array<OptionRow, 12> table{{
    {"--data", "DIR", all,
     "folder for the data, made when missing; :memory: keeps nothing\n(./leveret-data)",
     [](std::string_view value, Options& o) {
         return store_text(value, o.data, "a folder, or :memory:");
     }},
    {"--amqp", "HOST:PORT", serve | broker,
     "where AMQP clients connect; port 0 takes a free one (127.0.0.1:5672)", store_amqp},
    {"--admin", "HOST:PORT", serve, "where admin answers HTTP, or off (127.0.0.1:8000)",
     [](std::string_view value, Options& o) { return store_part(value, o.admin); }},
    {"--main", "HOST:PORT", serve, "where main answers HTTP, or off (127.0.0.1:8001)",
     [](std::string_view value, Options& o) { return store_part(value, o.main); }},
    {"--broker", "URL", admin | main_,
     "the broker: amqp://USER:PASSWORD@HOST:PORT/VHOST\n(amqp://guest:guest@127.0.0.1:5672/)",
     store_broker},
    {"--listen", "HOST:PORT", admin | main_,
     "where it answers HTTP; port 0 takes a free one\n(admin 127.0.0.1:8000, main 127.0.0.1:8001)",
     store_listen},
    {"--admin-url", "URL", main_, "the admin service (http://127.0.0.1:8000)", store_admin_url},
    {"--users", "N", serve | admin, "users that admin makes at its first start (100)", store_users},
    {"--transient-queues", "", serve | admin | main_,
     "make missing queues transient, as the tutorial's Python services do;\n"
     "a queue that is there is always used as it is",
     [](std::string_view, Options& o) {
         o.transient_queues = true;
         return std::string();
     }},
    {"--ready-file", "FILE", all,
     "written when everything answers: JSON with the real addresses and the pid",
     [](std::string_view value, Options& o) {
         return store_text(value, o.ready_file, "a file to write");
     }},
    {"--log-level", "LEVEL", all, "debug, info, warning or error; to standard error (info)",
     store_log_level},
    {"--help", "", all, "this text",
     [](std::string_view, Options& o) {
         o.help_about = std::exchange(o.command, Command::help);
         return std::string();
     }},
}};

}  // namespace

std::span<const OptionRow> option_table() {
    return table;
}

std::string_view name(Command command) {
    switch (command) {
        case Command::serve:
            return "serve";
        case Command::broker:
            return "broker";
        case Command::admin:
            return "admin";
        case Command::main:
            return "main";
        case Command::help:
            return "help";
        case Command::version:
            return "version";
    }
    return "";
}

}  // namespace leveret::app
