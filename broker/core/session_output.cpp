#include <utility>

#include "broker/core/broker.hpp"
#include "broker/core/session.hpp"

// What waits for the peer: held back until it is true, limited, taken by the edge; and the confirms
// that join it at the end of a step.

namespace leveret::broker {

bool Session::output_held() const {
    return held_until_ > broker_.stored_batch();
}

void Session::hold_output(std::uint64_t batch) {
    if (batch <= std::max(held_until_, broker_.stored_batch())) return;
    if (!output_held()) broker_.held_.push_back(id_);
    held_until_ = batch;
}

void Session::set_in_flight(std::size_t octets) {
    in_flight_octets_ = octets;
    const bool was_writable = writable_;
    writable_ = output_.size() + in_flight_octets_ <= broker_.settings().output_max_octets;
    if (writable_ && !was_writable) {
        for (auto& [number, channel] : channels_) channel->wake_consumers();
    }
}

bool Session::overfull() const {
    constexpr std::size_t patience = 8;
    return output_.size() + in_flight_octets_ > patience * broker_.settings().output_max_octets;
}

void Session::wrote() {
    writable_ = output_.size() + in_flight_octets_ <= broker_.settings().output_max_octets;
    if (touched_ || output_.empty()) return;
    touched_ = true;
    broker_.touch(id_);
}

void Session::take_output(protocol::Output& into, TimePoint now) {
    touched_ = false;
    if (output_held() || output_.empty()) return;
    std::swap(into, output_);
    heartbeat_.note_sent(now);
}

void Session::note_confirms(Channel& channel) {
    if (!channel.confirms()->take_note()) return;
    if (confirming_.empty()) broker_.await_confirms(id_);
    confirming_.push_back(channel.number());
}

void Session::confirm(const ConfirmTarget& target, bool stored) {
    Channel* channel = find_channel(target.channel);
    // The channel may have ended since, and another have its number.   B225
    if (channel == nullptr || channel->opening() != target.opening) return;
    Confirms* confirms = channel->confirms();
    if (confirms == nullptr) return;
    if (stored) {
        confirms->settle(target.sequence);
    } else {
        confirms->reject(target.sequence);
    }
    note_confirms(*channel);
}

void Session::flush_confirms() {
    for (const std::uint16_t number : confirming_) {
        Channel* channel = find_channel(number);
        Confirms* confirms = channel == nullptr ? nullptr : channel->confirms();
        if (confirms != nullptr) confirms->flush(number, output_);
    }
    confirming_.clear();
    wrote();
}

}  // namespace leveret::broker
