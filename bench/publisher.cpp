#include "bench/publisher.hpp"

#include <algorithm>
#include <cmath>
#include <limits>
#include <utility>

namespace leveret::bench {

namespace {

constexpr std::uint64_t any_number = std::numeric_limits<std::uint64_t>::max();

std::uint64_t stamp_of(TimePoint at) {
    return static_cast<std::uint64_t>(
        std::chrono::duration_cast<std::chrono::nanoseconds>(at.time_since_epoch()).count());
}

}  // namespace

Publisher::Publisher(const Broker& broker, const PublishShape& shape, const Pace& pace,
                     std::vector<std::string> queues, Ledger& ledger)
    : ledger_(ledger),
      pace_(pace),
      queues_(std::move(queues)),
      link_(broker, "load publisher"),
      block_(Link::channel, shape, link_.frame_max()),
      window_(std::max<std::uint64_t>(1, pace.confirm_window)) {
    if (pace_.confirm_window > 0) {
        link_.call<protocol::ConfirmSelectOk>(protocol::ConfirmSelect{});
    }
}

bool Publisher::step() {
    const TimePoint now = Clock::now();
    if (!started_) started_ = now;
    if (link_.readable) receive(now);
    // Whatever else is to be sent waits for the end of the message that is under way.
    if (!sending_.empty() && !link_.flush(sending_)) return false;
    link_.beat(now);
    const std::uint64_t count = allowance(now);
    if (count > 0) publish(count, now);
    const bool sent = link_.flush(sending_);
    if (sent && !answers_missing_) finish();
    return link_.readable || (sent && count > 0);
}

void Publisher::receive(TimePoint now) {
    const bool measuring = ledger_.phase != Phase::warming;
    if (measuring && !std::exchange(recording_, true)) latencies_.clear();
    protocol::Bytes octets = link_.receive();
    while (link_.has_frame(octets)) {
        const auto method = link_.take_method(octets);
        if (!method) continue;
        if (method->id == protocol::BasicAck::id) {
            const auto ack = protocol::decode<protocol::BasicAck>(method->arguments);
            if (ack) ledger_.confirmed += settle(ack->delivery_tag, ack->multiple, now);
        } else if (method->id == protocol::BasicNack::id) {
            const auto nack = protocol::decode<protocol::BasicNack>(method->arguments);
            if (nack) ledger_.refused += settle(nack->delivery_tag, nack->multiple, now);
        } else if (method->id == protocol::QueueDeclareOk::id && answers_missing_) {
            *answers_missing_ -= 1;
            if (*answers_missing_ == 0) ledger_.publishers_done += 1;
        } else {
            throw LoadError("the broker sent a publisher " +
                            std::string(protocol::method_name(method->id)));
        }
    }
    link_.keep(octets);
    ledger_.blocked = link_.blocked();
}

std::uint64_t Publisher::settle(std::uint64_t tag, bool multiple, TimePoint now) {
    return window_.settled(tag, multiple, now, latencies_);
}

/// How many messages of the block may be published now.
std::uint64_t Publisher::allowance(TimePoint now) {
    if (sent_all()) return 0;
    const std::uint64_t left = pace_.messages == 0 ? any_number : pace_.messages - published_;
    const std::uint64_t run = std::min<std::uint64_t>(left, block_.size() - next_);
    const std::uint64_t due = std::min(run, due_messages(now));
    if (due == 0) return 0;
    std::uint64_t room = ledger_.room();
    if (room < std::min(due, ledger_.worthwhile_room())) {
        if (ledger_.wait_for_room()) {
            late_ = true;
            return 0;
        }
        room = ledger_.room();
    }
    if (pace_.confirm_window > 0) room = std::min(room, window_.room());
    if (room == 0) late_ = true;
    return std::min(due, room);
}

std::uint64_t Publisher::due_messages(TimePoint now) {
    if (pace_.per_second <= 0) return any_number;
    const std::chrono::duration<double> elapsed = now - *started_;
    const auto due = static_cast<std::uint64_t>(elapsed.count() * pace_.per_second) + 1;
    return due > published_ ? due - published_ : 0;
}

TimePoint Publisher::due_at(std::uint64_t message) const {
    const std::chrono::duration<double> offset{static_cast<double>(message) / pace_.per_second};
    return *started_ + std::chrono::ceil<Clock::duration>(offset);
}

std::optional<TimePoint> Publisher::due() const {
    const bool waits_for_broker = !sending_.empty() || late_;
    if (pace_.per_second <= 0 || !started_ || waits_for_broker || sent_all()) return std::nullopt;
    return due_at(published_);
}

void Publisher::publish(std::uint64_t count, TimePoint now) {
    for (std::uint64_t i = 0; i < count; ++i) {
        // At a given rate, a message that the broker has held up has been late since it was due:
        // otherwise a broker that stalls would look faster, because fewer messages would wait.
        const bool stamp_as_due = late_ && pace_.per_second > 0;
        const TimePoint since = stamp_as_due ? due_at(published_ + i) : now;
        block_.stamp(next_ + i, stamp_of(since));
        if (pace_.confirm_window > 0) window_.published(since);
    }
    sending_ = block_.messages(next_, count);
    next_ = (next_ + count) % block_.size();
    published_ += count;
    ledger_.published += count;
    late_ = !link_.flush(sending_);
}

bool Publisher::sent_all() const {
    const bool all = pace_.messages > 0 && published_ == pace_.messages;
    return all || ledger_.phase >= Phase::finishing;
}

void Publisher::finish() {
    if (!sent_all() || (pace_.confirm_window > 0 && !window_.empty())) return;
    answers_missing_ = queues_.size();
    for (const std::string& queue : queues_) {
        protocol::write_method(link_.output(), Link::channel,
                               protocol::QueueDeclare{.queue = queue, .passive = true});
    }
    link_.flush(sending_);
}

}  // namespace leveret::bench
