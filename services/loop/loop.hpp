#pragma once

#include <chrono>
#include <functional>
#include <memory>

namespace boost::asio {
class io_context;
}

namespace leveret::services {

/// One thread that runs everything of one service: HTTP, AMQP and its database.
///
/// What runs on it may use the service's parts without a lock; anyone else comes in through post().
class Loop {
  public:
    using Task = std::function<void()>;

    Loop();
    /// Stops it if it runs.
    ~Loop();
    Loop(const Loop&) = delete;
    Loop& operator=(const Loop&) = delete;

    /// What sockets and timers are made on.
    boost::asio::io_context& context();

    /// Starts the thread.
    void start();
    /// Ends the thread after the task under way; what has not run yet never runs.
    void stop();
    /// Has the loop's thread run `task` soon. Callable from any thread.
    void post(Task task);
    /// Has the loop's thread run `task` once `delay` has passed. Only on the loop's thread.
    void after(std::chrono::milliseconds delay, Task task);

  private:
    struct Running;
    std::unique_ptr<Running> running_;
};

}  // namespace leveret::services
