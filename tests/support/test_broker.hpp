#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>

#include "broker/core/broker.hpp"
#include "broker/store/memory_store.hpp"
#include "tests/support/faulty_store.hpp"
#include "tests/support/manual_time.hpp"
#include "tests/support/recording_store.hpp"

namespace leveret::test {

/// What a client is to the broker that it talks to.
class Listener {
  public:
    virtual ~Listener() = default;
    /// Octets have come.
    virtual void hear(const std::string& octets) = 0;
    /// The broker has cut the connection.
    virtual void cut() = 0;
    /// Whether it takes octets now; if not they stay in the pipe.
    virtual bool reading() const = 0;
};

/// A broker without sockets, with a clock moved by hand and a store that can be told to fail,
/// dawdle or die. What clients say between two steps is one step of the broker.
class TestBroker {
  public:
    explicit TestBroker(broker::Settings settings = defaults());
    /// The settings of a broker that nobody has configured.
    static broker::Settings defaults();

    broker::TimePoint now() const { return time_.now(); }
    broker::FaultyStore& store() { return *store_; }
    /// What the store was given so far, by every broker on this disk.
    const StoreRecord& written() const { return *record_; }
    const broker::MemoryDisk& disk() const { return *disk_; }
    std::size_t session_count() const { return broker_->session_count(); }
    /// Whether the edge is not to read this connection, because the peer reads nothing.
    bool overfull(broker::SessionId session);
    bool publishers_paused() const { return broker_->publishers_paused(); }

    /// Ends the step: commits, confirms, and everybody hears what there is for them.
    void step();
    /// Moves the clock on; everything that falls due on the way happens at its time.
    void advance(broker::Duration by);
    /// Closes every connection as at the end of the process.
    void shut_down();
    /// The machine stops without a warning, and a new broker starts on what is on the disk.
    void crash();
    /// Everybody is cut off and everything is written; then a new broker starts.
    void restart();

    /// Whether a line like this was noted for the log.
    bool noted(const std::string& part) const;

    // For Client.
    broker::SessionId connect(const broker::Peer& peer, Listener& listener);
    void receive(broker::SessionId session, const std::string& octets);
    void disconnect(broker::SessionId session);
    /// Gives a listener what waits for it in the pipe.
    void drain(broker::SessionId session);

  private:
    struct Line {
        Listener* listener;
        std::string unread;  // octets that the broker has not taken yet
        std::string pipe;    // octets on their way to the listener
    };
    void start();
    void cut_everybody();
    void flush(broker::SessionId session);
    void collect_events();

    broker::Settings settings_;
    ManualTime time_;
    std::shared_ptr<broker::MemoryDisk> disk_ = std::make_shared<broker::MemoryDisk>();
    std::shared_ptr<StoreRecord> record_ = std::make_shared<StoreRecord>();
    std::unique_ptr<broker::FaultyStore> store_;
    std::optional<broker::Broker> broker_;
    std::map<broker::SessionId, Line> lines_;
    std::string log_;
};

}  // namespace leveret::test
