#include "tests/simulation/simulation.hpp"

#include <algorithm>
#include <chrono>
#include <iterator>
#include <utility>

#include "tests/simulation/describe.hpp"
#include "tests/simulation/handshake.hpp"
#include "tests/simulation/octets.hpp"

// How a run goes on; what is checked is in simulation_checks.cpp.

namespace leveret::simulation {

namespace {

constexpr std::size_t links_max = 4;

std::size_t random_output_max(support::Random& random) {
    return random.pick(std::vector<std::size_t>{1'000, 20'000, 1'048'576});
}

}  // namespace

Simulation::Simulation(const Plan& plan)
    : plan_(plan),
      random_(plan.seed),
      output_max_octets_(random_output_max(random_)),
      workload_(random_),
      model_(output_max_octets_) {
    start_broker();
}

void Simulation::start_broker() {
    lives_ += 1;
    broker::Settings settings;
    settings.offer.tuning.heartbeat = std::chrono::seconds{0};
    settings.output_max_octets = output_max_octets_;
    settings.seed = plan_.seed + lives_;
    store_ = std::make_unique<SimulatedStore>(disk_);
    broker_ = std::make_unique<broker::Broker>(std::move(settings), *store_);
}

std::optional<std::string> Simulation::run() {
    try {
        for (step_ = 1; step_ <= plan_.steps; ++step_) {
            step();
            if (step_ % 250 == 0) settle();
        }
        settle();
    } catch (const Violation& violation) {
        return violation.what() + story();
    }
    return std::nullopt;
}

void Simulation::step() {
    now_ += std::chrono::milliseconds(random_.below(50));
    trouble();
    if (links_.empty() || (links_.size() < links_max && random_.chance(1, 20))) connect();
    for (std::size_t inputs = 1 + random_.below(3); inputs > 0; --inputs) {
        const ConnectionId id = any_link();
        Link& link = links_.at(id);
        if (link.client.outgoing() < 4000) {
            tell("client " + std::to_string(id) + " " + workload_.act(link.client));
        }
        const bool whole = random_.chance(1, 2);
        const std::size_t octets = link.client.outgoing();
        if (octets > 0) feed(link, whole ? octets : 1 + random_.below(octets));
    }
    if (random_.chance(1, 600)) drop(any_link());
    end_step();
    flush_touched();
    end_step();
    check_queues();
    check_waiting_output();
}

/// The store is slow, or fails, or the machine stops.
void Simulation::trouble() {
    if (random_.chance(1, 12)) store_->hold(random_.chance(1, 2));
    if (random_.chance(1, 12)) store_->delay(random_.chance(1, 2));
    if (random_.chance(1, 60)) store_->fail(true);
    if (random_.chance(1, 15)) store_->fail(false);
    read_diary();
    if (random_.chance(1, 500)) crash();
}

void Simulation::crash() {
    tell("crash");
    figures_.crashes += 1;
    for (auto& [id, link] : links_) link.client.gone();
    links_.clear();
    touched_.clear();
    broker_.reset();
    check_disk();
    promises_.crashed();
    model_.crash();
    start_broker();
}

void Simulation::connect() {
    const std::uint32_t frame_max = random_.chance(1, 2) ? 4096 : 131'072;
    const ConnectionId id = open_session(*broker_, frame_max, now_);
    model_.connect(id, frame_max);
    links_.emplace(id, Link{Client{id, frame_max, promises_, serials_}, {}, 0, false});
    tell("client " + std::to_string(id) + " connects");
}

/// The socket is gone.
void Simulation::drop(ConnectionId id) {
    tell("client " + std::to_string(id) + " is cut off");
    links_.at(id).client.gone();
    links_.erase(id);
    touched_.erase(id);
    broker_->disconnect(id);
    model_.disconnect(id);
    if (links_.empty()) connect();
}

/// Gives the broker some of what the client has sent, and the model what is whole by then.
void Simulation::feed(Link& link, std::size_t octets) {
    const ConnectionId id = link.client.id();
    std::vector<Sent> whole;
    link.unread += link.client.take(octets, whole);
    figures_.octets_in += octets;
    const std::size_t taken = broker_->receive(id, link.unread, now_);
    link.unread.erase(0, taken);
    for (const Sent& sent : whole) {
        figures_.commands += 1;
        model_.handle(id, sent.channel, sent.method, sent.content);
    }
}

void Simulation::end_step() {
    if (broker_->next_deadline() <= now_) broker_->tick(now_);
    broker_->end_step(now_);
    read_diary();
    model_.end_step();
    for (const ConnectionId id : std::exchange(broker_->touched(), {})) {
        if (links_.contains(id)) touched_.insert(id);
    }
    broker_->events().clear();
}

/// Tells the model what the store has done.
void Simulation::read_diary() {
    for (const StoreEvent event : store_->take_diary()) {
        switch (event) {
            case StoreEvent::began:
                figures_.commits += 1;
                model_.commit_begins();
                break;
            case StoreEvent::written:
                model_.commit_written();
                check_disk();
                break;
            case StoreEvent::stored:
                model_.commit_ends(true);
                break;
            case StoreEvent::failed:
                figures_.failed_commits += 1;
                promises_.store_failed();
                model_.commit_ends(false);
                break;
        }
    }
}

void Simulation::flush_touched() {
    for (const ConnectionId id : std::set<ConnectionId>(touched_)) {
        if (links_.contains(id) && !random_.chance(1, 4)) flush(id);
    }
}

/// What the edge does: octets that are on their way arrive, then those that wait are taken.
void Simulation::flush(ConnectionId id) {
    Link& link = links_.at(id);
    if (link.in_flight > 0) {
        transmit(link, random_.chance(1, 2) ? 0 : random_.below(link.in_flight + 1));
        if (link.in_flight > 0) return;
    }
    touched_.erase(id);
    protocol::Output output;
    broker_->find_session(id)->take_output(output, now_);
    const std::string octets = take_octets(output);
    const std::string expected = model_.take_output(id);
    if (octets != expected) complain(describe_difference(id, octets, expected));
    if (!octets.empty()) {
        figures_.octets_out += octets.size();
        link.client.receive(octets);
        transmit(link, random_.chance(1, 2) ? 0 : random_.below(octets.size() + 1));
        if (link.in_flight > 0) touched_.insert(id);
    }
    const bool finished = broker_->find_session(id)->finished();
    if (finished != model_.ended(id)) complain("the session's end comes at the wrong time");
    if (finished && link.in_flight == 0 && !model_.output_held(id)) drop(id);
}

/// `left` octets of this link's are still on their way.
void Simulation::transmit(Link& link, std::size_t left) {
    link.in_flight = left;
    broker_->in_flight(link.client.id(), left);
    model_.in_flight(link.client.id(), left);
}

/// All trouble ends and everything that was begun is brought to its end.
void Simulation::settle() {
    tell("all settle");
    store_->fail(false);
    store_->delay(false);
    store_->hold(false);
    read_diary();
    for (int round = 0; round < 20; ++round) {
        now_ += std::chrono::seconds{1};
        for (auto& [id, link] : links_) {
            if (link.client.outgoing() > 0) feed(link, link.client.outgoing());
        }
        end_step();
        for (int tries = 0; tries < 20 && !touched_.empty(); ++tries) {
            for (const ConnectionId id : std::set<ConnectionId>(touched_)) {
                if (links_.contains(id)) flush(id);
            }
            end_step();
        }
    }
    check_queues();
    check_waiting_output();
    check_settled();
}

ConnectionId Simulation::any_link() {
    return std::next(links_.begin(), static_cast<std::ptrdiff_t>(random_.below(links_.size())))
        ->first;
}

}  // namespace leveret::simulation
