#include "tests/simulation/handshake.hpp"

#include <cassert>

#include "protocol/client.hpp"
#include "tests/simulation/octets.hpp"

namespace leveret::simulation {

broker::SessionId open_session(broker::Broker& broker, std::uint32_t frame_max,
                               broker::TimePoint now) {
    const broker::SessionId id = broker.connect({.address = "simulated", .loopback = true}, now);
    protocol::ClientRequest request;
    request.tuning = {.channel_max = 0, .frame_max = frame_max, .heartbeat = {}};
    protocol::ClientConnection client{std::move(request)};
    protocol::Output to_broker;
    protocol::Output to_client;
    client.start(to_broker);
    while (!client.open() && !client.ended()) {
        const std::string octets = take_octets(to_broker);
        broker.receive(id, octets, now);
        broker.find_session(id)->take_output(to_client, now);
        const std::string answer = take_octets(to_client);
        assert(!answer.empty());
        protocol::Bytes rest = answer;
        while (!std::holds_alternative<protocol::ClientConnection::NeedMore>(
            client.next(rest, to_broker))) {
        }
    }
    assert(client.open());
    return id;
}

}  // namespace leveret::simulation
