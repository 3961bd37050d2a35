#include "broker/core/settings.hpp"

namespace leveret::broker {

protocol::Table server_properties() {
    protocol::Table capabilities;
    for (const char* name :
         {"publisher_confirms", "exchange_exchange_bindings", "basic.nack",
          "consumer_cancel_notify", "connection.blocked", "consumer_priorities",
          "authentication_failure_close", "per_consumer_qos", "direct_reply_to"}) {
        capabilities.set(name, true);
    }
    protocol::Table properties;
    properties.set("capabilities", std::move(capabilities));
    properties.set("cluster_name", "leveret");
    properties.set("copyright", "Leveret is an independent broker that speaks RabbitMQ's dialect");
    properties.set("information", "Leveret " LEVERET_VERSION);
    properties.set("platform", "Leveret " LEVERET_VERSION);
    properties.set("product", "RabbitMQ");
    properties.set("version", "3.13.7");
    return properties;
}

}  // namespace leveret::broker
