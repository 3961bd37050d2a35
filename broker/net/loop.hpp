#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <unordered_map>
#include <vector>

#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>

#include "broker/core/broker.hpp"
#include "broker/net/clock.hpp"
#include "broker/net/connection.hpp"
#include "broker/options.hpp"

namespace leveret::net {

/// The one thread's work: it feeds the core with octets and time, hands its changes to the store
/// and its octets to the sockets. Everything in net/ runs on it.
class Loop {
  public:
    using Log = std::function<void(LogLevel, const std::string&)>;

    /// Reads the store: what it throws is for starting up. `context` is run by nobody else.
    Loop(boost::asio::io_context& context, broker::Settings settings, broker::Store& store,
         Log log);
    ~Loop();

    /// Runs until stop() has done its work.
    void run();
    /// From any thread: closes every connection, waits a moment for the peers to agree, writes what
    /// is staged, and lets run() return.
    void stop();

    // For acceptor and connections, on the loop's thread.
    boost::asio::io_context& context() { return context_; }
    broker::Broker& broker() { return broker_; }
    broker::TimePoint now() const { return clock_.now(); }
    std::size_t connection_count() const { return connections_.size(); }
    void adopt(std::shared_ptr<Connection> connection);
    void forget(broker::SessionId session);
    /// Whether this session is not to be read now: it publishes and the store is behind, or it does
    /// not read what we write. Its connection is resumed when that is over.
    bool paused(broker::SessionId session);
    /// Call at the end of every handler: a few more handlers that are ready may run first, then
    /// confirms, commits and writes happen for all of them at once.
    void finish_step();
    void log(LogLevel level, const std::string& text) const;
    bool stopping() const { return stopping_; }

  private:
    void begin_stop();
    bool stopped() const;
    void end_step();
    void flush_touched();
    bool must_wait(const broker::Session& session) const;
    void resume_paused();
    void set_timer();
    void report();

    boost::asio::io_context& context_;
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work_;
    boost::asio::steady_timer timer_;
    broker::TimePoint timer_at_ = broker::never;
    Clock clock_;
    broker::Broker broker_;
    broker::Store& store_;
    Log log_;
    std::unordered_map<broker::SessionId, std::shared_ptr<Connection>> connections_;
    std::vector<broker::SessionId> paused_;
    bool step_open_ = false;
    bool stopping_ = false;
    broker::TimePoint stop_by_ = broker::never;
};

}  // namespace leveret::net
