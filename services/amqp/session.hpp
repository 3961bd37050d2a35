#pragma once

#include <cstdint>
#include <deque>
#include <optional>
#include <string>
#include <vector>

#include "protocol/assembler.hpp"
#include "protocol/client.hpp"
#include "protocol/output.hpp"
#include "services/amqp/message.hpp"
#include "services/amqp/settings.hpp"

namespace leveret::services::amqp {

/// What some octets from the broker meant.
struct Progress {
    bool became_ready = false;
    std::vector<Settlement> settled;
    std::vector<Delivery> deliveries;
    std::string blocked;                 // why the broker takes no publishes for now
    std::optional<std::string> failure;  // the session is over: start another
};

/// One connection of a service to a broker, without the socket: it sees to it that the queues are
/// there, then publishes with confirms and consumes with acknowledgements.
///
/// Whatever is out of the ordinary ends the session: a queue deleted under it, a publication that
/// came back, a channel closed. The next session then finds or makes everything anew.
class Session {
  public:
    explicit Session(SessionSettings settings);

    /// Writes what comes first.
    void start(protocol::Output& output);
    /// Takes whole frames off the front of `octets`; the rest is to be given again with more
    /// behind.
    Progress receive(protocol::Bytes& octets, protocol::Output& output);
    /// Why it is over when the broker cut the socket: a refused login is told in that way, too.
    std::string end_of_input();
    /// Ends it in good order; `closed()` once the broker has answered.
    void close(protocol::Output& output);

    /// Publishes, persistent and mandatory. Only when ready().
    void publish(const Publication& publication, protocol::Output& output);
    /// Acknowledges this delivery and all before it. Only when ready().
    void acknowledge(std::uint64_t tag, protocol::Output& output);

    bool ready() const { return stage_ == Stage::ready; }
    bool closed() const { return stage_ == Stage::closed; }
    /// The heartbeat interval that was settled; 0: none.
    std::chrono::seconds heartbeat() const { return connection_.tuning().heartbeat; }

  private:
    enum class Stage { connecting, declaring, selecting_confirms, subscribing, ready, closed };
    struct Unsettled {
        std::uint64_t tag;
        std::int64_t id;
    };

    void on_frame(const protocol::Frame& frame, protocol::Output& output, Progress& progress);
    void on_declaring(const protocol::Command& command, protocol::Output& output,
                      Progress& progress);
    void on_publishing(const protocol::Command& command, protocol::Output& output,
                       Progress& progress);
    void on_consuming(const protocol::Command& command, protocol::Output& output,
                      Progress& progress);
    void declare(bool passive, protocol::Output& output);
    void next_queue(bool channel_open, protocol::Output& output);
    void on_refused_declare(const protocol::Command& command, protocol::Output& output,
                            Progress& progress);
    void deliver(const protocol::Command& command, Progress& progress);
    void settle(std::uint64_t tag, bool multiple, bool confirmed, Progress& progress);

    SessionSettings settings_;
    protocol::ClientConnection connection_;
    Stage stage_ = Stage::connecting;
    std::vector<protocol::Assembler> assemblers_;  // by channel number
    std::size_t queue_ = 0;                        // of settings_.queues, being declared
    bool passive_ = false;                         // the declare under way only looks
    std::uint64_t published_ = 0;                  // on this session: the next one's tag less 1
    std::deque<Unsettled> unsettled_;              // oldest first
};

}  // namespace leveret::services::amqp
