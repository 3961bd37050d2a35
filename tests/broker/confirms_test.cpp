#include "broker/core/channel/confirms.hpp"

#include <string>

#include <gtest/gtest.h>

#include "protocol/method.hpp"
#include "tests/support/octets.hpp"

namespace leveret::broker {
namespace {

class ConfirmsTest : public testing::Test {
  protected:
    void open(int count, std::uint32_t waits = 1) {
        for (int i = 0; i < count; ++i) confirms.open(waits);
    }
    /// What is written now, such as `ack 3* nack 4`; the star is `multiple`.
    std::string answers() {
        protocol::Output output;
        confirms.flush(1, output);
        const std::string stream = test::flat(output);
        std::string text;
        for (const protocol::Frame& frame : test::frames_of(stream)) {
            const auto arguments = frame.payload.substr(4);
            text += text.empty() ? "" : " ";
            if (frame.payload[3] == protocol::BasicAck::id.method_id) {
                const auto ack = protocol::decode<protocol::BasicAck>(arguments).value();
                text += "ack " + std::to_string(ack.delivery_tag) + (ack.multiple ? "*" : "");
            } else {
                const auto nack = protocol::decode<protocol::BasicNack>(arguments).value();
                text += "nack " + std::to_string(nack.delivery_tag) + (nack.multiple ? "*" : "");
                EXPECT_FALSE(nack.requeue);
            }
        }
        return text;
    }
    Confirms confirms;
};

TEST_F(ConfirmsTest, NumberFromOne) {
    EXPECT_EQ(confirms.next_sequence(), 1U);
    open(2);
    EXPECT_EQ(confirms.next_sequence(), 3U);
}

TEST_F(ConfirmsTest, SayNothingWhileAllWait) {
    open(3);

    EXPECT_FALSE(confirms.take_note());
    EXPECT_EQ(answers(), "");
}

TEST_F(ConfirmsTest, AnswerAtOnceWhatWaitsForNothing) {
    open(1, 0);

    EXPECT_EQ(answers(), "ack 1");
}

TEST_F(ConfirmsTest, HaveSomethingNewToWriteOnceUntilItIsWritten) {
    open(2);
    confirms.settle(1);
    EXPECT_TRUE(confirms.take_note());
    EXPECT_FALSE(confirms.take_note());
    answers();
    EXPECT_FALSE(confirms.take_note());

    confirms.settle(2);

    EXPECT_TRUE(confirms.take_note());
}

TEST_F(ConfirmsTest, MergeTheRunAtTheFront) {
    open(4);
    for (const std::uint64_t sequence : {3, 1, 2}) confirms.settle(sequence);

    EXPECT_EQ(answers(), "ack 3*");
    confirms.settle(4);
    EXPECT_EQ(answers(), "ack 4");
}

TEST_F(ConfirmsTest, AnswerOneByOneBehindAnOpenOne) {
    open(4);
    confirms.settle(4);
    confirms.settle(2);

    EXPECT_EQ(answers(), "ack 4 ack 2");
}

TEST_F(ConfirmsTest, DoNotAnswerTwiceWhatWasAnsweredBehindAnOpenOne) {
    open(4);
    confirms.settle(2);
    EXPECT_EQ(answers(), "ack 2");
    confirms.settle(1);
    EXPECT_EQ(answers(), "ack 1");
    confirms.settle(3);
    confirms.settle(4);

    EXPECT_EQ(answers(), "ack 4*");
}

TEST_F(ConfirmsTest, CoverWhatWasAnsweredBeforeInARun) {
    open(3);
    confirms.settle(2);
    EXPECT_EQ(answers(), "ack 2");
    confirms.settle(3);
    confirms.settle(1);

    EXPECT_EQ(answers(), "ack 3*");
}

TEST_F(ConfirmsTest, NeverCoverANackWithAnAck) {
    open(6);
    confirms.settle(1);
    confirms.settle(2);
    confirms.reject(3);
    confirms.reject(4);
    confirms.settle(5);
    confirms.settle(6);

    EXPECT_EQ(answers(), "ack 2* nack 4* ack 6*");
}

TEST_F(ConfirmsTest, NackBehindAnOpenOne) {
    open(3);
    confirms.reject(2);

    EXPECT_EQ(answers(), "nack 2");
    confirms.settle(1);
    EXPECT_EQ(answers(), "ack 1");
}

TEST_F(ConfirmsTest, NeverCoverANackThatWasSentBefore) {
    open(3);
    confirms.reject(2);
    EXPECT_EQ(answers(), "nack 2");
    confirms.settle(1);
    confirms.settle(3);

    // The nack was answered: a client no longer has it open, so that `multiple` passes over it.
    EXPECT_EQ(answers(), "ack 3*");
}

TEST_F(ConfirmsTest, WaitForEveryQueue) {
    open(1, 3);
    confirms.settle(1);
    confirms.settle(1);
    EXPECT_EQ(answers(), "");

    confirms.settle(1);

    EXPECT_EQ(answers(), "ack 1");
}

TEST_F(ConfirmsTest, NackOnceIfAnyQueueRejects) {
    open(1, 3);
    confirms.settle(1);
    confirms.reject(1);
    EXPECT_EQ(answers(), "");
    confirms.settle(1);

    EXPECT_EQ(answers(), "nack 1");
}

TEST_F(ConfirmsTest, IgnoreNumbersThatAreNotOpen) {
    open(1);
    confirms.settle(0);
    confirms.settle(2);
    confirms.reject(2);
    confirms.settle(1);
    EXPECT_EQ(answers(), "ack 1");

    confirms.settle(1);

    EXPECT_EQ(answers(), "");
}

TEST_F(ConfirmsTest, GoOnOverManySteps) {
    std::uint64_t sequence = 0;
    for (int step = 0; step < 1000; ++step) {
        open(10);
        for (int i = 0; i < 10; ++i) confirms.settle(++sequence);
        ASSERT_EQ(answers(), "ack " + std::to_string(sequence) + "*");
    }
}

}  // namespace
}  // namespace leveret::broker
