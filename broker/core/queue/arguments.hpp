#pragma once

#include "broker/core/refusal.hpp"
#include "protocol/result.hpp"
#include "protocol/table.hpp"

namespace leveret::broker {

/// Checks that a queue is declared again with the arguments that it has. Only those that mean
/// something to a queue count (B153); integers are equal by value (B154), no x-queue-type is
/// `classic` (B155).
/// @error precondition_failed (406): which argument, both values and their types  B012, B013
protocol::Result<void> check_equal_arguments(const refusal::Resource& queue,
                                             const protocol::Table& received,
                                             const protocol::Table& current);

}  // namespace leveret::broker
