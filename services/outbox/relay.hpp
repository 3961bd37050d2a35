#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <set>
#include <string>
#include <vector>

#include "services/amqp/message.hpp"
#include "services/log/log.hpp"
#include "services/outbox/outbox.hpp"

namespace leveret::services::outbox {

/// Sends what waits in an outbox: a window of messages at a time, each marked as sent once the
/// broker has confirmed it, and again if it did not.
///
/// Invariant: two letters with the same order key are never under way at once, so one that has to
/// be sent again has not been overtaken.
class Relay {
  public:
    /// What it does to the world.
    struct Actions {
        std::function<void(const amqp::Publication&)> publish;
        std::function<void(std::chrono::milliseconds, std::function<void()>)> after;
    };
    static constexpr std::size_t window = 64;
    static constexpr std::chrono::milliseconds pause_min{100};
    static constexpr std::chrono::milliseconds pause_max{2000};

    Relay(Outbox& outbox, Actions actions, Log log);

    /// There is a broker: sends what waits.
    void connected();
    /// There is none: what was under way counts as not sent.
    void disconnected();
    /// A transaction that added letters was committed: sends them now.
    void wake();
    /// The broker has taken these, or refused them.
    void settled(const std::vector<amqp::Settlement>& settlements);

  private:
    void send();
    void pause();

    Outbox& outbox_;
    Actions actions_;
    Log log_;
    std::map<std::int64_t, std::string> under_way_;  // letter id -> its order key
    std::set<std::string> keys_under_way_;
    std::chrono::milliseconds next_pause_ = pause_min;
    bool connected_ = false;
    bool pausing_ = false;
};

}  // namespace leveret::services::outbox
