#include "broker/core/broker.hpp"

#include <algorithm>
#include <chrono>
#include <utility>

namespace leveret::broker {

namespace {

/// How long to wait before a batch that could not be written is tried again.
constexpr std::chrono::seconds retry_interval{1};

}  // namespace

Broker::Broker(Settings settings, Store& store)
    : settings_(std::move(settings)), store_(store), names_(settings_.seed) {
    users_.add("guest", "guest", true);  // B345
    vhosts_.emplace("/", Vhost{"/", journal_});
    for (RecoveredQueue& recovered : store_.load()) {
        queue_ids_.note_used(recovered.queue.id);
        if (Vhost* vhost = find_vhost(recovered.queue.vhost)) {
            vhost->restore_queue(std::move(recovered));
        }
    }
}

Broker::~Broker() = default;

SessionId Broker::connect(Peer peer, TimePoint now) {
    const SessionId id = ++last_session_;
    auto session = std::make_unique<Session>(id, std::move(peer), *this, now);
    timers_.set(session->next_deadline(), id);
    sessions_.emplace(id, std::move(session));
    return id;
}

std::size_t Broker::receive(SessionId id, protocol::Bytes octets, TimePoint now) {
    Session* session = find_session(id);
    return session == nullptr ? octets.size() : session->receive(octets, now);
}

void Broker::disconnect(SessionId id) {
    const auto found = sessions_.find(id);
    if (found == sessions_.end()) return;
    found->second->disconnected();
    run_deliveries();
    sessions_.erase(id);
}

void Broker::in_flight(SessionId id, std::size_t octets) {
    if (Session* session = find_session(id)) {
        session->set_in_flight(octets);
        run_deliveries();
    }
}

Session* Broker::find_session(SessionId id) {
    const auto found = sessions_.find(id);
    return found == sessions_.end() ? nullptr : found->second.get();
}

Vhost* Broker::find_vhost(std::string_view name) {
    const auto found = vhosts_.find(name);
    return found == vhosts_.end() ? nullptr : &found->second;
}

void Broker::delete_queue(Vhost& vhost, Queue& queue) {
    while (!queue.consumers().empty()) {
        Consumer& consumer = queue.consumers().any();
        consumer.channel->cancel_consumer(consumer);
    }
    retire(vhost, queue);
}

void Broker::delete_if_idle(Vhost& vhost, Queue& queue) {
    const bool idle = queue.declaration().auto_delete && queue.was_consumed() &&
                      queue.consumers().empty() && !queue.retired();
    if (idle) retire(vhost, queue);
}

void Broker::retire(Vhost& vhost, Queue& queue) {
    if (queue.declaration().durable) queue_ids_.release(queue.id(), journal_.number());
    if (Session* owner = find_session(queue.declaration().exclusive_owner)) {
        owner->exclusive_queues().erase(queue.name());
    }
    vhost.delete_queue(queue);
}

void Broker::run_deliveries() {
    // Delivering schedules nothing, so one pass does it.
    for (Queue* queue : scheduled_) {
        queue->scheduled = false;
        while (auto delivery = queue->next_delivery()) {
            delivery->consumer->channel->deliver(std::move(*delivery));
        }
    }
    scheduled_.clear();
}

void Broker::tick(TimePoint now) {
    while (const SessionId id = timers_.take_due(now)) {
        Session* session = find_session(id);
        if (session == nullptr) continue;
        session->tick(now);
        if (find_session(id) != nullptr) timers_.set(session->next_deadline(), id);
    }
    if (retry_at_ <= now) retry_at_ = never;
    run_deliveries();
}

TimePoint Broker::next_deadline() const {
    return std::min(timers_.next(), retry_at_);
}

bool Broker::publishers_paused() const {
    return store_fails_ || journal_.octets() + committing_octets_ > settings_.unstored_max_octets;
}

void Broker::end_step(TimePoint now) {
    take_finished(now);
    commit(now);
    answer(std::exchange(journal_.released(), {}), true);
    flush_confirms();
    for (auto& [name, vhost] : vhosts_) vhost.sweep();
}

/// Hands the store what has gathered, if it is idle; a store that finishes at once is served at
/// once.
void Broker::commit(TimePoint now) {
    if (!store_.idle() || retry_at_ != never) return;
    if (!journal_.due()) {
        journal_.discard_if_idle();
        return;
    }
    committing_octets_ = journal_.octets();
    store_.commit(journal_.take());
    take_finished(now);
}

void Broker::take_finished(TimePoint now) {
    auto finished = store_.poll();
    if (!finished) return;
    committing_octets_ = 0;
    std::vector<ConfirmTarget> targets;
    for (const MessageAdded& added : finished->batch.messages_added) {
        if (added.confirm.session != 0) targets.push_back(added.confirm);
    }
    answer(targets, !finished->error);
    if (finished->error) {
        note(Severity::error, "the store cannot write, publishers wait: " + finished->error->text);
        store_fails_ = true;
        retry_at_ = now + retry_interval;
        journal_.restore(std::move(finished->batch));
        return;
    }
    if (store_fails_) note(Severity::info, "the store can write again");
    store_fails_ = false;
    stored_batch_ = finished->batch.number;
    release_held_output();
}

/// A session whose reply waited for this batch has output now.
void Broker::release_held_output() {
    std::erase_if(held_, [this](SessionId id) {
        const Session* session = find_session(id);
        if (session != nullptr && session->output_held()) return false;
        touch(id);
        return true;
    });
}

void Broker::answer(const std::vector<ConfirmTarget>& targets, bool stored) {
    Session* session = nullptr;
    for (const ConfirmTarget& target : targets) {
        if (session == nullptr || session->id() != target.session) {
            session = find_session(target.session);
        }
        if (session != nullptr) session->confirm(target, stored);
    }
}

void Broker::flush_confirms() {
    for (const SessionId id : confirming_) {
        if (Session* session = find_session(id)) session->flush_confirms();
    }
    confirming_.clear();
}

void Broker::shut_down(TimePoint now) {
    for (auto& [id, session] : sessions_) {
        session->close({protocol::ReplyCode::connection_forced,
                        "broker forced connection closure with reason 'shutdown'"},
                       now);
    }
}

}  // namespace leveret::broker
