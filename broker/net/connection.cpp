#include "broker/net/connection.hpp"

#include <algorithm>
#include <array>
#include <span>
#include <sys/uio.h>
#include <utility>

#include "broker/net/loop.hpp"

namespace leveret::net {

namespace asio = boost::asio;

namespace {

/// One read takes up to this much: many small frames are then handled in one go.
constexpr std::size_t read_octets = 256 * 1024;
/// An idle connection keeps a small buffer only.
constexpr std::size_t first_read_octets = 4 * 1024;
/// Parts of one gathered write; Asio hands the kernel 64 at most.
constexpr std::size_t parts_max = 64;

}  // namespace

Connection::Connection(asio::ip::tcp::socket socket, Loop& loop, broker::Peer peer)
    : socket_(std::move(socket)),
      loop_(loop),
      session_(loop.broker().connect(std::move(peer), loop.now())) {}

void Connection::start() {
    read();
}

void Connection::read() {
    if (reading_ || cut_) return;
    reading_ = true;
    if (input_.size() - input_octets_ < first_read_octets) {
        input_.resize(std::max(first_read_octets, 2 * input_.size()));
    }
    const auto room = asio::buffer(input_) + input_octets_;
    socket_.async_read_some(room, [self = shared_from_this()](
                                      const boost::system::error_code& error, std::size_t octets) {
        self->reading_ = false;
        if (error) {
            self->cut();
        } else {
            self->on_read(octets);
        }
        self->loop_.finish_step();
    });
}

void Connection::on_read(std::size_t octets) {
    if (cut_) return;
    const bool was_full = input_octets_ + octets == input_.size();
    input_octets_ += octets;
    handle_input();
    if (cut_) return;
    if (was_full && input_.size() < read_octets) {
        input_.resize(std::min(read_octets, 4 * input_.size()));  // there is more to read at once
    } else if (input_octets_ == 0 && octets < first_read_octets / 4 &&
               input_.size() > first_read_octets) {
        input_ = std::vector<char>(first_read_octets);  // the burst is over
    }
    if (!loop_.paused(session_)) read();
}

void Connection::handle_input() {
    const std::size_t taken =
        loop_.broker().receive(session_, {input_.data(), input_octets_}, loop_.now());
    input_octets_ -= taken;
    if (taken > 0 && input_octets_ > 0) {
        std::memmove(input_.data(), input_.data() + taken, input_octets_);
    }
}

void Connection::resume() {
    read();
}

void Connection::flush() {
    if (cut_) return;
    broker::Session* session = loop_.broker().find_session(session_);
    if (session == nullptr) return;
    if (session->abandoned()) {
        cut();
        return;
    }
    if (waiting_to_write_) return;
    while (true) {
        session->take_output(sending_, loop_.now());
        if (sending_.empty()) break;
        if (!write_some()) return;
        loop_.broker().in_flight(session_, sending_.size());
        if (!sending_.empty()) {
            write();
            return;
        }
    }
    if (session->finished() && !session->output_held()) cut();
}

/// Sends as much as the socket takes now. @return false when the connection had to be cut
bool Connection::write_some() {
    while (!sending_.empty()) {
        sending_.gather(parts_, parts_max);
        std::array<asio::const_buffer, parts_max> buffers;
        const std::size_t count = parts_.size();
        for (std::size_t i = 0; i < count; ++i) {
            buffers[i] = asio::buffer(parts_[i].data(), parts_[i].size());
        }
        boost::system::error_code error;
        const std::size_t sent =
            socket_.write_some(std::span<const asio::const_buffer>(buffers.data(), count), error);
        if (error == asio::error::would_block || error == asio::error::try_again) return true;
        if (error) {
            cut();
            return false;
        }
        sending_.consume(sent);
    }
    return true;
}

/// Waits until the socket takes octets again.
void Connection::write() {
    waiting_to_write_ = true;
    socket_.async_wait(asio::ip::tcp::socket::wait_write,
                       [self = shared_from_this()](const boost::system::error_code& error) {
                           self->waiting_to_write_ = false;
                           if (error || self->cut_) {
                               self->cut();
                           } else if (self->write_some()) {
                               self->loop_.broker().in_flight(self->session_,
                                                              self->sending_.size());
                               if (self->sending_.empty()) {
                                   self->flush();
                               } else {
                                   self->write();
                               }
                           }
                           self->loop_.finish_step();
                       });
}

void Connection::cut() {
    if (cut_) return;
    cut_ = true;
    boost::system::error_code ignored;
    socket_.shutdown(asio::ip::tcp::socket::shutdown_both, ignored);
    socket_.close(ignored);
    loop_.forget(session_);
}

}  // namespace leveret::net
