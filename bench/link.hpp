#pragma once

#include <array>
#include <chrono>
#include <memory>
#include <optional>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include "bench/ledger.hpp"
#include "bench/socket.hpp"
#include "protocol/client.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/method.hpp"
#include "services/amqp/url.hpp"

namespace leveret::bench {

/// What ends a run: the broker closed a channel or a connection, or is not there.
class LoadError : public std::runtime_error {
    using std::runtime_error::runtime_error;
};

/// Where to connect to.
struct Broker {
    services::amqp::Url url;
    bool allow_remote = false;
};

/// One connection to the broker with channel 1 open: calls that wait for their answer while a run
/// is set up, and octets in and out without waiting while it goes on.
class Link {
  public:
    static constexpr std::uint16_t channel = 1;
    static constexpr std::size_t read_octets = 256 * 1024;

    /// Connects, logs in and opens the channel.
    /// Throws LoadError: what the broker or the system has against it.
    Link(const Broker& broker, std::string_view connection_name);

    /// Sends a method and waits for its answer.
    /// Throws LoadError when the broker closes instead, or does not answer.
    template <class Answer, class M>
    Answer call(const M& method) {
        protocol::write_method(output(), channel, method);
        const protocol::Buffer arguments = await(Answer::id);
        const auto answer = protocol::decode<Answer>(arguments);
        if (!answer) throw LoadError(protocol::reply_text(answer.error()));
        return *answer;
    }
    /// Sends what waits in output(), however long it takes.
    void send_all();
    /// Closes the connection and waits for the answer. Never throws.
    void close() noexcept;

    /// Where methods are written to; flush() sends them.
    protocol::Output& output() { return output_; }
    /// Sends what waits in output() and then `behind`, as much as the system takes; what of
    /// `behind` is left is to be given again. True when all is gone.
    bool flush(protocol::Bytes& behind);
    bool flush() {
        protocol::Bytes nothing;
        return flush(nothing);
    }
    /// Reads once; the octets that have come and not been kept back before. Give back what is left
    /// of them with keep(). Empty when nothing has come.
    /// Throws LoadError when the broker has cut the connection.
    protocol::Bytes receive();
    void keep(protocol::Bytes rest);
    /// The answer to a frame that the caller does not know: the method and its arguments if it is
    /// of our channel. Takes the frame off `octets`; nothing when it was of the connection.
    /// Throws LoadError when the connection or the channel is closed.
    struct MethodFrame {
        protocol::MethodId id;
        protocol::Bytes arguments;
    };
    std::optional<MethodFrame> take_method(protocol::Bytes& octets);
    /// Whether `octets` begin with a whole frame.
    bool has_frame(protocol::Bytes octets) const;
    /// Writes a heartbeat if nothing has been sent for long.
    void beat(TimePoint now);

    /// Set when the system says so; cleared when a read or write found that there was no more.
    bool readable = true;
    bool writable = true;
    /// The broker has said that it takes no publishes for now.
    bool blocked() const { return blocked_; }
    std::uint32_t frame_max() const { return client_.tuning().frame_max; }
    std::size_t payload_max_octets() const { return payload_max_octets_; }
    int descriptor() const { return socket_.descriptor(); }

  private:
    void open();
    protocol::Buffer await(protocol::MethodId id);
    [[noreturn]] void fail_at_end_of_input();
    void on_event(const protocol::ClientConnection::Event& event);

    Socket socket_;
    protocol::ClientConnection client_;
    protocol::Output output_;
    std::unique_ptr<char[]> buffer_;
    std::size_t kept_octets_ = 0;  // at the front of the buffer
    std::size_t payload_max_octets_ = 0;
    std::vector<protocol::Bytes> parts_;
    TimePoint sent_at_ = Clock::now();
    bool blocked_ = false;
};

}  // namespace leveret::bench
