#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace leveret::broker {

/// Why the text of an expiration property is no whole number of 0 to 315360000000 milliseconds, as
/// RabbitMQ words it; nothing when it is one.                          B202
std::optional<std::string> expiration_fault(std::string_view text);

}  // namespace leveret::broker
