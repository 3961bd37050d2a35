#include "bench/consumer.hpp"

#include <utility>

namespace leveret::bench {

Consumer::Consumer(const Broker& broker, const Appetite& appetite, std::vector<std::string> queues,
                   Ledger& ledger)
    : ledger_(ledger),
      appetite_(appetite),
      queues_(std::move(queues)),
      link_(broker, "load consumer") {
    if (appetite_.prefetch > 0 && appetite_.ack_every > 0) {
        link_.call<protocol::BasicQosOk>(protocol::BasicQos{.prefetch_count = appetite_.prefetch});
    }
}

void Consumer::start() {
    for (std::size_t i = 0; i < queues_.size(); ++i) {
        // Without an answer to wait for, no delivery can come in between.
        protocol::write_method(link_.output(), Link::channel,
                               protocol::BasicConsume{.queue = queues_[i],
                                                      .consumer_tag = std::to_string(i),
                                                      .no_ack = appetite_.ack_every == 0,
                                                      .no_wait = true});
    }
    link_.send_all();
    link_.readable = true;
}

bool Consumer::step() {
    if (link_.readable) receive();
    link_.beat(Clock::now());
    link_.flush();
    return link_.readable;
}

void Consumer::receive() {
    protocol::Bytes octets = link_.receive();
    const TimePoint now = Clock::now();
    const bool measuring = ledger_.phase != Phase::warming;
    if (measuring && !std::exchange(recording_, true)) latencies_.clear();

    std::uint64_t count = 0;
    const auto on_message = [&](std::uint64_t tag, std::uint64_t stamp) {
        count += 1;
        on_delivery(tag, stamp, now);
    };
    while (scanner_.scan(octets, link_.payload_max_octets(), on_message) ==
           DeliveryScanner::Stop::other_frame) {
        on_other_frame(octets);
    }
    link_.keep(octets);
    if (count > 0) ledger_.add_consumed(count);
}

void Consumer::on_delivery(std::uint64_t tag, std::uint64_t stamp, TimePoint now) {
    if (stamp != 0) {
        const std::chrono::nanoseconds since{static_cast<std::int64_t>(stamp)};
        latencies_.record(now.time_since_epoch() - since);
    }
    last_tag_ = tag;
    if (appetite_.ack_every == 0) return;
    unacked_ += 1;
    if (unacked_ == appetite_.ack_every) acknowledge();
}

void Consumer::acknowledge() {
    protocol::write_method(link_.output(), Link::channel,
                           protocol::BasicAck{.delivery_tag = last_tag_, .multiple = unacked_ > 1});
    unacked_ = 0;
}

void Consumer::settle() {
    if (unacked_ > 0) acknowledge();
    link_.flush();
}

void Consumer::on_other_frame(protocol::Bytes& octets) {
    const auto method = link_.take_method(octets);
    if (!method) return;
    if (method->id == protocol::BasicCancel::id) throw LoadError("the broker deleted the queue");
    throw LoadError("the broker sent a consumer " + std::string(protocol::method_name(method->id)));
}

}  // namespace leveret::bench
