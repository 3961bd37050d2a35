#include "bench/worker.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <exception>
#include <sys/epoll.h>
#include <sys/prctl.h>
#include <system_error>
#include <utility>

namespace leveret::bench {

namespace {

using namespace std::chrono_literals;

/// How soon a worker sees that the phase has changed when nothing else wakes it.
constexpr std::chrono::nanoseconds longest_sleep = 50ms;
constexpr std::uint64_t wakeup_key = ~std::uint64_t{0};

void add(int epoll, int descriptor, std::uint32_t events, std::uint64_t key) {
    epoll_event event{.events = events, .data = {.u64 = key}};
    if (epoll_ctl(epoll, EPOLL_CTL_ADD, descriptor, &event) != 0) {
        throw std::system_error(errno, std::generic_category(), "epoll_ctl");
    }
}

}  // namespace

Worker::Worker(std::vector<Publisher*> publishers, std::vector<Consumer*> consumers, Ledger& ledger)
    : publishers_(std::move(publishers)),
      consumers_(std::move(consumers)),
      ledger_(ledger),
      epoll_(epoll_create1(EPOLL_CLOEXEC)) {
    for (Publisher* publisher : publishers_) links_.push_back(&publisher->link());
    for (Consumer* consumer : consumers_) links_.push_back(&consumer->link());
    for (std::size_t i = 0; i < links_.size(); ++i) {
        // Edge-triggered: a link remembers what it may do, and no call is needed to change that.
        add(epoll_.value(), links_[i]->descriptor(), EPOLLIN | EPOLLOUT | EPOLLET, i);
    }
    if (!publishers_.empty()) {
        add(epoll_.value(), ledger_.publishers_wakeup.descriptor(), EPOLLIN, wakeup_key);
    }
    thread_ = std::thread([this] { run(); });
}

Worker::~Worker() {
    if (thread_.joinable()) thread_.join();
}

void Worker::run() noexcept {
    // Wake when asked to, not up to 50 us later: rates and latencies depend on it.
    prctl(PR_SET_TIMERSLACK, 1UL, 0UL, 0UL, 0UL);
    try {
        while (ledger_.phase != Phase::over && !ledger_.failed()) wait(step());
        for (Consumer* consumer : consumers_) consumer->settle();
    } catch (const std::exception& failure) {
        ledger_.fail(failure.what());
    }
}

bool Worker::step() {
    bool busy = false;
    for (Publisher* publisher : publishers_) busy |= publisher->step();
    for (Consumer* consumer : consumers_) busy |= consumer->step();
    return busy;
}

void Worker::wait(bool busy) {
    std::chrono::nanoseconds patience{0};
    if (!busy) {
        patience = longest_sleep;
        if (const auto at = due()) {
            patience = std::clamp<std::chrono::nanoseconds>(*at - Clock::now(), 0ns, patience);
        }
    }
    const timespec timeout{.tv_sec = 0, .tv_nsec = patience.count()};
    std::array<epoll_event, 64> events;
    const int count = epoll_pwait2(epoll_.value(), events.data(), static_cast<int>(events.size()),
                                   &timeout, nullptr);
    for (int i = 0; i < count; ++i) {
        const epoll_event& event = events[static_cast<std::size_t>(i)];
        if (event.data.u64 == wakeup_key) {
            ledger_.publishers_wakeup.reset();
            continue;
        }
        Link& link = *links_[event.data.u64];
        if ((event.events & ~static_cast<std::uint32_t>(EPOLLOUT)) != 0) link.readable = true;
        if ((event.events & EPOLLOUT) != 0) link.writable = true;
    }
}

std::optional<TimePoint> Worker::due() const {
    std::optional<TimePoint> earliest;
    for (const Publisher* publisher : publishers_) {
        const auto at = publisher->due();
        if (at && (!earliest || *at < *earliest)) earliest = at;
    }
    return earliest;
}

}  // namespace leveret::bench
