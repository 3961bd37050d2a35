#pragma once

// The basic class: messages.                                             @spec 1.8
#include "protocol/methods/basic_consume.hpp"
#include "protocol/methods/basic_content.hpp"
#include "protocol/methods/basic_settle.hpp"
