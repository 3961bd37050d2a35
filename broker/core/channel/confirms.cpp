#include "broker/core/channel/confirms.hpp"

#include <algorithm>

#include "protocol/frame_writer.hpp"
#include "protocol/methods/basic.hpp"

namespace leveret::broker {

void Confirms::open(std::uint32_t waits) {
    states_.push_back({.waits = waits});
    if (waits == 0) decide(first_ + states_.size() - 1);
}

void Confirms::settle(std::uint64_t sequence) {
    State* state = find(sequence);
    if (state == nullptr || state->waits == 0) return;
    state->waits -= 1;
    if (state->waits == 0) decide(sequence);
}

void Confirms::reject(std::uint64_t sequence) {
    State* state = find(sequence);
    if (state == nullptr) return;
    state->rejected = true;
    if (state->waits > 0) state->waits -= 1;
    if (state->waits == 0) decide(sequence);
}

Confirms::State* Confirms::find(std::uint64_t sequence) {
    const bool open = sequence >= first_ && sequence < first_ + states_.size();
    return open ? &states_[sequence - first_] : nullptr;
}

void Confirms::decide(std::uint64_t sequence) {
    has_answers_ = true;
    if (sequence != run_end_) {
        decided_.push_back(sequence);
        return;
    }
    while (run_end_ < first_ + states_.size() && states_[run_end_ - first_].waits == 0) {
        run_end_ += 1;
    }
}

void Confirms::flush(std::uint16_t channel, protocol::Output& output) {
    has_answers_ = noted_ = false;
    while (first_ < run_end_) flush_front(channel, output);
    for (const std::uint64_t sequence : decided_) {
        State* state = find(sequence);
        if (state == nullptr) continue;  // it went along with the front
        state->answered = true;
        write_answer({sequence, false, state->rejected}, channel, output);
    }
    decided_.clear();
}

/// Answers the longest run of equal answers at the front with one method. Publishes in it that have
/// been answered before are no hindrance: `multiple` covers what is still open.
void Confirms::flush_front(std::uint16_t channel, protocol::Output& output) {
    Answer answer{};
    std::size_t count = 0;
    while (first_ < run_end_) {
        const State& state = states_.front();
        if (!state.answered) {
            if (count > 0 && state.rejected != answer.rejected) break;
            answer = {first_, ++count > 1, state.rejected};
        }
        states_.pop_front();
        first_ += 1;
    }
    if (count > 0) write_answer(answer, channel, output);
}

void Confirms::write_answer(const Answer& answer, std::uint16_t channel, protocol::Output& output) {
    if (answer.rejected) {
        protocol::BasicNack nack;
        nack.delivery_tag = answer.sequence;
        nack.multiple = answer.multiple;
        protocol::write_method(output, channel, nack);
    } else {
        protocol::BasicAck ack;
        ack.delivery_tag = answer.sequence;
        ack.multiple = answer.multiple;
        protocol::write_method(output, channel, ack);
    }
}

}  // namespace leveret::broker
