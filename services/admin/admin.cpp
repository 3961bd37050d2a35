#include "services/admin/admin.hpp"

#include <random>
#include <utility>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/serialize.hpp>

#include "services/admin/products.hpp"
#include "services/admin/users.hpp"
#include "services/events/product_event.hpp"
#include "services/http/json.hpp"

namespace leveret::services::admin {

namespace json = boost::json;

namespace {

constexpr std::size_t text_max_characters = 200;  // of title and image

database::Schema schema() {
    return {.purpose = "leveret admin",
            .application_id = 0x4C764164,  // "LvAd"
            .version = 1,
            .tables = Products::tables() + Users::tables()};
}

json::object to_json(const Product& product) {
    return {{"id", product.id},
            {"title", product.title},
            {"image", product.image},
            {"likes", product.likes}};
}

http::Response no_such_product() {
    return http::error_response(404, "there is no product of this id");
}

}  // namespace

struct Admin::Tables {
    explicit Tables(database::Database& database_)
        : database(database_), products(database_), users(database_) {}
    database::Database& database;
    Products products;
    Users users;
    std::mt19937_64 random{std::random_device{}()};
};

Admin::Admin(const Settings& settings, Log log)
    : settings_(settings),
      log_(log),
      service_({events::admin_queue, settings.listen, settings.data, settings.transient_queues},
               schema(), std::move(log)) {}

Admin::~Admin() {
    stop();
}

void Admin::start(const amqp::Url& broker) {
    tables_ = std::make_unique<Tables>(service_.open());
    tables_->users.make_first(settings_.users);
    service_.start(
        broker, events::main_queue,
        [this](const messaging::Incoming& message) { return apply(message); }, routes());
}

http::Router Admin::routes() {
    using Request = http::Request;
    http::Router routes;
    routes.add("GET", "/api/products", [this](const Request&) { return list_products(); });
    routes.add("POST", "/api/products", [this](const Request& r) { return create_product(r); });
    routes.add("GET", "/api/products/{id}", [this](const Request& r) { return show_product(r); });
    routes.add("PUT", "/api/products/{id}", [this](const Request& r) { return update_product(r); });
    routes.add("DELETE", "/api/products/{id}",
               [this](const Request& r) { return delete_product(r); });
    routes.add("GET", "/api/user", [this](const Request&) { return random_user(); });
    return routes;
}

http::Response Admin::list_products() {
    json::array list;
    for (const Product& product : tables_->products.list()) list.push_back(to_json(product));
    return http::json_response(200, list);
}

http::Response Admin::create_product(const http::Request& request) {
    http::JsonFields fields(request.body);
    const std::string title = fields.text("title", text_max_characters);
    const std::string image = fields.text("image", text_max_characters);
    if (auto refusal = fields.refusal()) return *std::move(refusal);

    database::Transaction transaction(tables_->database);
    const Product product = tables_->products.create(title, image);
    const json::object body = to_json(product);
    service_.mailbox().outbox().add_event(
        events::product_letter(events::product_created, product.id, json::serialize(body)));
    transaction.commit();
    service_.mailbox().committed();
    return http::json_response(201, body);
}

http::Response Admin::show_product(const http::Request& request) {
    const auto id = request.id();
    const auto product = id ? tables_->products.find(*id) : std::nullopt;
    return product ? http::json_response(200, to_json(*product)) : no_such_product();
}

http::Response Admin::update_product(const http::Request& request) {
    const auto id = request.id();
    if (!id || !tables_->products.find(*id)) return no_such_product();
    http::JsonFields fields(request.body);
    const std::string title = fields.text("title", text_max_characters);
    const std::string image = fields.text("image", text_max_characters);
    if (auto refusal = fields.refusal()) return *std::move(refusal);

    database::Transaction transaction(tables_->database);
    const auto product = tables_->products.update(*id, title, image);
    const json::object body = to_json(*product);
    service_.mailbox().outbox().add_event(
        events::product_letter(events::product_updated, *id, json::serialize(body)));
    transaction.commit();
    service_.mailbox().committed();
    return http::json_response(202, body);
}

http::Response Admin::delete_product(const http::Request& request) {
    const auto id = request.id();
    if (!id) return no_such_product();
    database::Transaction transaction(tables_->database);
    if (!tables_->products.remove(*id)) return no_such_product();
    const std::string body = json::serialize(json::value(std::to_string(*id)));
    service_.mailbox().outbox().add_event(
        events::product_letter(events::product_deleted, *id, body));
    transaction.commit();
    service_.mailbox().committed();
    return {204, "", {}};
}

http::Response Admin::random_user() {
    const auto user = tables_->users.pick(tables_->random());
    if (!user) return http::error_response(404, "there are no users");
    return http::json_response(200, json::object{{"id", *user}});
}

std::optional<std::string> Admin::apply(const messaging::Incoming& message) {
    if (message.content_type != events::product_liked) {
        return events::unknown_event(message.content_type);
    }
    const auto id = events::parse_id(message.body);
    if (!id) return id.error().reason;
    if (!tables_->products.like(*id)) {
        log_(LogLevel::info, "admin: a like came for product " + std::to_string(*id) +
                                 ", which was deleted meanwhile");
    }
    return std::nullopt;
}

}  // namespace leveret::services::admin
