#include <chrono>
#include <optional>
#include <string>

#include "broker/core/broker.hpp"
#include "broker/store/memory_store.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/protocol_header.hpp"
#include "tests/fuzz/targets.hpp"
#include "tests/simulation/handshake.hpp"
#include "tests/simulation/octets.hpp"
#include "tests/support/random.hpp"

namespace leveret::fuzz {

namespace {

constexpr std::uint32_t frame_max = 131'072;

enum class Mode : std::uint8_t { raw, after_login, framed };

broker::Settings settings() {
    broker::Settings settings;
    settings.message_max_octets = 100'000;
    settings.output_max_octets = 20'000;
    return settings;
}

/// A broker with two clients: one that does what the octets say, and an honest one.
class Siege {
  public:
    explicit Siege(Mode mode) {
        honest_ = simulation::open_session(broker_, frame_max, now_);
        protocol::Output setting_up;
        protocol::write_method(setting_up, 1, protocol::ChannelOpen{});
        protocol::write_method(setting_up, 1,
                               protocol::QueueDeclare{.queue = "honest", .exclusive = true});
        send(honest_, simulation::take_octets(setting_up));
        static_cast<void>(take(honest_));
        if (mode == Mode::raw) {
            hostile_ = broker_.connect({.address = "hostile", .loopback = true}, now_);
            return;
        }
        hostile_ = simulation::open_session(broker_, frame_max, now_);
        protocol::Output opening;
        protocol::write_method(opening, 1, protocol::ChannelOpen{});
        send(hostile_, simulation::take_octets(opening));
    }

    void attack(protocol::Bytes octets, support::Random random) {
        std::string unread;
        while (!octets.empty()) {
            const std::size_t piece = random.chance(1, 3) ? 1 : 1 + random.below(octets.size());
            unread += octets.substr(0, piece);
            octets.remove_prefix(piece);
            unread.erase(0, broker_.receive(hostile_, unread, now_));
            if (unread.size() > frame_max + protocol::frame_overhead) {
                throw Finding("octets pile up before the broker");
            }
            if (random.chance(1, 4)) end_step();
            if (random.chance(1, 8)) check_output(take(hostile_));
            if (random.chance(1, 8)) broker_.in_flight(hostile_, random.below(40'000));
        }
        end_step();
        check_output(take(hostile_));
        broker_.in_flight(hostile_, 0);
        end_step();
        check_output(take(hostile_));
    }

    /// A long silence, then the end of the connection.
    void end() {
        now_ += std::chrono::seconds{200};
        broker_.tick(now_);
        end_step();
        broker_.disconnect(hostile_);
        end_step();
        if (!broker_.all_stored()) throw Finding("the store is never done");
    }

    /// The honest client publishes and gets what it has published.
    void check_honest_client() {
        protocol::Output asking;
        protocol::write_method(asking, 1, protocol::BasicPublish{.routing_key = "honest"});
        protocol::write_content(asking, 1, simulation::make_content("honest", "still here", false),
                                frame_max);
        protocol::write_method(asking, 1, protocol::BasicGet{.queue = "honest", .no_ack = true});
        send(honest_, simulation::take_octets(asking));
        end_step();
        const std::string answer = take(honest_);
        check_output(answer);
        if (answer.find("still here") == std::string::npos) {
            throw Finding("the honest client is not served");
        }
    }

  private:
    void send(broker::SessionId id, const std::string& octets) {
        broker_.receive(id, octets, now_);
    }
    void end_step() {
        broker_.end_step(now_);
        broker_.touched().clear();
        broker_.events().clear();
    }
    std::string take(broker::SessionId id) {
        protocol::Output output;
        if (broker::Session* session = broker_.find_session(id)) session->take_output(output, now_);
        return simulation::take_octets(output);
    }
    /// Whole frames that are no longer than allowed, but for the header of a refused connection.
    void check_output(const std::string& octets) const {
        protocol::Bytes rest = octets;
        if (rest == protocol::protocol_header) return;
        protocol::Frame frame;
        while (!rest.empty()) {
            const auto status = read_frame(rest, frame_max - protocol::frame_overhead, frame);
            if (status != protocol::FrameStatus::whole) throw Finding("the broker sent no frame");
            rest.remove_prefix(protocol::frame_overhead + frame.payload.size());
        }
    }

    broker::TimePoint now_{std::chrono::seconds{1'700'000'000}};
    broker::MemoryStore store_;
    broker::Broker broker_{settings(), store_};
    broker::SessionId honest_ = 0;
    broker::SessionId hostile_ = 0;
};

/// [type][channel][length, two octets][payload] ... into frames.
std::string framed(protocol::Bytes records) {
    std::string octets;
    while (records.size() >= 4) {
        const std::size_t asked = protocol::load_big<std::uint16_t>(records.data() + 2);
        const protocol::Bytes payload = records.substr(4, asked);
        char header[protocol::frame_header_octets];
        header[0] = records[0];
        protocol::store_big(header + 1, static_cast<std::uint16_t>(records[1] & 3));
        protocol::store_big(header + 3, static_cast<std::uint32_t>(payload.size()));
        octets.append(header, sizeof header).append(payload);
        octets += static_cast<char>(protocol::frame_end);
        records.remove_prefix(4 + payload.size());
    }
    return octets;
}

}  // namespace

void connection(protocol::Bytes octets) {
    if (octets.size() < 2) return;
    const auto mode = static_cast<Mode>(static_cast<unsigned char>(octets[0]) % 3);
    const support::Random random{static_cast<unsigned char>(octets[1])};
    octets.remove_prefix(2);
    Siege siege{mode};
    siege.attack(mode == Mode::framed ? framed(octets) : std::string(octets), random);
    siege.check_honest_client();
    siege.end();
}

}  // namespace leveret::fuzz
