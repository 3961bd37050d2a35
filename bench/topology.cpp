#include "bench/topology.hpp"

namespace leveret::bench {

Topology::Topology(const LoadOptions& options) : options_(options) {}

std::string Topology::queue(unsigned index) const {
    return options_.queue_prefix + "-" + std::to_string(index);
}

std::vector<std::string> Topology::share(unsigned index, unsigned sharers) const {
    if (sharers >= options_.queues) return {queue(index % options_.queues)};
    std::vector<std::string> own;
    for (unsigned one = index; one < options_.queues; one += sharers) own.push_back(queue(one));
    return own;
}

std::vector<std::string> Topology::queues_of_publisher(unsigned index) const {
    return options_.fanout ? share(0, 1) : share(index, options_.publishers);
}

std::vector<std::string> Topology::queues_of_consumer(unsigned index) const {
    return share(index, options_.consumers);
}

PublishShape Topology::shape(unsigned index) const {
    PublishShape shape{.exchange = options_.fanout ? options_.queue_prefix : "",
                       .routing_keys = {""},
                       .body_octets = options_.size_octets,
                       .persistent = options_.persistent};
    if (!options_.fanout) shape.routing_keys = queues_of_publisher(index);
    return shape;
}

void Topology::declare() const {
    Link link{broker(), "load set-up"};
    const bool ours = options_.publishers > 0;
    if (options_.fanout && ours) {
        link.call<protocol::ExchangeDeclareOk>(protocol::ExchangeDeclare{
            .exchange = options_.queue_prefix, .type = "fanout", .durable = options_.durable});
    }
    for (unsigned index = 0; index < options_.queues; ++index) {
        const std::string name = queue(index);
        const auto declared = link.call<protocol::QueueDeclareOk>(
            protocol::QueueDeclare{.queue = name, .passive = !ours, .durable = options_.durable});
        if (ours && options_.consumers > 0 && declared.message_count > 0) {
            throw LoadError("the queue " + name + " is not empty: give another --queue-prefix");
        }
        if (options_.fanout && ours) {
            link.call<protocol::QueueBindOk>(
                protocol::QueueBind{.queue = name, .exchange = options_.queue_prefix});
        }
    }
    link.close();
}

void Topology::remove() const {
    if (options_.keep || options_.publishers == 0) return;
    Link link{broker(), "load clean-up"};
    for (unsigned index = 0; index < options_.queues; ++index) {
        link.call<protocol::QueueDeleteOk>(protocol::QueueDelete{.queue = queue(index)});
    }
    if (options_.fanout) {
        link.call<protocol::ExchangeDeleteOk>(
            protocol::ExchangeDelete{.exchange = options_.queue_prefix});
    }
    link.close();
}

}  // namespace leveret::bench
