#pragma once

#include <cstdint>
#include <string>

namespace leveret::services::amqp {

/// A message on its way out, through the default exchange.
struct Publication {
    std::int64_t id = 0;  // how the sender knows it: comes back in its Settlement
    std::string queue;
    std::string content_type;  // empty: none
    std::string message_id;    // empty: none
    std::string app_id;
    std::string body;
    std::int64_t timestamp = 0;  // seconds since 1970
    std::string reason;          // header `x-reason`; empty: none
};

/// What became of a publication.
struct Settlement {
    std::int64_t id = 0;
    bool confirmed = false;  // false: the broker refused it
    friend bool operator==(const Settlement&, const Settlement&) = default;
};

/// A message that came in.
struct Delivery {
    std::uint64_t tag = 0;
    std::string content_type;  // empty when absent
    std::string message_id;    // empty when absent
    std::string body;
};

}  // namespace leveret::services::amqp
