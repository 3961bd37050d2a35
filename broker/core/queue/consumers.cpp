#include "broker/core/queue/consumers.hpp"

namespace leveret::broker {

void Consumers::add(Consumer& consumer) {
    append(consumer);
    consumer.place_ = all_.insert(all_.end(), &consumer);
    exclusive_ = consumer.exclusive;
}

void Consumers::remove(Consumer& consumer) {
    if (consumer.in_turn_) unlink(consumer);
    all_.erase(consumer.place_);
    exclusive_ = false;  // an exclusive consumer was the only one
}

void Consumers::wake(Consumer& consumer) {
    if (!consumer.in_turn_) append(consumer);
}

Consumer* Consumers::next_with_credit() {
    while (first_ != nullptr) {
        Consumer& consumer = *first_;
        if (consumer.has_credit()) {
            if (first_ != last_) {
                unlink(consumer);
                append(consumer);
            }
            return &consumer;
        }
        unlink(consumer);
    }
    return nullptr;
}

void Consumers::append(Consumer& consumer) {
    consumer.previous_ = last_;
    consumer.next_ = nullptr;
    (last_ == nullptr ? first_ : last_->next_) = &consumer;
    last_ = &consumer;
    consumer.in_turn_ = true;
}

void Consumers::unlink(Consumer& consumer) {
    (consumer.previous_ == nullptr ? first_ : consumer.previous_->next_) = consumer.next_;
    (consumer.next_ == nullptr ? last_ : consumer.next_->previous_) = consumer.previous_;
    consumer.previous_ = consumer.next_ = nullptr;
    consumer.in_turn_ = false;
}

}  // namespace leveret::broker
