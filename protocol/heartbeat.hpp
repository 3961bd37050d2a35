#pragma once

#include <chrono>

namespace leveret::protocol {

/// When to send a heartbeat and when to give the peer up; time is told to it.  @spec 4.2.7
class Heartbeat {
  public:
    using TimePoint = std::chrono::sys_time<std::chrono::microseconds>;
    enum class Due { nothing, send, peer_gone };

    /// An interval of 0 turns heartbeats off.                          B045
    Heartbeat(std::chrono::seconds interval, TimePoint now);

    /// Octets came, of whatever kind: that is life enough.             B047
    void note_received(TimePoint now) { last_received_ = now; }
    /// Octets were sent, of whatever kind.
    void note_sent(TimePoint now) { last_sent_ = now; }

    /// `send` when nothing was sent for half an interval (B046): write a heartbeat and note it.
    /// `peer_gone` when nothing came for two and a half intervals: RabbitMQ's rule, two checks an
    /// interval apart without change, fires between two and three (B047).
    Due due(TimePoint now) const;
    /// When due() changes next if nothing is noted; TimePoint::max() for never.
    TimePoint next_due() const;

    /// Stops and restarts the watch over the peer, while we do not read what it sends.  B049
    void pause_receiving() { receiving_paused_ = true; }
    void resume_receiving(TimePoint now);

  private:
    TimePoint send_at() const;
    TimePoint gone_at() const;

    std::chrono::microseconds interval_;
    TimePoint last_received_;
    TimePoint last_sent_;
    bool receiving_paused_ = false;
};

}  // namespace leveret::protocol
