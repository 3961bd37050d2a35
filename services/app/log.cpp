#include "services/app/log.hpp"

#include <memory>
#include <string>

#include <spdlog/logger.h>
#include <spdlog/sinks/stdout_color_sinks.h>

#include "protocol/printable.hpp"

namespace leveret::app {

namespace {

spdlog::level::level_enum level_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::info;
}

}  // namespace

services::Log make_log(LogLevel least) {
    auto logger = std::make_shared<spdlog::logger>(
        "leveret", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    logger->set_level(level_of(least));
    logger->set_pattern("%Y-%m-%d %H:%M:%S.%e %^%-7l%$ %v");
    return [logger](LogLevel level, const std::string& text) {
        logger->log(level_of(level), protocol::printable(text));
    };
}

}  // namespace leveret::app
