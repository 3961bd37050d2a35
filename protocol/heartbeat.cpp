#include "protocol/heartbeat.hpp"

#include <algorithm>

namespace leveret::protocol {

Heartbeat::Heartbeat(std::chrono::seconds interval, TimePoint now)
    : interval_(interval), last_received_(now), last_sent_(now) {}

Heartbeat::Due Heartbeat::due(TimePoint now) const {
    if (now >= gone_at()) return Due::peer_gone;
    return now >= send_at() ? Due::send : Due::nothing;
}

Heartbeat::TimePoint Heartbeat::next_due() const {
    return std::min(send_at(), gone_at());
}

void Heartbeat::resume_receiving(TimePoint now) {
    receiving_paused_ = false;
    last_received_ = now;
}

Heartbeat::TimePoint Heartbeat::send_at() const {
    return interval_.count() == 0 ? TimePoint::max() : last_sent_ + interval_ / 2;
}

Heartbeat::TimePoint Heartbeat::gone_at() const {
    const bool watching = interval_.count() != 0 && !receiving_paused_;
    return watching ? last_received_ + interval_ * 5 / 2 : TimePoint::max();
}

}  // namespace leveret::protocol
