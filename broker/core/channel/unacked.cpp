#include "broker/core/channel/unacked.hpp"

#include <utility>

namespace leveret::broker {

bool Unacked::contains(std::uint64_t tag) const {
    const std::size_t index = index_of(tag);
    return index < messages_.size() && messages_[index].tag == tag &&
           messages_[index].queue != nullptr;
}

std::optional<UnackedMessage> Unacked::take(std::uint64_t tag) {
    const std::size_t index = index_of(tag);
    if (index == messages_.size()) return std::nullopt;
    UnackedMessage& found = messages_[index];
    if (found.tag != tag || found.queue == nullptr) return std::nullopt;
    UnackedMessage taken = std::move(found);
    found.queue = nullptr;
    live_ -= 1;
    drop_settled_front();
    return taken;
}

std::optional<UnackedMessage> Unacked::take_oldest(std::uint64_t last) {
    drop_settled_front();
    if (messages_.empty() || messages_.front().tag > last) return std::nullopt;
    live_ -= 1;
    return messages_.pop_front();
}

/// The first message whose tag is not below `tag`: usually the oldest one.
std::size_t Unacked::index_of(std::uint64_t tag) const {
    if (messages_.empty() || messages_.front().tag >= tag) return 0;
    std::size_t low = 0;
    std::size_t high = messages_.size();
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (messages_[middle].tag < tag) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

void Unacked::drop_settled_front() {
    while (!messages_.empty() && messages_.front().queue == nullptr) messages_.pop_front();
}

}  // namespace leveret::broker
