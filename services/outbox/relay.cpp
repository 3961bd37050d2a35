#include "services/outbox/relay.hpp"

#include <algorithm>
#include <utility>

namespace leveret::services::outbox {

Relay::Relay(Outbox& outbox, Actions actions, Log log)
    : outbox_(outbox), actions_(std::move(actions)), log_(std::move(log)) {}

void Relay::connected() {
    connected_ = true;
    send();
}

void Relay::disconnected() {
    connected_ = false;
    under_way_.clear();
    keys_under_way_.clear();
}

void Relay::wake() {
    send();
}

void Relay::send() {
    if (!connected_ || pausing_ || under_way_.size() >= window) return;
    try {
        // Those under way still count as waiting, and are the oldest or nearly so.
        for (const Waiting& letter : outbox_.waiting(window)) {
            if (under_way_.contains(letter.publication.id)) continue;
            if (!letter.order_key.empty() && !keys_under_way_.insert(letter.order_key).second) {
                return;  // goes on when the one before it is settled
            }
            under_way_.emplace(letter.publication.id, letter.order_key);
            actions_.publish(letter.publication);
        }
    } catch (const database::Failure& failure) {
        log_(LogLevel::error, std::string("the outbox cannot be read: ") + failure.what());
        pause();
    }
}

void Relay::settled(const std::vector<amqp::Settlement>& settlements) {
    std::vector<std::int64_t> sent;
    bool refused = false;
    for (const amqp::Settlement& settlement : settlements) {
        const auto found = under_way_.find(settlement.id);
        if (found == under_way_.end()) continue;
        keys_under_way_.erase(found->second);
        under_way_.erase(found);
        if (settlement.confirmed) sent.push_back(settlement.id);
        refused = refused || !settlement.confirmed;
    }
    try {
        outbox_.mark_sent(sent);
        if (!sent.empty()) next_pause_ = pause_min;
    } catch (const database::Failure& failure) {
        log_(LogLevel::error, std::string("the outbox cannot be written: ") + failure.what());
        refused = true;  // they will be sent again, under the same message ids
    }
    if (refused) {
        log_(LogLevel::warning, "the broker refused a message: it will be sent again");
        pause();
    }
    send();
}

void Relay::pause() {
    if (pausing_) return;
    pausing_ = true;
    actions_.after(next_pause_, [this] {
        pausing_ = false;
        send();
    });
    next_pause_ = std::min(2 * next_pause_, pause_max);
}

}  // namespace leveret::services::outbox
