#include "broker/core/queue/arguments.hpp"

#include <array>
#include <string_view>

namespace leveret::broker {

namespace {

using protocol::FieldValue;

/// The arguments that mean something to a queue.                       B153, B175 to B192
constexpr std::array<std::string_view, 14> known_arguments{
    "x-expires",
    "x-message-ttl",
    "x-dead-letter-exchange",
    "x-dead-letter-routing-key",
    "x-dead-letter-strategy",
    "x-max-length",
    "x-max-length-bytes",
    "x-max-in-memory-length",
    "x-max-priority",
    "x-overflow",
    "x-queue-mode",
    "x-queue-version",
    "x-single-active-consumer",
    "x-queue-type",
};

bool equal(const FieldValue* left, const FieldValue* right) {
    if (left == nullptr || right == nullptr) return left == right;
    if (left->integer() && right->integer()) return left->integer() == right->integer();
    return *left == *right;
}

}  // namespace

protocol::Result<void> check_equal_arguments(const refusal::Resource& queue,
                                             const protocol::Table& received,
                                             const protocol::Table& current) {
    static const FieldValue classic{"classic"};
    for (const std::string_view name : known_arguments) {
        const FieldValue* left = received.find(name);
        const FieldValue* right = current.find(name);
        const FieldValue* fallback = name == "x-queue-type" ? &classic : nullptr;
        if (equal(left ? left : fallback, right ? right : fallback)) continue;
        // RabbitMQ names the type only beside a value that is not there at all.
        if (left != nullptr && right != nullptr) {
            return refusal::unequal(name, queue, protocol::print(*left), protocol::print(*right));
        } else {
            return refusal::unequal_argument(name, queue, protocol::describe(left),
                                             protocol::describe(right));
        }
    }
    return {};
}

}  // namespace leveret::broker
