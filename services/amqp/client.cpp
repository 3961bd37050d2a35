#include "services/amqp/client.hpp"

#include <algorithm>
#include <chrono>
#include <functional>
#include <optional>
#include <utility>
#include <vector>

#include <boost/asio/buffer.hpp>
#include <boost/asio/connect.hpp>
#include <boost/asio/error.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/steady_timer.hpp>
#include <boost/asio/write.hpp>

#include "protocol/frame_writer.hpp"
#include "protocol/heartbeat.hpp"
#include "services/amqp/session.hpp"

namespace leveret::services::amqp {

namespace asio = boost::asio;
using asio::ip::tcp;
using boost::system::error_code;
using namespace std::chrono_literals;
using Clock = std::chrono::steady_clock;

namespace {

constexpr std::chrono::milliseconds back_off_min = 50ms;
constexpr std::chrono::milliseconds back_off_max = 2s;
constexpr std::chrono::milliseconds set_up_limit = 10s;
constexpr std::chrono::milliseconds close_limit = 500ms;  // a silent broker is not waited for
constexpr std::size_t read_octets = 65'536;

protocol::Heartbeat::TimePoint now() {
    return protocol::Heartbeat::TimePoint(
        std::chrono::duration_cast<std::chrono::microseconds>(Clock::now().time_since_epoch()));
}

}  // namespace

/// What outlives a single connection.
struct Client::Shared : std::enable_shared_from_this<Client::Shared> {
    Shared(Loop& loop_, SessionSettings settings_, ClientEvents events_, Log log_)
        : loop(loop_),
          settings(std::move(settings_)),
          events(std::move(events_)),
          log(std::move(log_)),
          pause(loop.context()) {}

    void connect();
    void lost(const std::string& reason, bool was_ready, Clock::time_point since);

    Loop& loop;
    SessionSettings settings;
    ClientEvents events;
    Log log;
    asio::steady_timer pause;
    std::chrono::milliseconds back_off = back_off_min;
    std::string last_reason;  // why the connection was lost last: said once, not at every attempt
    bool stopping = false;
    std::shared_ptr<Link> link;
};

/// One connection, from resolving the name to losing it.
class Client::Link : public std::enable_shared_from_this<Link> {
  public:
    explicit Link(std::shared_ptr<Shared> shared)
        : shared_(std::move(shared)),
          resolver_(shared_->loop.context()),
          socket_(shared_->loop.context()),
          timer_(shared_->loop.context()),
          session_(shared_->settings) {}

    void start() {
        timer_.expires_after(set_up_limit);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error && !self->session_.ready()) self->fail("no answer");
        });
        const Url& url = shared_->settings.url;
        error_code not_a_number;
        const auto number = asio::ip::make_address(url.host, not_a_number);
        if (!not_a_number) {
            return socket_.async_connect(
                tcp::endpoint(number, url.port),
                [self = shared_from_this()](error_code error) { self->on_connect(error); });
        }
        resolver_.async_resolve(
            url.host, std::to_string(url.port),
            [self = shared_from_this()](error_code error, tcp::resolver::results_type found) {
                if (self->over_) return;
                if (error) return self->fail(error.message());
                asio::async_connect(self->socket_, found,
                                    [self](error_code refused, const tcp::endpoint&) {
                                        self->on_connect(refused);
                                    });
            });
    }

    bool ready() const { return session_.ready() && !over_; }

    void publish(const Publication& publication) {
        session_.publish(publication, output_);
        flush();
    }

    /// Ends it, with a proper farewell when it is ready, and calls `done`.
    void close(std::function<void()> done) {
        closed_ = std::move(done);
        if (!ready()) return cut();
        session_.close(output_);
        flush();
        timer_.expires_after(close_limit);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (!error) self->cut();
        });
    }

    void cut() {
        over_ = true;
        error_code ignored;
        socket_.close(ignored);
        resolver_.cancel();
        timer_.cancel();
        if (closed_) std::exchange(closed_, nullptr)();
    }

  private:
    void on_connect(error_code error) {
        if (over_) return;
        if (error) return fail(error.message());
        error_code ignored;
        socket_.set_option(tcp::no_delay(true), ignored);
        session_.start(output_);
        flush();
        read();
    }

    void read() {
        const std::size_t old_size = input_.size();
        input_.resize(old_size + read_octets);
        socket_.async_read_some(
            asio::buffer(input_.data() + old_size, read_octets),
            [self = shared_from_this(), old_size](error_code error, std::size_t count) {
                if (self->over_) return;
                self->input_.resize(old_size + count);
                if (error == asio::error::eof) return self->fail(self->session_.end_of_input());
                if (error) return self->fail(error.message());
                self->on_octets();
            });
    }

    void on_octets() {
        if (heartbeat_) heartbeat_->note_received(now());
        protocol::Bytes octets = input_;
        const Progress progress = session_.receive(octets, output_);
        input_.erase(0, input_.size() - octets.size());
        if (session_.closed() && !progress.failure) return cut();
        if (!progress.blocked.empty()) {
            shared_->log(LogLevel::warning, "the broker takes no messages: " + progress.blocked);
        }
        if (progress.became_ready) on_ready();
        if (!progress.settled.empty()) shared_->events.settled(progress.settled);
        if (progress.failure) {
            flush();  // the answer to a close, if the socket takes it at once
            return fail(*progress.failure);
        }
        if (!progress.deliveries.empty()) {
            if (!shared_->events.delivered(progress.deliveries)) {
                return fail("messages could not be applied");
            }
            session_.acknowledge(progress.deliveries.back().tag, output_);
        }
        flush();
        read();
    }

    void on_ready() {
        ready_since_ = Clock::now();
        heartbeat_.emplace(session_.heartbeat(), now());
        timer_.cancel();
        watch();
        shared_->last_reason.clear();
        shared_->log(LogLevel::info, "connected to " + shared_->settings.url.text());
        shared_->events.connected();
    }

    /// Sends heartbeats when due and notices a broker that went silent.
    void watch() {
        if (session_.heartbeat() == 0s) return;
        const auto wait = std::max<std::chrono::microseconds>(heartbeat_->next_due() - now(), 1ms);
        timer_.expires_after(wait);
        timer_.async_wait([self = shared_from_this()](error_code error) {
            if (error || self->over_) return;
            const auto due = self->heartbeat_->due(now());
            if (due == protocol::Heartbeat::Due::peer_gone) return self->fail("it went silent");
            if (due == protocol::Heartbeat::Due::send) {
                protocol::write_heartbeat(self->output_);
                self->flush();
            }
            self->watch();
        });
    }

    void flush() {
        if (writing_ || over_ || output_.empty()) return;
        writing_ = true;
        std::vector<protocol::Bytes> parts;
        output_.gather(parts, 64);
        // The octets must lie still while they are written, and more may be added meanwhile.
        sent_.clear();
        for (const protocol::Bytes part : parts) sent_.append(part);
        output_.consume(sent_.size());
        if (heartbeat_) heartbeat_->note_sent(now());
        asio::async_write(socket_, asio::buffer(sent_),
                          [self = shared_from_this()](error_code error, std::size_t) {
                              self->writing_ = false;
                              if (self->over_) return;
                              if (error) return self->fail(error.message());
                              self->flush();
                          });
    }

    void fail(const std::string& reason) {
        if (over_) return;
        const bool was_ready = heartbeat_.has_value();
        cut();
        shared_->lost(reason, was_ready, ready_since_);
    }

    std::shared_ptr<Shared> shared_;
    tcp::resolver resolver_;
    tcp::socket socket_;
    asio::steady_timer timer_;
    Session session_;
    std::optional<protocol::Heartbeat> heartbeat_;  // there once the session is ready
    Clock::time_point ready_since_{};
    std::string input_;
    std::string sent_;
    protocol::Output output_;
    std::function<void()> closed_;
    bool writing_ = false;
    bool over_ = false;
};

void Client::Shared::connect() {
    link = std::make_shared<Link>(shared_from_this());
    link->start();
}

void Client::Shared::lost(const std::string& reason, bool was_ready, Clock::time_point since) {
    link.reset();
    if (stopping) return;
    const auto level = reason == last_reason ? LogLevel::debug : LogLevel::warning;
    log(level, "no connection to " + settings.url.text() + ": " + reason + "; trying again");
    last_reason = reason;

    // A connection that held for a while was a good one: start over with the shortest pause.
    if (was_ready && Clock::now() - since > back_off_max) back_off = back_off_min;
    pause.expires_after(back_off);
    back_off = std::min(2 * back_off, back_off_max);
    pause.async_wait([self = shared_from_this()](error_code error) {
        if (!error && !self->stopping) self->connect();
    });
    if (was_ready) events.disconnected();
}

Client::Client(Loop& loop, SessionSettings settings, ClientEvents events, Log log)
    : shared_(
          std::make_shared<Shared>(loop, std::move(settings), std::move(events), std::move(log))) {}

Client::~Client() {
    shared_->stopping = true;
    if (shared_->link) shared_->link->cut();
    shared_->link.reset();
}

void Client::start() {
    shared_->connect();
}

void Client::stop(std::function<void()> done) {
    shared_->stopping = true;
    shared_->pause.cancel();
    if (shared_->link) return shared_->link->close(std::move(done));
    done();
}

bool Client::connected() const {
    return shared_->link && shared_->link->ready();
}

void Client::publish(const Publication& publication) {
    shared_->link->publish(publication);
}

}  // namespace leveret::services::amqp
