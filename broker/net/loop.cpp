#include "broker/net/loop.hpp"

#include <chrono>
#include <utility>

namespace leveret::net {

namespace asio = boost::asio;

namespace {

/// Handlers that may run before outputs are flushed: enough to merge what came at the same time,
/// few enough that nobody waits for long.
constexpr int handlers_per_step = 16;
constexpr int flush_rounds_per_step = 4;
/// How long peers are given to answer our close when the server stops.
constexpr std::chrono::milliseconds stop_patience{500};

LogLevel level_of(broker::Severity severity) {
    switch (severity) {
        case broker::Severity::debug:
            return LogLevel::debug;
        case broker::Severity::info:
            return LogLevel::info;
        case broker::Severity::warning:
            return LogLevel::warning;
        case broker::Severity::error:
            return LogLevel::error;
    }
    return LogLevel::error;
}

}  // namespace

Loop::Loop(asio::io_context& context, broker::Settings settings, broker::Store& store, Log log)
    : context_(context),
      work_(asio::make_work_guard(context)),
      timer_(context),
      broker_(std::move(settings), store),
      store_(store),
      log_(std::move(log)) {
    store_.on_finished([this] { asio::post(context_, [this] { finish_step(); }); });
}

Loop::~Loop() {
    store_.on_finished({});
}

void Loop::run() {
    while (!stopped()) {
        context_.run_one();
        for (int i = 1; i < handlers_per_step && context_.poll_one() > 0; ++i) {
        }
        if (step_open_) end_step();
    }
    while (!connections_.empty()) connections_.begin()->second->cut();
    broker_.end_step(now());
    report();
    context_.poll();  // handlers of sockets just cut let go of them
}

void Loop::stop() {
    asio::post(context_, [this] { begin_stop(); });
}

void Loop::begin_stop() {
    stopping_ = true;
    stop_by_ = now() + stop_patience;
    broker_.shut_down(now());
    finish_step();
}

bool Loop::stopped() const {
    if (!stopping_) return false;
    const bool patience_over = stop_by_ <= now();
    return (connections_.empty() || patience_over) &&
           (broker_.all_stored() || (patience_over && broker_.publishers_paused()));
}

void Loop::adopt(std::shared_ptr<Connection> connection) {
    const broker::SessionId session = connection->session();
    Connection& started = *connection;
    connections_.emplace(session, std::move(connection));
    started.start();
    finish_step();
}

void Loop::forget(broker::SessionId session) {
    broker_.disconnect(session);
    connections_.erase(session);
    finish_step();
}

bool Loop::must_wait(const broker::Session& session) const {
    return session.overfull() || (session.is_publisher() && broker_.publishers_paused());
}

bool Loop::paused(broker::SessionId id) {
    broker::Session* session = broker_.find_session(id);
    if (session == nullptr || !must_wait(*session)) return false;
    // Silence is no sign while it is we who do not read for the store's sake.
    if (!session->overfull()) session->set_reading(false, now());
    paused_.push_back(id);
    return true;
}

void Loop::finish_step() {
    step_open_ = true;
}

void Loop::end_step() {
    step_open_ = false;
    const broker::TimePoint moment = now();
    if (broker_.next_deadline() <= moment) broker_.tick(moment);
    broker_.end_step(moment);
    flush_touched();
    resume_paused();
    set_timer();
    report();
}

/// Sends what sessions have. Sending frees consumers' way, which makes more to send: after a few
/// rounds the others have their turn first.
void Loop::flush_touched() {
    for (int round = 0; round < flush_rounds_per_step && !broker_.touched().empty(); ++round) {
        for (const broker::SessionId id : std::exchange(broker_.touched(), {})) {
            const auto found = connections_.find(id);
            if (found == connections_.end()) continue;
            const std::shared_ptr<Connection> connection = found->second;
            connection->flush();
        }
        broker_.end_step(now());  // what was delivered without acknowledgement has left its queue
    }
    if (!broker_.touched().empty()) {
        asio::post(context_, [this] { finish_step(); });
    }
}

void Loop::resume_paused() {
    std::erase_if(paused_, [this](broker::SessionId id) {
        broker::Session* session = broker_.find_session(id);
        const auto found = connections_.find(id);
        if (session == nullptr || found == connections_.end()) return true;
        if (must_wait(*session)) return false;
        session->set_reading(true, now());
        found->second->resume();
        return true;
    });
}

void Loop::set_timer() {
    broker::TimePoint next = broker_.next_deadline();
    if (stopping_) next = std::min(next, stop_by_);
    if (next == timer_at_) return;
    timer_at_ = next;
    if (next == broker::never) {
        timer_.cancel();
        return;
    }
    timer_.expires_at(clock_.steady(next));
    timer_.async_wait([this](const boost::system::error_code& error) {
        if (error) return;
        timer_at_ = broker::never;
        finish_step();
    });
}

void Loop::report() {
    for (const broker::Event& event : broker_.events()) log(level_of(event.severity), event.text);
    broker_.events().clear();
}

void Loop::log(LogLevel level, const std::string& text) const {
    if (log_) log_(level, text);
}

}  // namespace leveret::net
