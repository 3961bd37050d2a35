#include "protocol/frame.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

TEST(ReadFrame, FindsTypeChannelAndPayload) {  // @spec 4.2.3
    const Buffer stream = octets("01 00 07 00 00 00 03 'abc' ce ff");
    Frame frame;

    ASSERT_EQ(read_frame(stream, 100, frame), FrameStatus::whole);

    EXPECT_EQ(frame.type, 1);
    EXPECT_EQ(frame.channel, 7);
    EXPECT_EQ(frame.payload, "abc");
}

TEST(ReadFrame, WaitsForEveryOctet) {
    const Buffer stream = octets("01 00 07 00 00 00 03 'abc' ce");
    Frame frame;

    for (std::size_t size = 0; size < stream.size(); ++size) {
        EXPECT_EQ(read_frame(Bytes(stream).substr(0, size), 100, frame), FrameStatus::partial);
    }
}

TEST(ReadFrame, RefusesALargePayloadBeforeItCame) {  // B060
    const Buffer stream = octets("03 00 01 00 02 00 09");
    Frame frame;

    EXPECT_EQ(read_frame(stream, 131'072, frame), FrameStatus::bad);
    EXPECT_EQ(reply_text(frame_error(stream, 131'072)),
              "FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,131081,131064}");
}

TEST(ReadFrame, TakesAPayloadAsLongAsFrameMax) {  // B060
    const Buffer stream = leveret::protocol::frame(FrameType::body, 1, std::string(4096, 'x'));
    Frame frame;

    EXPECT_EQ(read_frame(stream, 4096, frame), FrameStatus::whole);
}

TEST(ReadFrame, RefusesAWrongEnd) {  // B059
    const Buffer stream = octets("01 00 07 00 00 00 03 'abc' cd");
    Frame frame;

    EXPECT_EQ(read_frame(stream, 100, frame), FrameStatus::bad);
    EXPECT_EQ(frame_error(stream, 100),
              (Error{ReplyCode::frame_error,
                     "type 1, all octets = <<\"abc\">>: {invalid_frame_end_marker,205}",
                     {}}));
}

TEST(UnknownFrame, ShowsTheFirstSixteenOctets) {  // B063
    EXPECT_EQ(reply_text(unknown_frame({9, 0, "0123456789abcdefg"})),
              "FRAME_ERROR - type 9, first 16 octets = <<\"0123456789abcdef\">>: unknown_frame");
}

TEST(UnexpectedFrame, ShowsBinaryOctetsAsNumbers) {  // B062
    EXPECT_EQ(reply_text(unexpected_frame({8, 1, octets("00 01 ff")})),
              "UNEXPECTED_FRAME - type 8, all octets = <<0,1,255>>");
}

TEST(UnexpectedFrame, EscapesQuotes) {
    EXPECT_EQ(unexpected_frame({2, 0, "a\"b\\"}).text, "type 2, all octets = <<\"a\\\"b\\\\\">>");
}

}  // namespace
}  // namespace leveret::protocol
