#include "broker/core/queue/arguments.hpp"

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

using protocol::Table;

const refusal::Resource queue{"queue", "q", "/"};

bool equal(const Table& received, const Table& current) {
    return check_equal_arguments(queue, received, current).has_value();
}

std::string fault(const Table& received, const Table& current) {
    const auto checked = check_equal_arguments(queue, received, current);
    return checked ? "none" : checked.error().text;
}

TEST(EqualArguments, AreEqualWhenTheSame) {
    EXPECT_TRUE(equal({}, {}));
    EXPECT_TRUE(equal({{"x-max-length", 1}, {"x-overflow", "drop-head"}},
                      {{"x-overflow", "drop-head"}, {"x-max-length", 1}}));
}

TEST(EqualArguments, IgnoreWhatMeansNothing) {
    EXPECT_TRUE(equal({{"x-mine", 1}}, {{"x-mine", 2}, {"other", true}}));
}

TEST(EqualArguments, CompareIntegersByValue) {
    EXPECT_TRUE(equal({{"x-expires", std::int8_t{10}}}, {{"x-expires", std::int64_t{10}}}));
    EXPECT_TRUE(equal({{"x-expires", std::uint8_t{10}}}, {{"x-expires", 10}}));
}

TEST(EqualArguments, TellAnIntegerFromAFloat) {
    EXPECT_FALSE(equal({{"x-expires", 10}}, {{"x-expires", 10.0}}));
}

TEST(EqualArguments, TakeNoQueueTypeForClassic) {
    EXPECT_TRUE(equal({}, {{"x-queue-type", "classic"}}));
    EXPECT_TRUE(equal({{"x-queue-type", "classic"}}, {}));
    EXPECT_FALSE(equal({{"x-queue-type", "quorum"}}, {}));
}

TEST(EqualArguments, NameTheValuesThatDiffer) {
    EXPECT_EQ(fault({{"x-expires", 20}}, {{"x-expires", 10}}),
              "inequivalent arg 'x-expires' for queue 'q' in vhost '/': received '20' but current "
              "is '10'");
}

TEST(EqualArguments, NameTheTypeOfAValueThatIsOnOneSideOnly) {
    EXPECT_EQ(fault({{"x-overflow", "drop-head"}}, {}),
              "inequivalent arg 'x-overflow' for queue 'q' in vhost '/': received the value "
              "'drop-head' of type 'longstr' but current is none");
    EXPECT_EQ(fault({}, {{"x-max-length", std::int64_t{5}}}),
              "inequivalent arg 'x-max-length' for queue 'q' in vhost '/': received none but "
              "current is the value '5' of type 'long'");
}

}  // namespace
}  // namespace leveret::broker
