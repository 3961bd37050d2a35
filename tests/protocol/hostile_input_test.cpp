// Whatever octets come, nothing crashes and nothing throws: good streams with octets changed, cut
// out and put in, by a generator with a fixed seed.
#include <random>

#include <gtest/gtest.h>

#include "protocol/assembler.hpp"
#include "protocol/client.hpp"
#include "protocol/connection.hpp"
#include "protocol/method.hpp"
#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

constexpr int rounds = 20'000;

class Mutator {
  public:
    explicit Mutator(unsigned seed) : random_(seed) {}

    Buffer mutate(Buffer octets) {
        for (std::size_t changes = 1 + below(4); changes > 0 && !octets.empty(); --changes) {
            const std::size_t at = below(octets.size());
            switch (below(4)) {
                case 0:
                    octets[at] = static_cast<char>(below(256));
                    break;
                case 1:
                    octets[at] = static_cast<char>(octets[at] ^ (1 << below(8)));
                    break;
                case 2:
                    octets.erase(at, below(8));
                    break;
                default:
                    octets.insert(at, below(8), static_cast<char>(below(256)));
                    break;
            }
        }
        return octets;
    }
    std::size_t below(std::size_t limit) { return random_() % limit; }

  private:
    std::mt19937 random_;
};

Properties rich_properties() {
    return {.content_type = "text/plain",
            .headers = Table{{"t", Table{{"a", Array{1, "x", Table{{"n", 2.5}}}}}},
                             {"d", Decimal{1, 2}},
                             {"s", "text"}},
            .delivery_mode = std::uint8_t{2},
            .timestamp = 1U};
}

/// What a client says from the header to a few publishes.
Buffer good_stream() {
    Output output;
    output.append(protocol_header);
    write_method(output, 0,
                 ConnectionStartOk{.client_properties = Table{{"capabilities", Table{{"x", true}}}},
                                   .mechanism = "PLAIN",
                                   .response = plain_response({"guest", "guest"}),
                                   .locale = "en_US"});
    write_method(output, 0, ConnectionTuneOk{2047, 131'072, 60});
    write_method(output, 0, ConnectionOpen{.vhost = "/"});
    write_method(output, 1, ChannelOpen{});
    write_method(output, 1, QueueDeclare{.queue = "q", .arguments = Table{{"x-max", 5}}});
    for (int i = 0; i < 3; ++i) {
        write_publish(output, 1, PublishView{"", "q"}, rich_properties(), "the body", 4096);
    }
    write_heartbeat(output);
    write_method(output, 0, ConnectionClose{});
    return flat(output);
}

/// Everything the server side of the library does with octets, without a broker behind it.
void serve(Bytes stream) {
    ServerConnection server{ServerOffer{}};
    Assembler assembler;
    Output output;
    bool assembler_works = true;
    for (int events = 0; events < 1000; ++events) {
        const auto event = server.next(stream, output);
        if (std::holds_alternative<ServerConnection::NeedMore>(event) || server.ended()) return;
        server.accept_login(output);
        server.accept_open(output);
        server.accept_secret(output);
        server.finish_close(output);
        const auto* on_channel = std::get_if<ServerConnection::ChannelFrame>(&event);
        if (on_channel == nullptr || !assembler_works) continue;
        const auto progress = assembler.step(on_channel->frame);
        assembler_works = progress != Assembler::Progress::failed;
        if (progress != Assembler::Progress::command) continue;
        const Command& command = assembler.command();
        (void)decode_method(command.id, command.arguments);
        if (command.content) (void)Properties::decode(command.content->properties());
    }
    FAIL() << "more events than the stream can have";
}

TEST(HostileInput, NeverCrashesTheServer) {
    const Buffer good = good_stream();
    Mutator mutator{1};

    for (int i = 0; i < rounds; ++i) serve(mutator.mutate(good));
}

TEST(HostileInput, NeverCrashesTheServerBehindAGoodHandshake) {
    const Buffer good = good_stream();
    const std::size_t handshake = good.find(method_frame(1, ChannelOpen{}));
    Mutator mutator{2};

    for (int i = 0; i < rounds; ++i) {
        serve(good.substr(0, handshake) + mutator.mutate(good.substr(handshake)));
    }
}

TEST(HostileInput, NeverCrashesTheClient) {
    const Buffer good = method_frame(0, ConnectionStart{.mechanisms = "PLAIN"}) +
                        method_frame(0, ConnectionTune{2047, 131'072, 60}) +
                        method_frame(0, ConnectionOpenOk{}) + method_frame(1, ChannelOpenOk{}) +
                        method_frame(0, ConnectionBlocked{"x"}) +
                        method_frame(0, ConnectionClose{});
    Mutator mutator{3};

    for (int i = 0; i < rounds; ++i) {
        ClientConnection client{{}};
        Output output;
        const Buffer stream = mutator.mutate(good);
        Bytes rest = stream;
        while (!std::holds_alternative<ClientConnection::NeedMore>(client.next(rest, output))) {
        }
    }
}

TEST(HostileInput, IsJudgedAlikeByViewAndDecode) {
    const Buffer good = rich_properties().encode();
    Mutator mutator{4};

    for (int i = 0; i < rounds; ++i) {
        const Buffer mutated = mutator.mutate(good);
        const auto view = view_properties(mutated);
        const auto decoded = Properties::decode(mutated);
        ASSERT_EQ(view.has_value(), decoded.has_value());
        if (!view || !view->has(Property::headers)) continue;
        EXPECT_EQ(encode_table(*decoded->headers).size(), view->headers.size());
    }
}

TEST(HostileInput, OfRandomOctetsIsSurvivedByEveryMethod) {
    Mutator mutator{5};

    for (int i = 0; i < rounds; ++i) {
        Buffer arguments(mutator.below(40), '\0');
        for (char& octet : arguments) octet = static_cast<char>(mutator.below(256));
        const MethodId id{static_cast<std::uint16_t>(10 * mutator.below(10)),
                          static_cast<std::uint16_t>(mutator.below(122))};
        (void)decode_method(id, arguments);
        (void)read_credentials("AMQPLAIN", arguments, "AMQPLAIN PLAIN");
        (void)read_credentials("PLAIN", arguments, "AMQPLAIN PLAIN");
    }
}

}  // namespace
}  // namespace leveret::protocol
