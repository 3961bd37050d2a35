#pragma once

#include <cstdint>

#include "bench/socket.hpp"

namespace leveret::bench {

/// Lets one thread end another's wait for its sockets (an eventfd).
class Wakeup {
  public:
    /// Throws std::system_error when the system is out of descriptors.
    Wakeup();
    void wake() const;
    /// Makes it wait again after a wake.
    void reset() const;
    /// Becomes readable on wake().
    int descriptor() const { return descriptor_.value(); }

  private:
    Descriptor descriptor_;
};

}  // namespace leveret::bench
