#include "protocol/result.hpp"

#include <gtest/gtest.h>

namespace leveret::protocol {
namespace {

TEST(ReplyText, PutsTheCodeNameInFront) {  // B004
    EXPECT_EQ(reply_text({ReplyCode::not_found, "no queue 'x' in vhost '/'", {}}),
              "NOT_FOUND - no queue 'x' in vhost '/'");
}

TEST(ReplyText, IsTheNameAloneWithoutText) {
    EXPECT_EQ(reply_text({ReplyCode::not_found, "", {}}), "NOT_FOUND");
}

TEST(ReplyText, FitsAShortString) {  // B005
    const std::string text = reply_text({ReplyCode::not_found, std::string(1000, 'x'), {}});

    EXPECT_EQ(text, "NOT_FOUND - " + std::string(240, 'x') + "...");
}

TEST(ReplyText, IsCutBetweenCharacters) {
    // The prefix takes 12 octets, so an euro sign of three octets lies across the end at 252.
    std::string euros = "x";
    for (int i = 0; i < 200; ++i) euros += "\u20ac";

    const std::string text = reply_text({ReplyCode::not_found, euros, {}});

    EXPECT_EQ(text.size(), 253U);
    EXPECT_TRUE(text.ends_with("\u20ac..."));
}

TEST(ReplyText, IsCutAnywhereInWhatIsNoUtf8) {
    EXPECT_EQ(reply_text({ReplyCode::not_found, std::string(1000, '\x80'), {}}).size(), 255U);
}

TEST(ResultValue, ThrowsWhenThereIsNone) {
    const Result<int> result = Error{ReplyCode::not_found, "no", {}};

    EXPECT_THROW(result.value(), std::logic_error);
}

}  // namespace
}  // namespace leveret::protocol
