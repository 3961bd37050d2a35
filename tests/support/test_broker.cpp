#include "tests/support/test_broker.hpp"

#include <algorithm>
#include <utility>

#include "tests/support/octets.hpp"

namespace leveret::test {

TestBroker::TestBroker(broker::Settings settings) : settings_(std::move(settings)) {
    start();
}

broker::Settings TestBroker::defaults() {
    broker::Settings settings;
    settings.offer.server_properties = broker::server_properties();
    return settings;
}

void TestBroker::start() {
    store_ =
        std::make_unique<broker::FaultyStore>(std::make_unique<RecordingStore>(disk_, record_));
    broker_.emplace(settings_, *store_);
}

void TestBroker::step() {
    if (broker_->next_deadline() <= now()) broker_->tick(now());
    broker_->end_step(now());
    while (!broker_->touched().empty()) {
        for (const auto session : std::exchange(broker_->touched(), {})) flush(session);
        broker_->end_step(now());
    }
    collect_events();
}

/// What the edge does: swap out what is there, say how much of it is still on its way, cut a
/// session that has finished once everything is out.
void TestBroker::flush(broker::SessionId id) {
    const auto line = lines_.find(id);
    broker::Session* session = broker_->find_session(id);
    if (line == lines_.end() || session == nullptr) return;
    Listener& listener = *line->second.listener;
    if (session->abandoned()) {
        lines_.erase(line);
        broker_->disconnect(id);
        listener.cut();
        return;
    }
    if (!line->second.pipe.empty()) return;
    while (true) {
        protocol::Output output;
        session->take_output(output, now());
        if (output.empty()) break;
        if (!listener.reading()) {
            line->second.pipe = flat(output);
            broker_->in_flight(id, line->second.pipe.size());
            return;
        }
        listener.hear(flat(output));
        broker_->in_flight(id, 0);
    }
    if (!session->finished() || session->output_held()) return;
    lines_.erase(line);
    broker_->disconnect(id);
    listener.cut();
}

void TestBroker::drain(broker::SessionId id) {
    const auto line = lines_.find(id);
    if (line == lines_.end()) return;
    line->second.listener->hear(std::exchange(line->second.pipe, {}));
    broker_->in_flight(id, 0);
    flush(id);
}

void TestBroker::advance(broker::Duration by) {
    step();
    const broker::TimePoint end = now() + by;
    while (broker_->next_deadline() <= end) {
        time_.advance_to(std::max(now(), broker_->next_deadline()));
        step();
    }
    time_.advance_to(end);
    step();
}

void TestBroker::shut_down() {
    broker_->shut_down(now());
    step();
}

void TestBroker::crash() {
    store_->crash();
    for (auto& [id, line] : std::exchange(lines_, {})) line.listener->cut();
    collect_events();
    broker_.reset();
    start();
}

void TestBroker::restart() {
    step();
    cut_everybody();
    while (!broker_->all_stored()) step();
    broker_.reset();
    start();
}

void TestBroker::cut_everybody() {
    for (auto& [id, line] : std::exchange(lines_, {})) {
        broker_->disconnect(id);
        line.listener->cut();
    }
}

bool TestBroker::overfull(broker::SessionId session) {
    return broker_->find_session(session)->overfull();
}

bool TestBroker::noted(const std::string& part) const {
    return log_.find(part) != std::string::npos;
}

void TestBroker::collect_events() {
    for (const broker::Event& event : std::exchange(broker_->events(), {}))
        log_ += event.text + "\n";
}

broker::SessionId TestBroker::connect(const broker::Peer& peer, Listener& listener) {
    const broker::SessionId id = broker_->connect(peer, now());
    lines_[id].listener = &listener;
    return id;
}

void TestBroker::receive(broker::SessionId id, const std::string& octets) {
    const auto line = lines_.find(id);
    if (line == lines_.end()) return;
    std::string& unread = line->second.unread;
    unread += octets;
    unread.erase(0, broker_->receive(id, unread, now()));
}

void TestBroker::disconnect(broker::SessionId id) {
    if (lines_.erase(id) > 0) broker_->disconnect(id);
}

}  // namespace leveret::test
