#include "services/loop/loop.hpp"

#include <thread>
#include <utility>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace leveret::services {

struct Loop::Running {
    boost::asio::io_context context{1};
    boost::asio::executor_work_guard<boost::asio::io_context::executor_type> work{
        context.get_executor()};
    std::thread thread;
};

Loop::Loop() : running_(std::make_unique<Running>()) {}

Loop::~Loop() {
    stop();
}

boost::asio::io_context& Loop::context() {
    return running_->context;
}

void Loop::start() {
    running_->thread = std::thread([this] { running_->context.run(); });
}

void Loop::stop() {
    running_->context.stop();
    if (running_->thread.joinable()) running_->thread.join();
}

void Loop::post(Task task) {
    boost::asio::post(running_->context, std::move(task));
}

void Loop::after(std::chrono::milliseconds delay, Task task) {
    auto timer = std::make_shared<boost::asio::steady_timer>(running_->context, delay);
    timer->async_wait([timer, task = std::move(task)](boost::system::error_code error) {
        if (!error) task();
    });
}

}  // namespace leveret::services
