#include "tests/simulation/promises.hpp"

#include <algorithm>

namespace leveret::simulation {

namespace {

bool is_on(const broker::MemoryDisk& disk, const std::string& queue, std::uint64_t number) {
    for (const auto& [id, kept] : disk.queues) {
        if (kept.queue.name != queue) continue;
        for (const auto& [position, content] : kept.messages) {
            if (Promises::number_of(std::string(content->body())) == number) return true;
        }
    }
    return false;
}

std::string name_of(Promises::MessageNumber number) {
    return "message " + std::to_string(number);
}

}  // namespace

Promises::MessageNumber Promises::number_of(const std::string& body) {
    return std::stoull(body);  // a body begins with its number
}

void Promises::published(MessageNumber number, std::uint64_t publisher, const std::string& queue,
                         bool persistent) {
    const Queue& into = queues_[queue];
    messages_[number] = {.publisher = publisher,
                         .queue = queue,
                         .age = into.age,
                         .promised = persistent && into.promised && into.being_emptied == 0};
}

bool Promises::must_be_kept(const Message& message) const {
    return message.promised && message.confirmed && !message.settling &&
           queues_.at(message.queue).age == message.age;
}

void Promises::confirmed(MessageNumber number) {
    Message& message = messages_.at(number);
    message.confirmed = true;
    if (must_be_kept(message) && !is_on(disk_, message.queue, number)) {
        throw Violation(name_of(number) + " in " + message.queue +
                        " was confirmed before it was stored");
    }
}

void Promises::nacked(MessageNumber number) {
    if (!store_has_failed_) throw Violation(name_of(number) + " was refused without a cause");
}

void Promises::delivered(MessageNumber number, std::uint64_t receiver, bool redelivered) {
    Message& message = messages_.at(number);
    if (redelivered) return;
    if (message.delivered) throw Violation(name_of(number) + " came twice as if it were new");
    message.delivered = true;
    if (receiver == 0) return;
    MessageNumber& last = last_[{receiver, message.publisher}];
    if (last > number) throw Violation(name_of(number) + " came after " + name_of(last));
    last = number;
}

void Promises::settling(MessageNumber number) {
    messages_.at(number).settling = true;
}

std::uint64_t Promises::age_of(const std::string& queue) {
    const Queue& asked = queues_[queue];
    return asked.being_emptied == 0 ? asked.age : no_age;
}

void Promises::declared(const std::string& queue, std::uint64_t age_when_asked) {
    Queue& declared = queues_[queue];
    if (declared.age == age_when_asked) declared.promised = true;
}

void Promises::begin_emptying(const std::string& queue, bool deletes) {
    Queue& emptied = queues_[queue];
    emptied.age += 1;
    emptied.being_emptied += 1;
    if (deletes) emptied.promised = false;
}

void Promises::crashed() {
    std::set<std::string> survivors;
    std::set<MessageNumber> kept;
    for (const auto& [id, queue] : disk_.queues) {
        survivors.insert(queue.queue.name);
        for (const auto& [position, content] : queue.messages) {
            kept.insert(number_of(std::string(content->body())));
        }
        check_order(queue);
    }
    for (auto& [name, queue] : queues_) {
        if (queue.promised && !survivors.contains(name)) {
            throw Violation("queue " + name + " was declared and is gone");
        }
        queue.being_emptied = 0;
    }
    for (auto& [number, message] : messages_) {
        if (must_be_kept(message) && !kept.contains(number)) {
            throw Violation(name_of(number) + " was confirmed and is gone");
        }
        message.delivered = false;
    }
    std::erase_if(messages_, [&](const auto& entry) { return !kept.contains(entry.first); });
    last_.clear();
    store_has_failed_ = false;
}

/// What comes back is, for each publisher, in the order in which it was published.
void Promises::check_order(const broker::MemoryDisk::Queue& queue) const {
    std::map<std::uint64_t, MessageNumber> last_of;
    for (const auto& [position, content] : queue.messages) {
        const MessageNumber number = number_of(std::string(content->body()));
        MessageNumber& last = last_of[messages_.at(number).publisher];
        if (last > number) throw Violation(name_of(number) + " is stored after " + name_of(last));
        last = number;
    }
}

}  // namespace leveret::simulation
