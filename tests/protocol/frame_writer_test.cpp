#include "protocol/frame_writer.hpp"

#include <gtest/gtest.h>

#include "protocol/assembler.hpp"
#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

/// What an assembler makes of these frames; fails the test if it is not one command.
Command assembled(Assembler& assembler, Bytes stream) {
    auto progress = Assembler::Progress::incomplete;
    for (const Frame& frame : frames_of(stream)) progress = assembler.step(frame);
    EXPECT_EQ(progress, Assembler::Progress::command);
    return assembler.command();
}

TEST(WriteMethod, PutsItInAFrame) {
    EXPECT_EQ(method_frame(7, BasicAck{.delivery_tag = 2, .multiple = true}),
              octets("01 00 07 00 00 00 0d  00 3c 00 50  00 00 00 00 00 00 00 02  01  ce"));
}

TEST(WriteMethod, TakesAnyMethod) {
    Output output;
    write_method(output, 7, Method{BasicAck{.delivery_tag = 2}});

    EXPECT_EQ(flat(output), method_frame(7, BasicAck{.delivery_tag = 2}));
}

TEST(WriteHeartbeat, IsEightOctets) {  // @spec 4.2.7
    Output output;
    write_heartbeat(output);

    EXPECT_EQ(flat(output), octets("08 00 00 00 00 00 00 ce"));
}

TEST(WriteContent, OfAnEmptyBodyIsAHeaderAlone) {  // B070
    Output output;
    write_content(output, 3, content("", "", ""), 4096);

    EXPECT_EQ(flat(output), frame(FrameType::header, 3, header_payload(0)));
}

struct SplitRow {
    std::string name;
    std::size_t body_octets;
    std::uint32_t frame_max;
    std::size_t body_frames;
};

class BodySplit : public testing::TestWithParam<SplitRow> {};

TEST_P(BodySplit, KeepsFramesWithinFrameMax) {  // B061
    const auto [name, body_octets, frame_max, body_frames] = GetParam();
    const std::string body(body_octets, 'b');
    Output output;
    write_content(output, 3, content("", "", body), frame_max);
    const Buffer stream = flat(output);

    const auto frames = frames_of(stream);

    ASSERT_EQ(frames.size(), 1 + body_frames);
    std::string joined;
    for (const Frame& part : std::vector(frames.begin() + 1, frames.end())) {
        EXPECT_EQ(part.type, 3);
        EXPECT_EQ(part.channel, 3);
        const std::size_t limit = frame_max == 0 ? SIZE_MAX : frame_max;
        EXPECT_LE(part.payload.size() + frame_overhead, limit);
        joined += part.payload;
    }
    EXPECT_EQ(joined, body);
}

INSTANTIATE_TEST_SUITE_P(All, BodySplit,
                         testing::Values(SplitRow{"small", 10, 4096, 1},
                                         SplitRow{"just_fits", 4088, 4096, 1},
                                         SplitRow{"one_over", 4089, 4096, 2},
                                         SplitRow{"twice", 2 * 4088, 4096, 2},
                                         SplitRow{"twice_and_one", 2 * 4088 + 1, 4096, 3},
                                         SplitRow{"by_reference", 131'064, 131'072, 1},
                                         SplitRow{"by_reference_twice", 131'065, 131'072, 2},
                                         SplitRow{"unlimited", 1'000'000, 0, 1}),
                         [](const auto& row) { return row.param.name; });

class Delivered : public testing::TestWithParam<std::size_t> {
  protected:
    std::string body_ = std::string(GetParam(), 'b');
    Properties properties_{.content_type = "text/plain", .headers = Table{{"h", 1}}};
    ContentRef content_ = content("exchange", "routing.key", body_, properties_);

    void expect_content(const Command& command) {
        ASSERT_TRUE(command.content);
        EXPECT_EQ(command.content->exchange(), "exchange");
        EXPECT_EQ(command.content->routing_key(), "routing.key");
        EXPECT_EQ(command.content->header(), content_->header());
        EXPECT_EQ(command.content->body(), body_);
    }
    Output output_;
    Assembler assembler_;
};

TEST_P(Delivered, ToAConsumer) {  // @spec 1.8.3.9
    write_deliver(output_, DeliverPrefix{9, "consumer"}, 77, true, content_, 4096);
    const Buffer stream = flat(output_);

    const auto command = assembled(assembler_, stream);

    EXPECT_EQ(frames_of(stream).front().channel, 9);
    EXPECT_EQ(decode<BasicDeliver>(command.arguments).value(),
              (BasicDeliver{"consumer", 77, true, "exchange", "routing.key"}));
    expect_content(command);
}

TEST_P(Delivered, ToAGet) {  // @spec 1.8.3.11
    const GetOkFields fields{.delivery_tag = 5, .redelivered = true, .message_count = 12};
    write_get_ok(output_, 9, fields, content_, 4096);
    const Buffer stream = flat(output_);

    const auto command = assembled(assembler_, stream);

    EXPECT_EQ(decode<BasicGetOk>(command.arguments).value(),
              (BasicGetOk{5, true, "exchange", "routing.key", 12}));
    expect_content(command);
}

TEST_P(Delivered, BackToThePublisher) {  // @spec 1.8.3.8, B008
    write_return(output_, 9, ReplyCode::no_route, "NO_ROUTE", content_, 4096);
    const Buffer stream = flat(output_);

    const auto command = assembled(assembler_, stream);

    EXPECT_EQ(decode<BasicReturn>(command.arguments).value(),
              (BasicReturn{312, "NO_ROUTE", "exchange", "routing.key"}));
    expect_content(command);
}

TEST_P(Delivered, AsAPublish) {  // @spec 1.8.3.7
    const PublishView publish{"exchange", "routing.key", true, false};
    write_publish(output_, 9, publish, properties_, body_, 4096);
    const Buffer stream = flat(output_);

    const auto command = assembled(assembler_, stream);

    EXPECT_EQ(decode<BasicPublish>(command.arguments).value(),
              (BasicPublish{"exchange", "routing.key", true, false}));
    expect_content(command);
}

TEST_P(Delivered, AsATemplatesPublish) {
    const PublishView publish{"exchange", "routing.key", true, false};
    Output expected;
    write_publish(expected, 9, publish, properties_, body_, 4096);

    PublishTemplate{9, publish, properties_}.write(output_, body_, 4096);

    EXPECT_EQ(flat(output_), flat(expected));
}

INSTANTIATE_TEST_SUITE_P(BodyOctets, Delivered,
                         testing::Values(0, 1, 4087, 4088, 4089, 4095, 4096, 20'000));

TEST(WriteDeliver, RefersToALargeBody) {
    const auto large = content("", "q", std::string(100'000, 'b'));
    Output output;

    write_deliver(output, DeliverPrefix{1, "c"}, 1, false, large, 131'072);

    EXPECT_EQ(large.use_count(), 2U);
}

}  // namespace
}  // namespace leveret::protocol
