#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <iterator>
#include <string>
#include <unistd.h>

#include <gtest/gtest.h>

#include "broker/server.hpp"
#include "tests/net/socket_client.hpp"

namespace leveret::test {

/// A folder of this test's own, gone afterwards.
class ServerTest : public testing::Test {
  protected:
    ServerTest() {
        const auto& test = *testing::UnitTest::GetInstance()->current_test_info();
        folder = std::filesystem::path{testing::TempDir()} /
                 ("leveret-net-" + std::to_string(getpid()) + "-" + test.name());
        std::filesystem::remove_all(folder);
    }
    ~ServerTest() override { std::filesystem::remove_all(folder); }
    ServerOptions on_disk() const { return {.data = folder.string(), .amqp = "127.0.0.1:0"}; }
    static ServerOptions in_memory() { return {.amqp = "127.0.0.1:0"}; }
    static std::size_t threads() {
        return static_cast<std::size_t>(
            std::distance(std::filesystem::directory_iterator{"/proc/self/task"}, {}));
    }
    static std::uint32_t ready_in(SocketClient& client, const std::string& queue) {
        return client.ask<QueueDeclareOk>(QueueDeclare{.queue = queue, .passive = true})
            .message_count;
    }
    /// Why the server does not start.
    static std::string start_error(const ServerOptions& options) {
        Server server{options};
        try {
            server.start();
        } catch (const StartError& error) {
            return error.what();
        }
        return "it has started";
    }
    std::filesystem::path folder;
};

inline const Properties persistent{.delivery_mode = std::uint8_t{2}};
/// The code of a close that the broker wished for.
constexpr std::uint16_t forced = 320;

}  // namespace leveret::test
