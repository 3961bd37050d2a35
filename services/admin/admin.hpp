#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "services/amqp/url.hpp"
#include "services/service/service.hpp"

namespace leveret::services::admin {

/// What the admin service is told.
struct Settings {
    http::Address listen{"127.0.0.1", 8000};
    std::string data = "./leveret-data";
    bool transient_queues = false;
    std::int64_t users = 100;  // made at the first start
};

/// The back office: products, and users who like them. Tells the main service of every change and
/// counts the likes that it hears of.
class Admin {
  public:
    /// Takes its port and looks at its file; changes nothing.
    /// @throws http::ListenError, database::Unusable
    Admin(const Settings& settings, Log log);
    /// Stops it if it runs.
    ~Admin();

    /// Opens the database and works from now on.          @throws database::Unusable
    void start(const amqp::Url& broker);
    bool wait_connected(std::chrono::milliseconds limit) { return service_.wait_connected(limit); }
    void stop() { service_.stop(); }
    http::Address address() const { return service_.address(); }

  private:
    struct Tables;
    http::Router routes();
    http::Response list_products();
    http::Response create_product(const http::Request& request);
    http::Response show_product(const http::Request& request);
    http::Response update_product(const http::Request& request);
    http::Response delete_product(const http::Request& request);
    http::Response random_user();
    std::optional<std::string> apply(const messaging::Incoming& message);

    Settings settings_;
    Log log_;
    Service service_;
    std::unique_ptr<Tables> tables_;
};

}  // namespace leveret::services::admin
