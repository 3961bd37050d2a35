#include "services/app/arguments.hpp"

#include <gtest/gtest.h>

namespace leveret::app {
namespace {

using Words = std::vector<std::string_view>;

TEST(Arguments, AreServeWithItsDefaultsWhenThereAreNone) {
    const Options options = parse_arguments({}).value();

    EXPECT_EQ(options.command, Command::serve);
    EXPECT_EQ(options.data, "./leveret-data");
    EXPECT_EQ(options.amqp->text(), "127.0.0.1:5672");
    EXPECT_EQ(options.admin->text(), "127.0.0.1:8000");
    EXPECT_EQ(options.main->text(), "127.0.0.1:8001");
    EXPECT_EQ(options.log_level, LogLevel::info);
}

TEST(Arguments, MayLeaveOutServe) {
    const Options options = parse_arguments({"--data", ":memory:"}).value();

    EXPECT_EQ(options.command, Command::serve);
    EXPECT_EQ(options.data, ":memory:");
}

TEST(Arguments, SwitchPartsOff) {
    const Options options = parse_arguments({"serve", "--admin", "off", "--main=off"}).value();

    EXPECT_FALSE(options.admin);
    EXPECT_FALSE(options.main);
    EXPECT_TRUE(options.amqp);
}

TEST(Arguments, OfAdminAreStored) {
    const Options options =
        parse_arguments({"admin", "--broker", "amqp://a:b@host:1/v", "--listen", "[::1]:0",
                         "--users", "7", "--transient-queues", "--ready-file=r", "--log-level",
                         "debug", "--data", "d"})
            .value();

    EXPECT_EQ(options.command, Command::admin);
    EXPECT_EQ(options.broker.host, "host");
    EXPECT_EQ(options.admin->text(), "[::1]:0");
    EXPECT_EQ(options.users, 7);
    EXPECT_TRUE(options.transient_queues);
    EXPECT_EQ(options.ready_file, "r");
    EXPECT_EQ(options.log_level, LogLevel::debug);
    EXPECT_EQ(options.data, "d");
}

TEST(Arguments, OfMainAreStored) {
    const Options options =
        parse_arguments({"main", "--admin-url", "http://admin:8000", "--listen", "0.0.0.0:80"})
            .value();

    EXPECT_EQ(options.command, Command::main);
    EXPECT_EQ(options.admin_url, "http://admin:8000");
    EXPECT_EQ(options.main->text(), "0.0.0.0:80");
    EXPECT_EQ(options.broker.text(), "amqp://guest@127.0.0.1:5672/");
}

struct HelpWanted {
    const char* name;
    Words words;
    Command about;
};
class WaysToHelp : public testing::TestWithParam<HelpWanted> {};

TEST_P(WaysToHelp, LeadToTheText) {
    const Options options = parse_arguments(GetParam().words).value();

    EXPECT_EQ(options.command, Command::help);
    EXPECT_EQ(options.help_about, GetParam().about);
}

INSTANTIATE_TEST_SUITE_P(
    All, WaysToHelp,
    testing::Values(HelpWanted{"Command", {"help"}, Command::help},
                    HelpWanted{"Option", {"--help"}, Command::help},
                    HelpWanted{"Short", {"-h"}, Command::help},
                    HelpWanted{"OfACommand", {"help", "main"}, Command::main},
                    HelpWanted{"BehindACommand", {"broker", "--help"}, Command::broker},
                    HelpWanted{"BehindOptions", {"serve", "--data", "d", "-h"}, Command::serve}),
    [](const auto& instance) { return instance.param.name; });

TEST(Help, NamesEveryOptionOfACommandAndNoOther) {
    const std::string text = help_text(Command::broker);

    EXPECT_NE(text.find("--amqp HOST:PORT"), std::string::npos);
    EXPECT_EQ(text.find("--admin-url"), std::string::npos);
}

struct Refused {
    const char* name;
    Words words;
    const char* text;
};
class Refusals : public testing::TestWithParam<Refused> {};

TEST_P(Refusals, NameTheOptionItsValueAndWhatWasExpected) {
    const auto options = parse_arguments(GetParam().words);

    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().text.substr(0, std::string(GetParam().text).size()), GetParam().text);
    EXPECT_EQ(options.error().text.find('\n'), std::string::npos);
}

INSTANTIATE_TEST_SUITE_P(
    All, Refusals,
    testing::Values(
        Refused{"Command", {"server"}, "server: unknown command; expected serve"},
        Refused{"Option", {"--port", "1"}, "--port: unknown option; leveret serve knows --data"},
        Refused{"Behind", {"serve", "now"}, "now: expected an option"},
        Refused{"OfAnother",
                {"broker", "--admin", "off"},
                "--admin: no option of leveret broker; expected one of --data, --amqp"},
        Refused{"NoValue", {"serve", "--data"}, "--data: expected DIR behind it"},
        Refused{"EmptyValue", {"--data="}, "--data (nothing): expected a folder, or :memory:"},
        Refused{"ValueTooMany", {"--transient-queues=1"}, "--transient-queues: takes no value"},
        Refused{"Address", {"--amqp", "5672"}, "--amqp 5672: expected HOST:PORT"},
        Refused{"Port",
                {"--main", "localhost:99999"},
                "--main localhost:99999: expected a port from 0 to 65535"},
        Refused{"BrokerOff", {"broker", "--amqp", "off"}, "--amqp off: expected HOST:PORT"},
        Refused{"AllOff", {"--amqp", "off", "--admin", "off", "--main", "off"}, "--amqp off"},
        Refused{"Users", {"--users", "many"}, "--users many: expected a whole number from 1"},
        Refused{"NoUsers", {"--users", "0"}, "--users 0: expected a whole number from 1"},
        Refused{"UsersTail", {"--users", "5x"}, "--users 5x: expected a whole number"},
        Refused{"Level", {"--log-level", "loud"}, "--log-level loud: expected debug, info"},
        Refused{"Broker",
                {"admin", "--broker", "http://localhost"},
                "--broker http://localhost: expected a URL that begins with amqp://"},
        Refused{"AdminUrl",
                {"main", "--admin-url", "localhost:8000"},
                "--admin-url localhost:8000: expected http://HOST:PORT"},
        Refused{"AdminUrlPath",
                {"main", "--admin-url", "http://a/b"},
                "--admin-url http://a/b: expected http://HOST:PORT"},
        Refused{"HelpAbout", {"help", "me"}, "me: no command"}),
    [](const auto& instance) { return instance.param.name; });

TEST(Refusals, DoNotShowThePasswordOfAUrl) {
    const auto options = parse_arguments({"main", "--broker", "amqp://me:secret@host:99999/"});

    ASSERT_FALSE(options);
    EXPECT_EQ(options.error().text,
              "--broker amqp://...@host:99999/: expected a port from 1 to 65535");
}

}  // namespace
}  // namespace leveret::app
