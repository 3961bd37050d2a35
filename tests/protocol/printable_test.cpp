#include "protocol/printable.hpp"

#include <gtest/gtest.h>

namespace leveret::protocol {
namespace {

TEST(Printable, LeavesTextAsItIs) {
    EXPECT_EQ(printable("user 'J\u00fcrgen' - refused"), "user 'J\u00fcrgen' - refused");
}

TEST(Printable, ForgesNoLineAndCommandsNoTerminal) {
    EXPECT_EQ(printable("x\n2026 error\x1b[2J\x7f"), "x\\x0a2026 error\\x1b[2J\\x7f");
}

}  // namespace
}  // namespace leveret::protocol
