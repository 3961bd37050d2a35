// Writes the seeds of the corpus: what well-behaved clients send, for the fuzzers to spoil.
//
//     make_corpus tests/fuzz/corpus
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>

#include "protocol/frame.hpp"
#include "protocol/frame_writer.hpp"
#include "protocol/protocol_header.hpp"
#include "protocol/sasl.hpp"
#include "tests/simulation/octets.hpp"

namespace leveret::fuzz {
namespace {

using namespace leveret::protocol;  // every method, in a program that only lists them

class Corpus {
  public:
    explicit Corpus(std::filesystem::path folder) : folder_(std::move(folder)) {}

    void add(const std::string& target, const std::string& name, const std::string& octets) const {
        std::filesystem::create_directories(folder_ / target);
        std::ofstream{folder_ / target / ("seed_" + name), std::ios::binary} << octets;
    }

  private:
    std::filesystem::path folder_;
};

template <class... Methods>
std::string written(const Methods&... methods) {
    Output output;
    (write_method(output, Methods::id.class_id == 10 ? 0 : 1, methods), ...);
    return simulation::take_octets(output);
}

std::string published(const std::string& queue, const std::string& body, bool mandatory = false) {
    Output output;
    write_method(output, 1, BasicPublish{.routing_key = queue, .mandatory = mandatory});
    write_content(output, 1, simulation::make_content(queue, body, true), 4096);
    return simulation::take_octets(output);
}

/// Frames as records of mode 2: [type][channel][length][payload].
std::string records(Bytes octets) {
    std::string list;
    Frame frame;
    while (read_frame(octets, octets.size(), frame) == FrameStatus::whole) {
        char length[2];
        store_big(length, static_cast<std::uint16_t>(frame.payload.size()));
        list += static_cast<char>(frame.type);
        list += static_cast<char>(frame.channel);
        list.append(length, 2).append(frame.payload);
        octets.remove_prefix(frame_overhead + frame.payload.size());
    }
    return list;
}

std::string handshake() {
    const Table client{{"product", "seed"},
                       {"capabilities", Table{{"authentication_failure_close", true}}}};
    return std::string(protocol_header) +
           written(ConnectionStartOk{client, "PLAIN", plain_response({"guest", "guest"}), "en_US"},
                   ConnectionTuneOk{2047, 131'072, 60}, ConnectionOpen{.vhost = "/"});
}

/// What is done after channel 1 is open.
std::vector<std::pair<std::string, std::string>> conversations() {
    const std::string declared =
        written(QueueDeclare{.queue = "q", .durable = true, .arguments = {{"x-max-length", 5}}});
    return {
        {"declare", declared + written(QueueDeclare{.queue = "q", .passive = true})},
        {"exclusive", written(QueueDeclare{.queue = "e", .exclusive = true, .auto_delete = true},
                              BasicConsume{.queue = "e", .consumer_tag = "c"},
                              BasicCancel{.consumer_tag = "c"})},
        {"publish", declared + published("q", "body") + published("nowhere", "back", true)},
        {"long_body", declared + published("q", std::string(9000, 'b'))},
        {"consume", declared +
                        written(BasicQos{0, 2, false}, BasicQos{0, 3, true},
                                BasicConsume{.queue = "q", .consumer_tag = "c"}) +
                        published("q", "1") + published("q", "2") + published("q", "3") +
                        written(BasicAck{1, false}, BasicNack{2, true, true}, BasicReject{3, true},
                                BasicRecover{true})},
        {"get", declared + published("q", "1") +
                    written(BasicGet{.queue = "q"}, BasicGet{.queue = "q", .no_ack = true},
                            BasicRecoverAsync{true}, QueuePurge{.queue = "q"})},
        {"confirm", written(ConfirmSelect{}) + declared + published("q", "1") +
                        written(QueueDelete{.queue = "q"})},
        {"refused", written(BasicAck{9, false}, ChannelCloseOk{}, ChannelOpen{})},
        {"close", written(ChannelClose{200, "bye", 0, 0}, ConnectionClose{200, "bye", 0, 0})},
        {"crossing", written(BasicAck{9, false}, ChannelClose{}, ChannelCloseOk{})},
        {"exchange", written(ExchangeDeclare{.exchange = "x", .type = "fanout"})},
        {"bind", declared + written(QueueBind{.queue = "q", .exchange = "amq.direct"},
                                    QueueUnbind{.queue = "q", .exchange = "x"})},
        {"flow", written(ChannelFlow{true}, AccessRequest{}, ConnectionUpdateSecret{"s", "r"})},
        {"tx", written(TxSelect{}, TxCommit{}, TxRollback{})},
    };
}

void add_tables(const Corpus& corpus) {
    const Table scalars{{"text", "value"},
                        {"yes", true},
                        {"octet", std::int8_t{-1}},
                        {"short", std::uint16_t{7}},
                        {"long", 70'000},
                        {"longlong", std::int64_t{1} << 40},
                        {"float", 1.5F},
                        {"double", 2.5},
                        {"time", Timestamp{1'700'000'000}},
                        {"decimal", Decimal{2, 314}},
                        {"octets", Binary{"\x01\x02"}},
                        {"nothing", FieldValue{}}};
    Table nested{{"innermost", 1}};
    for (int depth = 0; depth < 6; ++depth) {
        nested = Table{{"table", nested}, {"list", Array{FieldValue{nested}, FieldValue{"x"}}}};
    }
    corpus.add("table", "scalars", encode_table(scalars));
    corpus.add("table", "nested", encode_table(nested));
    Properties properties;
    properties.content_type = "text/plain";
    properties.headers = scalars;
    properties.delivery_mode = std::uint8_t{2};
    properties.expiration = "60000";
    properties.timestamp = 1'700'000'000U;
    properties.cluster_id = "c";
    corpus.add("table", "properties", properties.encode());
}

void make(const Corpus& corpus) {
    add_tables(corpus);
    corpus.add("connection", "handshake", std::string("\0\1", 2) + handshake());
    corpus.add("connection", "other_protocol", std::string("\0\1", 2) + "GET / HTTP/1.1\r\n\r\n");
    for (const auto& [name, octets] : conversations()) {
        corpus.add("frame", name, octets);
        corpus.add("connection", "raw_" + name,
                   std::string("\0\2", 2) + handshake() + written(ChannelOpen{}) + octets);
        corpus.add("connection", "login_" + name, "\1\3" + octets);
        corpus.add("connection", "framed_" + name, "\2\4" + records(octets));
    }
}

}  // namespace
}  // namespace leveret::fuzz

int main(int count, char** arguments) {
    if (count != 2) {
        std::cerr << "usage: make_corpus folder\n";
        return EXIT_FAILURE;
    }
    leveret::fuzz::make(leveret::fuzz::Corpus{arguments[1]});
    return EXIT_SUCCESS;
}
