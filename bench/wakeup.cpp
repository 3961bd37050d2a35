#include "bench/wakeup.hpp"

#include <cerrno>
#include <sys/eventfd.h>
#include <system_error>
#include <unistd.h>

namespace leveret::bench {

Wakeup::Wakeup() : descriptor_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {
    if (descriptor() < 0) throw std::system_error(errno, std::generic_category(), "eventfd");
}

void Wakeup::wake() const {
    const std::uint64_t one = 1;
    // It fails only when the counter is full, and then the other is as good as awake.
    [[maybe_unused]] const ssize_t written = write(descriptor(), &one, sizeof one);
}

void Wakeup::reset() const {
    std::uint64_t count = 0;
    [[maybe_unused]] const ssize_t taken = read(descriptor(), &count, sizeof count);
}

}  // namespace leveret::bench
