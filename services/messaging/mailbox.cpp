#include "services/messaging/mailbox.hpp"

#include <utility>

namespace leveret::services::messaging {

namespace {

amqp::SessionSettings session_settings(const Address& address) {
    const bool durable = !address.transient_queues;
    return {.url = address.broker,
            .connection_name = "leveret " + address.own_queue,
            .queues = {{address.own_queue, durable},
                       {address.other_queue, durable},
                       {address.own_queue + ".dead", true}},
            .consumed_queue = address.own_queue};
}

}  // namespace

std::string Mailbox::tables() {
    return outbox::Outbox::tables() + inbox::Inbox::tables();
}

Mailbox::Mailbox(Loop& loop, database::Database& database, Address address, Apply apply,
                 std::function<void()> first_connected, Log log)
    : database_(database),
      dead_queue_(address.own_queue + ".dead"),
      apply_(std::move(apply)),
      first_connected_(std::move(first_connected)),
      log_(std::move(log)),
      outbox_(database, "leveret-" + address.own_queue),
      inbox_(database),
      client_(loop, session_settings(address),
              {.connected = [this] { on_connected(); },
               .disconnected = [this] { relay_.disconnected(); },
               .settled = [this](const auto& settlements) { relay_.settled(settlements); },
               .delivered = [this](const auto& deliveries) { return receive(deliveries); }},
              log_),
      relay_(outbox_,
             {.publish = [this](const auto& publication) { client_.publish(publication); },
              .after = [&loop](auto delay, auto task) { loop.after(delay, std::move(task)); }},
             log_) {}

void Mailbox::start() {
    client_.start();
}

void Mailbox::stop(std::function<void()> done) {
    relay_.disconnected();
    client_.stop(std::move(done));
}

void Mailbox::on_connected() {
    if (first_connected_) std::exchange(first_connected_, nullptr)();
    relay_.connected();
}

bool Mailbox::receive(const std::vector<amqp::Delivery>& deliveries) {
    try {
        database::Transaction transaction(database_);
        for (const amqp::Delivery& delivery : deliveries) receive_one(delivery);
        transaction.commit();
    } catch (const database::Failure& failure) {
        log_(LogLevel::error,
             std::string("messages wait, because the database failed: ") + failure.what());
        return false;
    }
    relay_.wake();  // there may be dead letters
    return true;
}

void Mailbox::receive_one(const amqp::Delivery& delivery) {
    if (!inbox_.remember(delivery.message_id)) return;
    const std::optional<std::string> reason = apply_({delivery.content_type, delivery.body});
    if (!reason) return;
    log_(LogLevel::warning, "a message goes to " + dead_queue_ + ": " + *reason);
    outbox_.add_dead_letter({.queue = dead_queue_,
                             .content_type = delivery.content_type,
                             .body = delivery.body,
                             .order_key = "",
                             .message_id = delivery.message_id,
                             .reason = *reason});
}

}  // namespace leveret::services::messaging
