#include <algorithm>

#include "services/app/arguments.hpp"
#include "services/app/option_table.hpp"

namespace leveret::app {

namespace {

constexpr std::string_view overview =
    R"(Leveret: an AMQP 0-9-1 broker that RabbitMQ's clients take for theirs, and two
product services that speak through it.

  leveret           broker, admin and main in one process: the same as leveret serve
  leveret broker    the broker alone
  leveret admin     the admin service alone: products, and the likes they got
  leveret main      the main service alone: the shop, where products are liked
  leveret help COMMAND    more about one of them, with examples
  leveret --version

Try it:

  leveret &
  curl -d '{"title": "Tea", "image": "tea.jpg"}' http://127.0.0.1:8000/api/products
  curl http://127.0.0.1:8001/api/products
  curl -X POST http://127.0.0.1:8001/api/products/1/like
  curl http://127.0.0.1:8000/api/products/1

AMQP clients connect to amqp://guest:guest@127.0.0.1:5672/.
)";

constexpr std::string_view about_serve = R"(leveret serve [OPTION ...]

Runs broker, admin and main in one process, until SIGINT (Ctrl-C) or SIGTERM.

  leveret serve --data /var/lib/leveret
      keeps messages and products in this folder
  leveret serve --data :memory: --amqp 127.0.0.1:0 --admin off --main off --ready-file ready.json
      a broker for a test: nothing is kept, a free port is taken, and ready.json says which
  leveret serve --amqp 0.0.0.0:5672
      AMQP for the whole network; with --amqp off only its own services use the broker
)";

constexpr std::string_view about_broker = R"(leveret broker [OPTION ...]

Runs the broker alone, until SIGINT (Ctrl-C) or SIGTERM.

  leveret broker --data /var/lib/leveret
      durable queues and persistent messages survive in this folder
  leveret broker --data :memory: --amqp 127.0.0.1:0 --ready-file ready.json
      for a test: nothing is kept, a free port is taken, and ready.json says which
)";

constexpr std::string_view about_admin = R"(leveret admin [OPTION ...]

Runs the admin service: products, kept in DIR/admin.db. It tells the main service of every change
through the queue main, and counts the likes that come through the queue admin. A broker that is
away is waited for; events wait too, and none is lost.

  leveret admin --broker amqp://guest:guest@127.0.0.1:5672/ --listen 127.0.0.1:8000
      next to any broker that speaks AMQP 0-9-1, RabbitMQ included
  curl -d '{"title": "Tea", "image": "tea.jpg"}' http://127.0.0.1:8000/api/products
  curl http://127.0.0.1:8000/
      lists everything it answers
)";

constexpr std::string_view about_main = R"(leveret main [OPTION ...]

Runs the main service: its copy of the products, kept in DIR/main.db, which can be liked. It hears
of products through the queue main and tells of likes through the queue admin. Who likes is a random
user, asked of the admin service.

  leveret main --broker amqp://guest:guest@127.0.0.1:5672/ --admin-url http://127.0.0.1:8000
      next to any broker that speaks AMQP 0-9-1, RabbitMQ included
  curl -X POST http://127.0.0.1:8001/api/products/1/like
  curl http://127.0.0.1:8001/
      lists everything it answers
)";

std::string options_of(Command command) {
    constexpr std::size_t column = 24;
    std::string text = "\nOptions (what holds without them in brackets):\n\n";
    for (const OptionRow& row : option_table()) {
        if ((row.commands & bit(command)) == 0) continue;
        std::string head = "  " + std::string(row.name) + " " + std::string(row.value);
        head.resize(std::max(column, head.size() + 1), ' ');
        text += head;
        for (const char c : row.help) {
            text += c;
            if (c == '\n') text.append(column, ' ');
        }
        text += '\n';
    }
    return text;
}

}  // namespace

std::string help_text(Command about) {
    switch (about) {
        case Command::serve:
            return std::string(about_serve) + options_of(about);
        case Command::broker:
            return std::string(about_broker) + options_of(about);
        case Command::admin:
            return std::string(about_admin) + options_of(about);
        case Command::main:
            return std::string(about_main) + options_of(about);
        default:
            return std::string(overview);
    }
}

}  // namespace leveret::app
