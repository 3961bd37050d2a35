#include "tests/conformance/conformance.hpp"

// Frames that make sense and frames that do not.                        @spec 4.2.3, 4.2.6

namespace leveret::test {
namespace {

/// Octets that end an open connection with channel 1, and how.
struct BadFrames {
    std::string name;
    std::string sent;
    int code;
    std::string text;  // without the code's name
};

const std::string publish = method_frame(1, BasicPublish{.routing_key = "q"});
std::string header(std::uint64_t body_octets) {
    return frame(FrameType::header, 1, header_payload(body_octets));
}
std::string header_of(Bytes notation) {
    return frame(FrameType::header, 1, octets(notation));
}

class BadFrame : public testing::TestWithParam<BadFrames> {
  protected:
    void SetUp() override { record_behaviours(); }
    TestBroker broker;
    Client client{broker};
    ClientChannel channel{client};
};

TEST_P(BadFrame, EndsTheConnection) {
    client.say(GetParam().sent);

    const auto code = static_cast<ReplyCode>(GetParam().code);
    client.expect_closed(code, std::string(name(code)) + " - " + GetParam().text);
    EXPECT_EQ(broker.session_count(), 0U);
}

INSTANTIATE_TEST_SUITE_P(
    Octets, BadFrame,
    testing::Values(
        BadFrames{"B062_HeartbeatOnAChannel", octets("08 00 01 00 00 00 00 ce"), 505,
                  "type 8, all octets = <<>>"},
        BadFrames{"B063_UnknownType", octets("07 00 01 00 00 00 00 ce"), 501,
                  "type 7, all octets = <<>>: unknown_frame"},
        BadFrames{"B064_HeaderWithoutPublish", header(0), 505,
                  "expected method frame, got non method frame instead"},
        BadFrames{"B065_MethodForHeader", publish + method_frame(1, BasicGet{.queue = "q"}), 505,
                  "expected content header for class 60, got non content header frame instead"},
        BadFrames{"B066_HeaderOfAnotherClass",
                  publish + header_of("0c 22 00 00 00 00 00 00 00 00 00 00 00 00"), 505,
                  "expected content header for class 60, got one for class 3106 instead"},
        BadFrames{"B067_MethodForBody",
                  publish + header(5) + frame(FrameType::body, 1, "1234") +
                      method_frame(1, BasicGet{.queue = "q"}),
                  505, "expected content body, got non content body frame instead"},
        BadFrames{"B068_MoreBodyThanAnnounced",
                  publish + header(3) + frame(FrameType::body, 1, "1234"), 501,
                  "content body frame exceeds remaining content size"},
        BadFrames{"B069_AnnouncedSizeOverTheHardLimit", publish + header(536'870'913), 501,
                  "content body size 536870913 exceeds maximum allowed size 536870912"},
        BadFrames{"B071_Weight", publish + header_of("00 3c 00 01 00 00 00 00 00 00 00 00 00 00"),
                  505,
                  "expected content header for class 60, got non content header frame instead"},
        BadFrames{"B072_BodyOnChannelZero", frame(FrameType::body, 0, "x"), 505,
                  "type 3, all octets = <<\"x\">>"}),
    [](const auto& instance) { return instance.param.name; });

class Frames : public ChannelConversation {
  protected:
    int closing_code() { return client.expect<ConnectionClose>().reply_code; }
};

class BrokenFrame : public ChannelConversation {
  protected:
    /// The connection is closed, and cut three seconds later whatever the peer says.
    void expect_the_end(const std::string& text, Where where = Where::current()) {
        EXPECT_EQ(client.expect<ConnectionClose>(0, where).reply_text, text);
        client.send(0, ConnectionCloseOk{});
        broker.advance(3s - 1us);
        EXPECT_FALSE(client.is_cut());
        broker.advance(1us);
        EXPECT_TRUE(client.is_cut());
    }
};

TEST_F(BrokenFrame, B059_WithAWrongEndOctetEndsTheConnection) {
    client.say(octets("08 00 00 00 00 00 00 cd"));

    expect_the_end("FRAME_ERROR - type 8, all octets = <<>>: {invalid_frame_end_marker,205}");
}

TEST_F(BrokenFrame, B060_WithAPayloadOverFrameMaxEndsTheConnection) {
    client.say(octets("03 00 01 00 02 00 01"));

    expect_the_end("FRAME_ERROR - type 3, all octets = <<>>: {frame_too_large,131073,131064}");
}

TEST_F(BrokenFrame, B059_IsTheLastThatCounts) {
    client.say(octets("08 00 00 00 00 00 00 cd"));
    client.say(method_frame(1, QueueDeclare{.queue = "q"}));
    client.expect<ConnectionClose>();
    client.send(0, ConnectionCloseOk{});

    client.expect_nothing();
}

TEST_F(Frames, B060_APayloadOfFrameMaxIsTaken) {
    channel.declare({.queue = "q"});
    client.say(publish + header(131'072) + frame(FrameType::body, 1, std::string(131'072, 'x')));

    EXPECT_EQ(channel.ready_in("q"), 1U);
}

TEST_F(Frames, B061_WhatIsSentNeverExceedsFrameMax) {
    ClientRequest request;
    request.tuning.frame_max = 4096;
    Client small{broker, request};
    ClientChannel narrow{small};
    narrow.declare({.queue = "q"});
    const std::string body(100'000, 'x');
    narrow.publish("q", body);

    const auto got = narrow.get("q");

    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, body);
    EXPECT_EQ(small.largest_frame_octets(), 4096U);
}

TEST_F(Frames, B070_AnEmptyBodyHasNoBodyFrame) {
    channel.declare({.queue = "q"});
    client.say(publish + header(0));

    const auto got = channel.get("q");

    ASSERT_TRUE(got);
    EXPECT_EQ(got->body, "");
    EXPECT_TRUE(client.heard().ends_with(header(0)));
}

TEST_F(Frames, B073_AnUnknownMethodEndsTheConnection) {
    client.say(frame(FrameType::method, 1, octets("00 3c 03 e7")));

    EXPECT_EQ(closing_code(), 503);
}

TEST_F(Frames, B073_ArgumentsThatEndEarlyEndTheConnection) {
    client.say(frame(FrameType::method, 1, octets("00 32 00 0a 00 00 05 'q'")));

    EXPECT_EQ(closing_code(), 501);
}

TEST_F(Frames, B078_MalformedUtf8InANameEndsTheConnection) {
    client.say(method_frame(1, QueueDeclare{.queue = "\xff"}));

    client.expect_closed(ReplyCode::frame_error, "FRAME_ERROR - Malformed UTF-8 in shortstr");
}

TEST_F(Frames, B079_NamesInUtf8RoundTrip) {
    EXPECT_EQ(channel.declare({.queue = "häschen-兎"}).queue, "häschen-兎");
    channel.publish("häschen-兎", "x");

    EXPECT_EQ(channel.get("häschen-兎")->method.routing_key, "häschen-兎");
}

TEST_F(Frames, B074_B075_ArgumentsOfEveryTypeAreRead) {
    channel.declare({.queue = "q",
                     .arguments = Table{{"text", "text"},
                                        {"bool", true},
                                        {"octet", std::uint8_t{1}},
                                        {"short", std::int16_t{-2}},
                                        {"int", 3},
                                        {"long", std::int64_t{4}},
                                        {"float", 0.5F},
                                        {"double", 0.25},
                                        {"time", Timestamp{5}},
                                        {"decimal", Decimal{2, 314}},
                                        {"table", Table{{"inner", 1}}},
                                        {"array", Array{1, "two"}},
                                        {"binary", Binary{"\1\2"}},
                                        {"void", FieldValue{}}}});
}

}  // namespace
}  // namespace leveret::test
