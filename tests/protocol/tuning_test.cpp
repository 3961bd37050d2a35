#include "protocol/tuning.hpp"

#include <gtest/gtest.h>

namespace leveret::protocol {
namespace {

using namespace std::chrono_literals;

struct Row {
    std::string name;
    Tuning offered;
    Tuning chosen;
    std::string text;  // empty: taken
};

class TuneOk : public testing::TestWithParam<Row> {};

TEST_P(TuneOk, IsTakenOrRefused) {  // B042, B043, B045
    const auto error = check_tuning(GetParam().offered, GetParam().chosen);

    EXPECT_EQ(error ? reply_text(*error) : "", GetParam().text);
    EXPECT_EQ(error.value_or(Error{.method = {10, 30}}).method, (MethodId{10, 30}));
}

constexpr Tuning offer{2047, 131'072, 60s};
constexpr Tuning unlimited{0, 0, 0s};

INSTANTIATE_TEST_SUITE_P(
    All, TuneOk,
    testing::Values(
        Row{"as_offered", offer, offer, ""}, Row{"smallest", offer, {1, 4096, 0s}, ""},
        Row{"higher_heartbeat", offer, {2047, 131'072, 600s}, ""},
        Row{"frame_max_too_high",
            offer,
            {2047, 200'000, 60s},
            "NOT_ALLOWED - negotiated frame_max = 200000 is higher than the maximum allowed value "
            "(131072)"},
        Row{"frame_max_too_low",
            offer,
            {2047, 4095, 60s},
            "NOT_ALLOWED - negotiated frame_max = 4095 is lower than the minimum allowed value "
            "(4096)"},
        Row{"frame_max_unlimited",
            offer,
            {2047, 0, 60s},
            "NOT_ALLOWED - negotiated frame_max = 0 is higher than the maximum allowed value "
            "(131072)"},
        Row{"channel_max_too_high",
            offer,
            {2048, 131'072, 60s},
            "NOT_ALLOWED - negotiated channel_max = 2048 is higher than the maximum allowed value "
            "(2047)"},
        Row{"channel_max_unlimited",
            offer,
            {0, 131'072, 60s},
            "NOT_ALLOWED - negotiated channel_max = 0 (no limit) is higher than the maximum "
            "allowed value (2047)"},
        Row{"none_offered_none_chosen", unlimited, unlimited, ""},
        Row{"none_offered_some_chosen", unlimited, {65'535, 4'000'000, 1s}, ""}),
    [](const auto& row) { return row.param.name; });

TEST(SettleTuning, TakesTheLowerOfBoth) {
    EXPECT_EQ(settle_tuning(offer, {10, 200'000, 30s}), (Tuning{10, 131'072, 30s}));
}

TEST(SettleTuning, TakesTheOthersForZero) {
    EXPECT_EQ(settle_tuning(offer, unlimited), offer);
    EXPECT_EQ(settle_tuning(unlimited, offer), offer);
}

}  // namespace
}  // namespace leveret::protocol
