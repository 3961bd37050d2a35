#include "services/main/shop.hpp"

#include <exception>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>

#include "services/events/product_event.hpp"
#include "services/http/json.hpp"
#include "services/main/catalogue.hpp"

namespace leveret::services::shop {

namespace json = boost::json;

namespace {

constexpr std::chrono::milliseconds admin_limit{2000};  // how long a user may wait for admin

database::Schema schema() {
    return {.purpose = "leveret main",
            .application_id = 0x4C764D6E,  // "LvMn"
            .version = 1,
            .tables = Catalogue::tables()};
}

http::Response no_such_product() {
    return http::error_response(404, "there is no product of this id");
}

/// The id in admin's `{"id": n}`; nothing if it answered something else.
std::optional<std::int64_t> user_id(const http::Fetched& user) {
    if (user.status != 200) return std::nullopt;
    json::error_code error;
    const json::value value = json::parse(user.body, error);
    const json::object* object = error ? nullptr : value.if_object();
    const json::value* id = object != nullptr ? object->if_contains("id") : nullptr;
    if (id == nullptr || !id->is_int64()) return std::nullopt;
    return id->get_int64();
}

}  // namespace

struct Shop::Tables {
    explicit Tables(database::Database& database_) : database(database_), catalogue(database_) {}
    database::Database& database;
    Catalogue catalogue;
};

Shop::Shop(const Settings& settings, Log log)
    : log_(log),
      service_({events::main_queue, settings.listen, settings.data, settings.transient_queues},
               schema(), std::move(log)),
      admin_(service_.loop().context(), settings.admin_url, admin_limit) {}

Shop::~Shop() {
    stop();
}

void Shop::start(const amqp::Url& broker) {
    tables_ = std::make_unique<Tables>(service_.open());
    service_.start(
        broker, events::admin_queue,
        [this](const messaging::Incoming& message) { return apply(message); }, routes());
}

http::Router Shop::routes() {
    http::Router routes;
    routes.add("GET", "/api/products", [this](const http::Request&) { return list_products(); });
    routes.add("POST", "/api/products/{id}/like",
               [this](const http::Request& request, const http::Reply& reply) {
                   like_product(request, reply);
               });
    return routes;
}

http::Response Shop::list_products() {
    json::array list;
    for (const events::Product& product : tables_->catalogue.list()) {
        list.push_back(
            json::object{{"id", product.id}, {"title", product.title}, {"image", product.image}});
    }
    return http::json_response(200, list);
}

void Shop::like_product(const http::Request& request, const http::Reply& reply) {
    const auto id = request.id();
    if (!id || !tables_->catalogue.contains(*id)) return reply(no_such_product());
    admin_.get("/api/user", [this, reply, product_id = *id](const http::Fetched& user) {
        http::Response response;
        try {
            response = like_as(user, product_id);
        } catch (const std::exception& failure) {
            log_(LogLevel::error, std::string("main: a like was lost: ") + failure.what());
            response = http::error_response(500, "the like could not be stored; see the log");
        }
        reply(std::move(response));
    });
}

http::Response Shop::like_as(const http::Fetched& user, std::int64_t product_id) {
    const auto id = user_id(user);
    if (!id) {
        const std::string why = user.status == 0
                                    ? user.failure
                                    : "it answered with status " + std::to_string(user.status);
        log_(LogLevel::warning, "main: the admin service gave no user: " + why);
        return http::error_response(503, "the admin service gave no user: " + why);
    }

    database::Transaction transaction(tables_->database);
    switch (tables_->catalogue.like(*id, product_id)) {
        case LikeOutcome::no_such_product:
            return no_such_product();  // deleted while we asked
        case LikeOutcome::repeated: {
            constexpr const char* text = "You already liked this product";
            return http::json_response(400, json::object{{"error", text}, {"message", text}});
        }
        case LikeOutcome::counted:
            break;
    }
    service_.mailbox().outbox().add_event(events::like_letter(product_id));
    transaction.commit();
    service_.mailbox().committed();
    return http::json_response(200, json::object{{"message", "success"}});
}

std::optional<std::string> Shop::apply(const messaging::Incoming& message) {
    if (message.content_type == events::product_created ||
        message.content_type == events::product_updated) {
        const auto product = events::parse_product(message.body);
        if (!product) return product.error().reason;
        tables_->catalogue.put(*product);
        return std::nullopt;
    }
    if (message.content_type == events::product_deleted) {
        const auto id = events::parse_id(message.body);
        if (!id) return id.error().reason;
        tables_->catalogue.remove(*id);
        return std::nullopt;
    }
    return events::unknown_event(message.content_type);
}

}  // namespace leveret::services::shop
