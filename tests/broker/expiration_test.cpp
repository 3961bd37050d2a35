#include "broker/core/channel/expiration.hpp"

#include <gtest/gtest.h>

namespace leveret::broker {
namespace {

struct Row {
    std::string text;
    std::optional<std::string> fault;
};

class Expiration : public testing::TestWithParam<Row> {};

TEST_P(Expiration, IsJudgedAsRabbitMqDoes) {
    EXPECT_EQ(expiration_fault(GetParam().text), GetParam().fault);
}

INSTANTIATE_TEST_SUITE_P(
    Texts, Expiration,
    testing::Values(Row{"0", {}}, Row{"1", {}}, Row{"0060000", {}}, Row{"+5", {}}, Row{"-0", {}},
                    Row{"315360000000", {}}, Row{"", "no_integer"}, Row{"+", "no_integer"},
                    Row{"-", "no_integer"}, Row{"abc", "no_integer"}, Row{" 1", "no_integer"},
                    Row{"+-1", "no_integer"}, Row{"1 ", "{leftover_string,\" \"}"},
                    Row{"1.5", "{leftover_string,\".5\"}"}, Row{"-7", "{value_negative,-7}"},
                    Row{"315360000001", "{value_too_large,315360000001}"},
                    Row{"99999999999999999999999", "{value_too_large,99999999999999999999999}"}));

}  // namespace
}  // namespace leveret::broker
