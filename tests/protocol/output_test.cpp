#include "protocol/output.hpp"

#include <gtest/gtest.h>

#include "tests/support/octets.hpp"

namespace leveret::protocol {
namespace {

using namespace test;

const std::string large_body(Output::reference_from_octets, 'L');

/// "head", a large body by reference, "tail".
Output mixed_output(const ContentRef& large) {
    Output output;
    output.append("head");
    output.append_body(large, large->body());
    output.append("tail");
    return output;
}

TEST(OutputAppend, KeepsTheOrder) {
    Output output;
    output.append("one ");
    output.append("");
    output.append("two");

    EXPECT_EQ(flat(output), "one two");
}

TEST(OutputAppendBody, CopiesASmallBody) {
    const auto small = content("", "", "small");
    Output output;

    output.append_body(small, small->body());

    EXPECT_EQ(flat(output), "small");
    EXPECT_EQ(small.use_count(), 1U);
}

TEST(OutputAppendBody, RefersToALargeBody) {
    const auto large = content("", "", large_body);
    const Output output = mixed_output(large);

    std::vector<Bytes> parts;
    output.gather(parts, 10);

    ASSERT_EQ(parts.size(), 3U);
    EXPECT_EQ(parts[1].data(), large->body().data());
    EXPECT_EQ(flat(output), "head" + large_body + "tail");
}

TEST(OutputGather, StopsAtItsLimit) {
    const auto large = content("", "", large_body);
    const Output output = mixed_output(large);
    std::vector<Bytes> parts;

    for (const std::size_t limit : {0U, 1U, 2U, 3U}) {
        output.gather(parts, limit);
        EXPECT_EQ(parts.size(), limit);
    }
}

TEST(OutputConsume, CanStopAnywhere) {
    const auto large = content("", "", large_body);
    const std::string whole = "head" + large_body + "tail";

    for (std::size_t octets = 0; octets <= whole.size(); ++octets) {
        Output output = mixed_output(large);
        output.consume(octets);
        ASSERT_EQ(flat(output), whole.substr(octets));
    }
}

TEST(OutputConsume, LetsGoOfBodiesThatAreOut) {
    const auto large = content("", "", large_body);
    Output output = mixed_output(large);

    output.consume(4 + large_body.size());

    EXPECT_EQ(large.use_count(), 1U);
    EXPECT_EQ(flat(output), "tail");
}

TEST(OutputConsume, GoesOnAfterFurtherAppends) {
    const auto large = content("", "", large_body);
    Output output;
    std::string expected;
    for (int round = 0; round < 100; ++round) {
        output.append("0123456789");
        output.append_body(large, large->body());
        expected += "0123456789" + large_body;
        output.consume(1000);
        expected.erase(0, 1000);
        ASSERT_EQ(output.size(), expected.size());
    }

    EXPECT_EQ(flat(output), expected);
}

TEST(OutputExtend, GivesRoomThatKeepsWhatWasThere) {
    Output output;
    output.append("kept");

    std::memset(output.extend(1'000'000), 'x', 1'000'000);

    EXPECT_EQ(flat(output), "kept" + std::string(1'000'000, 'x'));
}

TEST(OutputClear, KeepsTheBlock) {
    Output output;
    const char* first = output.extend(100);
    output.clear();

    EXPECT_TRUE(output.empty());
    EXPECT_EQ(output.extend(100), first);
}

TEST(OutputMove, LeavesNothingBehind) {
    Output from;
    from.append("moved");

    const Output to = std::move(from);

    EXPECT_EQ(flat(to), "moved");
    EXPECT_TRUE(from.empty());  // NOLINT(bugprone-use-after-move): that is the claim
}

TEST(OutputSwap, ExchangesWhatWaits) {
    Output left;
    Output right;
    left.append("left");

    swap(left, right);

    EXPECT_TRUE(left.empty());
    EXPECT_EQ(flat(right), "left");
}

}  // namespace
}  // namespace leveret::protocol
