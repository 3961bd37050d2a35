#pragma once

#include <cstdint>

namespace leveret::broker {

/// How many unacknowledged messages may be out, and how many are.     B255 to B261
struct Credit {
    std::uint32_t limit = 0;  // 0: none (B259)
    std::uint32_t used = 0;
    bool available() const { return limit == 0 || used < limit; }
};

}  // namespace leveret::broker
