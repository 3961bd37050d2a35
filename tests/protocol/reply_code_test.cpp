#include "protocol/reply_code.hpp"

#include <gtest/gtest.h>

namespace leveret::protocol {
namespace {

struct Row {
    std::uint16_t number;
    std::string_view name;
    bool hard;
};

class ReplyCodes : public testing::TestWithParam<Row> {};

TEST_P(ReplyCodes, HaveTheirNameAndScope) {  // B001, B002
    const ReplyCode code{GetParam().number};

    EXPECT_EQ(name(code), GetParam().name);
    EXPECT_EQ(is_hard(code), GetParam().hard);
}

INSTANTIATE_TEST_SUITE_P(
    All, ReplyCodes,
    testing::Values(Row{200, "SUCCESS", false}, Row{311, "CONTENT_TOO_LARGE", false},
                    Row{312, "NO_ROUTE", false}, Row{313, "NO_CONSUMERS", false},
                    Row{320, "CONNECTION_FORCED", true}, Row{402, "INVALID_PATH", true},
                    Row{403, "ACCESS_REFUSED", false}, Row{404, "NOT_FOUND", false},
                    Row{405, "RESOURCE_LOCKED", false}, Row{406, "PRECONDITION_FAILED", false},
                    Row{501, "FRAME_ERROR", true}, Row{502, "SYNTAX_ERROR", true},
                    Row{503, "COMMAND_INVALID", true}, Row{504, "CHANNEL_ERROR", true},
                    Row{505, "UNEXPECTED_FRAME", true}, Row{506, "RESOURCE_ERROR", true},
                    Row{530, "NOT_ALLOWED", true}, Row{540, "NOT_IMPLEMENTED", true},
                    Row{541, "INTERNAL_ERROR", true}, Row{999, "UNKNOWN", true}),
    [](const auto& row) { return std::to_string(row.param.number); });

}  // namespace
}  // namespace leveret::protocol
