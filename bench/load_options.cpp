#include "bench/load_options.hpp"

#include <iostream>
#include <stdexcept>
#include <unistd.h>

#include <boost/program_options.hpp>

#include "bench/scenarios.hpp"

namespace leveret::bench {

namespace {

namespace po = boost::program_options;

constexpr std::string_view introduction =
    R"(Puts load on an AMQP 0-9-1 broker and says what it made of it.

  load                                             the local broker, 16 B messages, 5 seconds
  load --scenario persistent-1k --seconds 10       a load that has a name, for longer
  load --scenario transient-16 --size 100          the same, with one thing changed
  load --rate 1000 --size 1024                     how long messages take, without hurry
  load --messages 50000 --consumers 0 --keep --queue-prefix backlog
                                                   leaves 50,000 messages in the queue backlog-0
  load --messages 50000 --publishers 0 --queue-prefix backlog
                                                   and takes them out again
  load --broker-pid $(pidof leveret) --json        with the broker's CPU time and memory, as JSON

It declares queues of its own and deletes them at the end. It ends by itself; with 1 if a channel
or connection was closed, a message was lost, or the broker stood still.
)";

constexpr unsigned line_columns = 100;

/// Options of one kind with the members they fill.
void add_topology(po::options_description& all, LoadOptions& o) {
    po::options_description group{"Who", line_columns, line_columns / 2};
    auto add = group.add_options();
    add("publishers", po::value(&o.publishers)->default_value(1), "connections that publish");
    add("consumers", po::value(&o.consumers)->default_value(1), "connections that consume");
    add("queues", po::value(&o.queues)->default_value(1), "queues that both are spread over");
    add("queue-prefix", po::value(&o.queue_prefix),
        "their names are PREFIX-0, PREFIX-1, ... (load-PID if not given)");
    add("fanout", po::bool_switch(&o.fanout),
        "each message goes to every queue, through a fanout exchange");
    add("threads", po::value(&o.threads)->default_value(2),
        "2: one for publishers and one for consumers; 1: one for all");
    all.add(group);
}

void add_messages(po::options_description& all, LoadOptions& o) {
    po::options_description group{"What", line_columns, line_columns / 2};
    auto add = group.add_options();
    add("size", po::value(&o.size_octets)->default_value(16),
        "octets of a body; from 8 on it carries the time and latencies are known");
    add("persistent", po::bool_switch(&o.persistent), "messages have delivery mode 2");
    add("durable", po::bool_switch(&o.durable), "queues are durable");
    add("confirm", po::value(&o.confirm_window)->default_value(0),
        "publishes that may wait for the broker's confirm; 0: no confirms");
    add("ack", po::value(&o.ack_every)->default_value(0),
        "acknowledge once for so many deliveries; 0: automatically");
    add("prefetch", po::value(&o.prefetch)->default_value(1000),
        "deliveries that may wait for an acknowledgement; 0: any number");
    all.add(group);
}

void add_pace(po::options_description& all, LoadOptions& o) {
    po::options_description group{"How fast and how long", line_columns, line_columns / 2};
    auto add = group.add_options();
    add("rate", po::value(&o.rate)->default_value(0),
        "messages a second, all publishers together; 0: as fast as possible");
    add("max-backlog", po::value(&o.max_backlog)->default_value(100'000, "100000"),
        "publishers pause when consumers are so many deliveries behind; 0: never");
    add("messages", po::value(&o.messages)->default_value(0),
        "publish so many and consume them; 0: go by the clock");
    add("seconds", po::value(&o.seconds)->default_value(5), "measure for so long");
    add("warmup", po::value(&o.warmup_seconds)->default_value(1), "after so long, unmeasured");
    add("consume-after", po::bool_switch(&o.consume_after),
        "consume only when all --messages are published");
    all.add(group);
}

void add_broker_and_output(po::options_description& all, LoadOptions& o, std::string& url,
                           long& stall_seconds) {
    po::options_description group{"Where, and what to say", line_columns, line_columns / 2};
    auto add = group.add_options();
    add("url",
        po::value(&url)->default_value("amqp://guest:guest@127.0.0.1:5672/", "amqp://127.0.0.1/"),
        "the broker: amqp://USER:PASSWORD@HOST:PORT/VHOST");
    add("scenario", po::value(&o.scenario), "a load that has a name; see below");
    add("broker-pid", po::value<int>(), "measure this process: CPU time and memory");
    add("json", po::bool_switch(&o.json), "one JSON object on stdout");
    add("keep", po::bool_switch(&o.keep), "leave the queues and what is in them");
    add("stall-limit", po::value(&stall_seconds)->default_value(30),
        "give up after so many seconds in which nothing moves");
    add("allow-remote", po::bool_switch(&o.allow_remote), "load another machine than this one");
    add("help", "this text");
    all.add(group);
}

void print_help(std::ostream& out, const po::options_description& all) {
    out << introduction << all << "\nScenarios:\n";
    for (const Scenario& scenario : scenarios()) {
        out << "  " << scenario.name << std::string(16 - scenario.name.size(), ' ')
            << scenario.meaning << "\n                  ";
        for (const std::string& option : scenario.options) out << option << ' ';
        out << '\n';
    }
}

void require(bool holds, const char* otherwise) {
    if (!holds) throw std::invalid_argument(otherwise);
}

void check(const LoadOptions& o) {
    require(o.publishers > 0 || o.consumers > 0, "nobody publishes or consumes");
    require(o.publishers <= 1000 && o.consumers <= 1000, "at most 1000 publishers and consumers");
    require(o.queues >= 1 && o.queues <= 10'000, "--queues is from 1 to 10000");
    require(o.threads == 1 || o.threads == 2, "--threads is 1 or 2");
    require(o.size_octets <= 128U << 20U, "--size is at most 134217728 (128 MiB)");
    require(o.rate >= 0 && o.seconds > 0 && o.warmup_seconds >= 0, "times and rates are positive");
    require(o.rate == 0 || o.rate >= 1, "--rate is at least 1, or 0 for no limit");
    require(o.seconds <= 86'400 && o.warmup_seconds <= 86'400, "a run takes at most a day");
    require(o.confirm_window <= 1'000'000, "--confirm is at most 1000000");
    require(o.ack_every == 0 || o.prefetch == 0 || o.ack_every <= o.prefetch,
            "--ack is more than --prefetch: no acknowledgement would ever be sent");
    require(o.messages == 0 || o.publishers == 0 || o.messages >= o.publishers,
            "--messages is less than one for each publisher");
    require(!o.consume_after || (o.messages > 0 && o.publishers > 0 && o.consumers > 0),
            "--consume-after needs --messages, publishers and consumers");
    require(o.max_backlog == 0 || !o.fanout || o.max_backlog >= o.queues,
            "--max-backlog is less than one message to each queue");
    require(o.stall_limit.count() > 0, "--stall-limit is at least 1");
}

}  // namespace

std::optional<LoadOptions> parse_load_options(int argument_count, const char* const* arguments,
                                              std::ostream& out) {
    LoadOptions o;
    std::string url;
    long stall_seconds = 0;
    po::options_description all{"", line_columns, line_columns / 2};
    add_broker_and_output(all, o, url, stall_seconds);
    add_topology(all, o);
    add_messages(all, o);
    add_pace(all, o);

    po::variables_map given;
    po::store(po::parse_command_line(argument_count, arguments, all), given);
    if (given.count("help") > 0) {
        print_help(out, all);
        return std::nullopt;
    }
    if (given.count("scenario") > 0) {
        const Scenario* scenario = find_scenario(given["scenario"].as<std::string>());
        require(scenario != nullptr, "there is no such scenario: --help lists them");
        // What is stored first stands, so that the command line overrules the scenario.
        po::store(po::command_line_parser(scenario->options).options(all).run(), given);
    }
    po::notify(given);

    const auto parsed = services::amqp::parse_url(url);
    if (!parsed) throw std::invalid_argument("--url: expected " + parsed.error().expected);
    o.url = *parsed;
    o.stall_limit = std::chrono::seconds{stall_seconds};
    if (given.count("broker-pid") > 0) o.broker_pid = given["broker-pid"].as<int>();
    if (o.queue_prefix.empty()) o.queue_prefix = "load-" + std::to_string(getpid());
    check(o);
    return o;
}

}  // namespace leveret::bench
