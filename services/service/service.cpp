#include "services/service/service.hpp"

#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

#include "services/http/json.hpp"

namespace leveret::services {

namespace {

std::string database_path(const ServiceSettings& settings) {
    if (settings.data == database::in_memory) return settings.data;
    return settings.data + "/" + settings.name + ".db";
}

database::Schema with_mailbox(database::Schema schema) {
    schema.tables += messaging::Mailbox::tables();
    return schema;
}

/// The path, once it is known to be usable: found out before the port is taken.
std::string checked(std::string path, const database::Schema& schema) {
    database::check_file(path, schema);
    return path;
}

}  // namespace

Service::Service(ServiceSettings settings, database::Schema schema, Log log)
    : settings_(std::move(settings)),
      schema_(with_mailbox(std::move(schema))),
      log_([name = settings_.name, log = std::move(log)](LogLevel level, const std::string& text) {
          log(level, name + ": " + text);
      }),
      path_(checked(database_path(settings_), schema_)),
      server_(loop_.context(), settings_.listen),
      was_connected_(connected_.get_future()) {}

Service::~Service() {
    stop();
}

database::Database& Service::open() {
    return database_.emplace(path_, schema_);
}

void Service::start(const amqp::Url& broker, const std::string& other_queue, messaging::Apply apply,
                    http::Router routes) {
    messaging::Address address{broker, settings_.name, other_queue, settings_.transient_queues};
    mailbox_.emplace(
        loop_, *database_, std::move(address), std::move(apply), [this] { connected_.set_value(); },
        log_);

    routes.add("GET", "/healthz", [this](const http::Request&) { return health(); });
    boost::json::array list;
    for (const std::string& route : routes.routes()) list.emplace_back(route);
    const http::Response index =
        http::json_response(200, boost::json::object{{"service", "leveret " + settings_.name},
                                                     {"version", LEVERET_VERSION},
                                                     {"routes", list}});
    routes.add("GET", "/", [index](const http::Request&) { return index; });

    server_.start(std::move(routes), log_);
    loop_.post([this] { mailbox_->start(); });
    loop_.start();
    running_ = true;
}

bool Service::wait_connected(std::chrono::milliseconds limit) {
    return was_connected_.wait_for(limit) == std::future_status::ready;
}

void Service::stop() {
    if (!std::exchange(running_, false)) return;
    std::promise<void> done;
    loop_.post([this, &done] {
        server_.stop();
        mailbox_->stop([&done] { done.set_value(); });
    });
    done.get_future().wait();
    loop_.stop();
}

/// The service can work while the broker is away, because events wait in the outbox: so that is no
/// failure. Without its database it cannot.
http::Response Service::health() {
    try {
        return http::json_response(
            200, boost::json::object{{"status", "ok"},
                                     {"broker", mailbox_->connected() ? "connected" : "connecting"},
                                     {"events_waiting", mailbox_->outbox().waiting_count()}});
    } catch (const database::Failure& failure) {
        return http::error_response(503, std::string("the database failed: ") + failure.what());
    }
}

}  // namespace leveret::services
