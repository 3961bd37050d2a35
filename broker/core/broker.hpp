#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <string>
#include <unordered_map>
#include <vector>

#include "broker/core/access/user.hpp"
#include "broker/core/event.hpp"
#include "broker/core/journal.hpp"
#include "broker/core/name.hpp"
#include "broker/core/queue/queue_ids.hpp"
#include "broker/core/session.hpp"
#include "broker/core/settings.hpp"
#include "broker/core/time.hpp"
#include "broker/core/timers.hpp"
#include "broker/core/vhost.hpp"
#include "broker/store/store.hpp"
#include "protocol/printable.hpp"

namespace leveret::broker {

/// The broker's mind: a deterministic state machine. Octets and time go in, octets come out; the
/// same input at the same times gives the same output.
///
/// A step is any number of connect, receive, disconnect, drained, tick and store_finished, and then
/// end_step. Only after end_step are outputs complete. One thread drives it; it has no locks.
class Broker {
  public:
    /// Takes in what `store` holds. Both `store` and what it holds must outlive the broker.
    /// @throws whatever Store::load throws
    Broker(Settings settings, Store& store);
    ~Broker();

    // Input.
    SessionId connect(Peer peer, TimePoint now);
    /// @return how many of the octets are dealt with; give the rest again with more behind it
    std::size_t receive(SessionId session, protocol::Bytes octets, TimePoint now);
    void disconnect(SessionId session);
    /// The edge has this many octets of a session still on their way to the socket.
    void in_flight(SessionId session, std::size_t octets);
    void tick(TimePoint now);
    /// Ends the step: confirms are written, staged changes go to the store if it is idle.
    void end_step(TimePoint now);
    /// Closes every connection with 320.                               B099
    void shut_down(TimePoint now);

    // Output.
    /// Sessions whose output or state has changed since the caller cleared it; some may be gone.
    std::vector<SessionId>& touched() { return touched_; }
    Session* find_session(SessionId session);
    std::size_t session_count() const { return sessions_.size(); }
    /// When tick() has something to do; never: nothing is waited for.
    TimePoint next_deadline() const;
    /// Whether publishers are not to be read for now: the store is behind, or fails.
    bool publishers_paused() const;
    /// Whether everything staged has been written.
    bool all_stored() const { return store_.idle() && !journal_.due(); }
    std::vector<Event>& events() { return events_; }

    // For sessions and channels.
    const Settings& settings() const { return settings_; }
    const Users& users() const { return users_; }
    NameSource& names() { return names_; }
    Journal& journal() { return journal_; }
    /// A number for a durable queue.
    QueueId take_queue_id() { return queue_ids_.take(stored_batch_); }
    Vhost* find_vhost(std::string_view name);
    /// Its consumers are told (B171), its messages go.
    void delete_queue(Vhost& vhost, Queue& queue);
    /// Deletes an auto-delete queue that has lost its last consumer.   B162
    void delete_if_idle(Vhost& vhost, Queue& queue);
    /// Deliveries may be possible: they are made before the next method is handled.
    void schedule(Queue& queue) {
        if (!std::exchange(queue.scheduled, true)) scheduled_.push_back(&queue);
    }
    void run_deliveries();
    void touch(SessionId session) { touched_.push_back(session); }
    void await_confirms(SessionId session) { confirming_.push_back(session); }
    void set_timer(TimePoint when, SessionId session) { timers_.set(when, session); }
    void note(Severity severity, const std::string& text) {
        events_.push_back({severity, protocol::printable(text)});
    }
    /// The number of the last batch that is stored.
    std::uint64_t stored_batch() const { return stored_batch_; }

  private:
    void retire(Vhost& vhost, Queue& queue);
    void commit(TimePoint now);
    void take_finished(TimePoint now);
    void answer(const std::vector<ConfirmTarget>& targets, bool stored);
    void flush_confirms();
    void release_held_output();

    Settings settings_;
    Store& store_;
    Journal journal_;
    NameSource names_;
    Users users_;
    Timers timers_;
    std::map<std::string, Vhost, std::less<>> vhosts_;
    std::unordered_map<SessionId, std::unique_ptr<Session>> sessions_;
    SessionId last_session_ = 0;
    QueueIds queue_ids_;
    std::vector<Queue*> scheduled_;
    std::vector<SessionId> touched_;
    std::vector<SessionId> confirming_;
    std::vector<SessionId> held_;  // sessions whose output waits for the store
    std::vector<Event> events_;
    std::uint64_t stored_batch_ = 0;
    std::size_t committing_octets_ = 0;  // of messages in the batch under way
    bool store_fails_ = false;
    TimePoint retry_at_ = never;
    friend class Session;
};

}  // namespace leveret::broker
