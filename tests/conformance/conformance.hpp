#pragma once

#include <chrono>
#include <regex>
#include <string>
#include <vector>

#include <gmock/gmock.h>
#include <gtest/gtest.h>

#include "tests/support/client_channel.hpp"
#include "tests/support/conversation.hpp"
#include "tests/support/test_broker.hpp"

namespace leveret::test {

using namespace protocol;
using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;

/// Writes down which behaviours the running test shows: those that its name begins with.
inline void record_behaviours() {
    const testing::TestInfo& test = *testing::UnitTest::GetInstance()->current_test_info();
    const std::string name = test.name();
    static const std::regex number{"B[0-9]{3}"};
    std::string numbers;
    for (std::sregex_iterator at{name.begin(), name.end(), number}, end; at != end; ++at) {
        numbers += (numbers.empty() ? "" : " ") + at->str();
    }
    testing::Test::RecordProperty("behaviours", numbers);
}

/// A broker to which a test connects as it likes. The names of tests begin with the behaviours that
/// they show; README.md says what each number stands for.
class Conversation : public testing::Test {
  protected:
    void SetUp() override { record_behaviours(); }
    TestBroker broker;
};

/// A broker, a client and its first channel.
class ChannelConversation : public Conversation {
  protected:
    Client client{broker};
    ClientChannel channel{client};
};

}  // namespace leveret::test
