#pragma once

#include <memory>
#include <string>

#include "services/amqp/url.hpp"
#include "services/http/client.hpp"
#include "services/service/service.hpp"

namespace leveret::services::shop {

/// What the main service is told.
struct Settings {
    http::Address listen{"127.0.0.1", 8001};
    std::string data = "./leveret-data";
    bool transient_queues = false;
    std::string admin_url = "http://127.0.0.1:8000";
};

/// The shop, `leveret main`: its copy of the products, which random users can like. Hears of
/// products from the admin service and tells it of likes.
///
/// The namespace is not `main`, because that is a name the language keeps for itself.
class Shop {
  public:
    /// Takes its port and looks at its file; changes nothing.
    /// @throws http::ListenError, database::Unusable
    /// @throws std::invalid_argument: admin_url is no such URL
    Shop(const Settings& settings, Log log);
    /// Stops it if it runs.
    ~Shop();

    /// Opens the database and works from now on.          @throws database::Unusable
    void start(const amqp::Url& broker);
    bool wait_connected(std::chrono::milliseconds limit) { return service_.wait_connected(limit); }
    void stop() { service_.stop(); }
    http::Address address() const { return service_.address(); }

  private:
    struct Tables;
    http::Router routes();
    http::Response list_products();
    void like_product(const http::Request& request, const http::Reply& reply);
    http::Response like_as(const http::Fetched& user, std::int64_t product_id);
    std::optional<std::string> apply(const messaging::Incoming& message);

    Log log_;
    Service service_;
    http::Client admin_;
    std::unique_ptr<Tables> tables_;
};

}  // namespace leveret::services::shop
