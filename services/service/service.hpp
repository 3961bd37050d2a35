#pragma once

#include <chrono>
#include <functional>
#include <future>
#include <memory>
#include <optional>
#include <string>

#include "services/database/database.hpp"
#include "services/http/router.hpp"
#include "services/http/server.hpp"
#include "services/log/log.hpp"
#include "services/loop/loop.hpp"
#include "services/messaging/mailbox.hpp"

namespace leveret::services {

/// What every service is told.
struct ServiceSettings {
    std::string name;      // `admin` or `main`: also the queue it consumes
    http::Address listen;  // port 0 takes a free one
    std::string data;      // the folder of its database NAME.db; `:memory:` keeps nothing
    bool transient_queues = false;
};

/// What every service is made of: a thread, a database file, an HTTP server and a mailbox.
///
/// It comes to life in steps, so that whatever can be wrong is found before anything is written:
/// the constructor checks the file and takes the port, open() makes the database, start() runs.
class Service {
  public:
    /// @param schema of the service's own tables; the mailbox's are added
    /// @throws database::Unusable, http::ListenError: nothing has been changed
    Service(ServiceSettings settings, database::Schema schema, Log log);
    /// Stops it if it runs.
    ~Service();
    Service(const Service&) = delete;
    Service& operator=(const Service&) = delete;

    /// Opens the database, or makes it.                   @throws database::Unusable
    database::Database& open();
    /// Answers HTTP and talks to the broker from now on. After open(). Adds to `routes`
    /// `GET /`, which lists the routes, and `GET /healthz`.
    void start(const amqp::Url& broker, const std::string& other_queue, messaging::Apply apply,
               http::Router routes);
    /// Waits until the broker was reached for the first time; false when that took too long.
    bool wait_connected(std::chrono::milliseconds limit);
    void stop();

    /// Where it listens.
    http::Address address() const { return server_.address(); }
    /// Only between start() and stop(), on the loop's thread.
    messaging::Mailbox& mailbox() { return *mailbox_; }
    Loop& loop() { return loop_; }

  private:
    http::Response health();

    ServiceSettings settings_;
    database::Schema schema_;
    Log log_;
    std::string path_;
    Loop loop_;
    http::Server server_;
    std::optional<database::Database> database_;
    std::optional<messaging::Mailbox> mailbox_;
    std::promise<void> connected_;
    std::future<void> was_connected_;
    bool running_ = false;
};

}  // namespace leveret::services
