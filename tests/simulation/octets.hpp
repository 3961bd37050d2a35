#pragma once

#include <string>

#include "protocol/content.hpp"
#include "protocol/output.hpp"

namespace leveret::simulation {

/// Everything that waits in `output`, which is empty afterwards.
std::string take_octets(protocol::Output& output);

/// A message as a client publishes it through the default exchange.
protocol::ContentRef make_content(const std::string& queue, const std::string& body,
                                  bool persistent);

}  // namespace leveret::simulation
