#include "protocol/assembler.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

using Progress = Assembler::Progress;

/// A payload with its frame around it; the payload must outlive it.
Frame as_frame(FrameType type, Bytes payload) {
    return {static_cast<std::uint8_t>(type), 1, payload};
}

template <class M>
Buffer method_payload(const M& method) {
    Buffer payload;
    Writer writer{payload};
    writer.short_(M::id.class_id);
    writer.short_(M::id.method_id);
    M::fields(writer, method);
    return payload;
}

class AssemblerTest : public testing::Test {
  protected:
    Progress method(const auto& m) {
        payload_ = method_payload(m);
        const Progress progress = assembler_.step(as_frame(FrameType::method, payload_));
        if (progress == Progress::incomplete) payload_.assign(payload_.size(), '#');  // it is gone
        return progress;
    }
    Progress publish() { return method(BasicPublish{"exchange", "key", true, false}); }
    Progress header(const Buffer& payload) {
        return assembler_.step(as_frame(FrameType::header, payload));
    }
    Progress body(Bytes payload) { return assembler_.step(as_frame(FrameType::body, payload)); }
    std::string error_text() { return reply_text(assembler_.error()); }

    Assembler assembler_;
    Buffer payload_;
};

TEST_F(AssemblerTest, GivesAMethodWithoutContentAtOnce) {
    ASSERT_EQ(method(QueueDelete{.queue = "q"}), Progress::command);

    EXPECT_EQ(assembler_.command().id, QueueDelete::id);
    EXPECT_EQ(decode<QueueDelete>(assembler_.command().arguments).value().queue, "q");
    EXPECT_FALSE(assembler_.command().content);
}

TEST_F(AssemblerTest, JoinsMethodHeaderAndBodies) {  // @spec 4.2.6
    EXPECT_EQ(publish(), Progress::incomplete);
    EXPECT_EQ(header(header_payload(6)), Progress::incomplete);
    EXPECT_EQ(body("abc"), Progress::incomplete);
    EXPECT_EQ(body(""), Progress::incomplete);
    ASSERT_EQ(body("def"), Progress::command);

    const Command& command = assembler_.command();
    EXPECT_EQ(decode<BasicPublish>(command.arguments).value(),
              (BasicPublish{"exchange", "key", true, false}));
    EXPECT_EQ(command.content->exchange(), "exchange");
    EXPECT_EQ(command.content->routing_key(), "key");
    EXPECT_EQ(command.content->body(), "abcdef");
}

TEST_F(AssemblerTest, NeedsNoBodyFrameForAnEmptyBody) {  // B070
    publish();

    ASSERT_EQ(header(header_payload(0)), Progress::command);
    EXPECT_EQ(assembler_.command().content->body(), "");
    EXPECT_FALSE(assembler_.busy());
}

TEST_F(AssemblerTest, KnowsTheEssentialProperties) {
    publish();
    header(header_payload(0, {.delivery_mode = std::uint8_t{2}, .priority = std::uint8_t{7}}));

    EXPECT_TRUE(assembler_.command().content->essentials().persistent);
    EXPECT_EQ(assembler_.command().content->essentials().priority, 7);
}

TEST_F(AssemblerTest, IsBusyFromMethodToLastBody) {
    EXPECT_FALSE(assembler_.busy());
    publish();
    EXPECT_TRUE(assembler_.busy());
    header(header_payload(1));
    EXPECT_TRUE(assembler_.busy());
    body("x");
    EXPECT_FALSE(assembler_.busy());
}

TEST_F(AssemblerTest, TakesOneContentAfterAnother) {
    for (const Bytes text : {"one", "two"}) {
        publish();
        header(header_payload(3));
        ASSERT_EQ(body(text), Progress::command);
        EXPECT_EQ(assembler_.command().content->body(), text);
    }
}

TEST_F(AssemblerTest, FindsTheRouteOfEveryMethodWithContent) {
    const auto route = [&] {
        EXPECT_EQ(header(header_payload(0)), Progress::command);
        return std::pair{std::string(assembler_.command().content->exchange()),
                         std::string(assembler_.command().content->routing_key())};
    };
    const std::pair<std::string, std::string> expected{"e", "k"};

    method(BasicPublish{"e", "k"});
    EXPECT_EQ(route(), expected);
    method(BasicDeliver{"tag", 1, false, "e", "k"});
    EXPECT_EQ(route(), expected);
    method(BasicGetOk{1, false, "e", "k", 0});
    EXPECT_EQ(route(), expected);
    method(BasicReturn{312, "NO_ROUTE", "e", "k"});
    EXPECT_EQ(route(), expected);
}

TEST_F(AssemblerTest, RefusesAHeaderWithoutMethod) {  // B064
    ASSERT_EQ(header(header_payload(0)), Progress::failed);

    EXPECT_EQ(error_text(),
              "UNEXPECTED_FRAME - expected method frame, got non method frame instead");
    EXPECT_EQ(assembler_.error().method, MethodId{});
}

TEST_F(AssemblerTest, BlamesNoEarlierMethodForAStrayHeader) {  // B006
    method(QueueDelete{});
    header(header_payload(0));

    EXPECT_EQ(assembler_.error().method, MethodId{});
}

TEST_F(AssemblerTest, RefusesAMethodInPlaceOfAHeader) {  // B065
    publish();

    ASSERT_EQ(method(BasicAck{}), Progress::failed);
    EXPECT_EQ(error_text(),
              "UNEXPECTED_FRAME - expected content header for class 60, got non content header "
              "frame instead");
    EXPECT_EQ(assembler_.error().method, BasicPublish::id);
}

TEST_F(AssemblerTest, RefusesAHeaderOfAnotherClass) {  // B066
    publish();
    Buffer other = header_payload(0);
    store_big(other.data(), std::uint16_t{3106});

    ASSERT_EQ(header(other), Progress::failed);
    EXPECT_EQ(error_text(),
              "UNEXPECTED_FRAME - expected content header for class 60, got one for class 3106 "
              "instead");
}

TEST_F(AssemblerTest, RefusesAWeight) {  // B071
    publish();
    Buffer weighty = header_payload(0);
    store_big(weighty.data() + 2, std::uint16_t{1});

    ASSERT_EQ(header(weighty), Progress::failed);
    EXPECT_EQ(assembler_.error().code, ReplyCode::unexpected_frame);
}

TEST_F(AssemblerTest, RefusesAMethodInPlaceOfABody) {  // B067
    publish();
    header(header_payload(2));
    body("x");

    ASSERT_EQ(method(BasicAck{}), Progress::failed);
    EXPECT_EQ(error_text(),
              "UNEXPECTED_FRAME - expected content body, got non content body frame instead");
}

TEST_F(AssemblerTest, RefusesMoreBodyThanAnnounced) {  // B068
    publish();
    header(header_payload(2));

    ASSERT_EQ(body("abc"), Progress::failed);
    EXPECT_EQ(error_text(), "FRAME_ERROR - content body frame exceeds remaining content size");
}

TEST_F(AssemblerTest, RefusesAHugeBodyWhenItIsAnnounced) {  // B069
    publish();

    ASSERT_EQ(header(header_payload(536'870'913)), Progress::failed);
    EXPECT_EQ(error_text(),
              "FRAME_ERROR - content body size 536870913 exceeds maximum allowed size 536870912");
}

TEST_F(AssemblerTest, RefusesABodyOfAllTheOctetsThereAre) {
    publish();

    EXPECT_EQ(header(header_payload(UINT64_MAX)), Progress::failed);
}

TEST_F(AssemblerTest, RefusesMalformedProperties) {  // B073
    publish();

    ASSERT_EQ(header(header_payload(0) + 'x'), Progress::failed);
    EXPECT_EQ(error_text(), "SYNTAX_ERROR - malformed content properties");
    EXPECT_EQ(assembler_.error().method, BasicPublish::id);
}

TEST_F(AssemblerTest, RefusesAShortHeader) {
    publish();

    ASSERT_EQ(header(header_payload(0).substr(0, 13)), Progress::failed);
    EXPECT_EQ(assembler_.error().code, ReplyCode::frame_error);
}

TEST_F(AssemblerTest, RefusesAShortMethod) {
    ASSERT_EQ(assembler_.step(as_frame(FrameType::method, "abc")), Progress::failed);
    EXPECT_EQ(assembler_.error().code, ReplyCode::frame_error);
}

TEST_F(AssemblerTest, RefusesAPublishWithMalformedArguments) {
    const Buffer payload = octets("00 3c 00 28 00 00 05 'x'");

    ASSERT_EQ(assembler_.step(as_frame(FrameType::method, payload)), Progress::failed);
    EXPECT_EQ(error_text(), "FRAME_ERROR - cannot decode <<0,0,5,120>>");
}

TEST_F(AssemblerTest, RefusesARoutingKeyThatIsNoUtf8) {  // B078
    ASSERT_EQ(method(BasicPublish{"e", "\xff"}), Progress::failed);
    EXPECT_EQ(error_text(), "FRAME_ERROR - Malformed UTF-8 in shortstr");
}

TEST_F(AssemblerTest, RefusesAHeartbeat) {  // B062
    ASSERT_EQ(assembler_.step(as_frame(FrameType::heartbeat, "")), Progress::failed);
    EXPECT_EQ(error_text(), "UNEXPECTED_FRAME - type 8, all octets = <<>>");
}

TEST_F(AssemblerTest, RefusesAnUnknownFrameType) {  // B063
    ASSERT_EQ(assembler_.step({9, 1, "x"}), Progress::failed);
    EXPECT_EQ(error_text(), "FRAME_ERROR - type 9, all octets = <<\"x\">>: unknown_frame");
}

}  // namespace
}  // namespace leveret::protocol
