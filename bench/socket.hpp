#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include "protocol/bytes.hpp"

namespace leveret::bench {

/// Owns a file descriptor.
class Descriptor {
  public:
    explicit Descriptor(int value = -1) : value_(value) {}
    Descriptor(Descriptor&& other) noexcept : value_(std::exchange(other.value_, -1)) {}
    Descriptor& operator=(Descriptor&& other) noexcept {
        std::swap(value_, other.value_);
        return *this;
    }
    ~Descriptor();
    int value() const { return value_; }

  private:
    int value_;
};

/// A host and a port that were looked up, and the rule that load goes to this machine only.
struct Target {
    std::string host;
    std::uint16_t port = 0;
    bool allow_remote = false;
};

/// What came of trying to move octets without waiting.
enum class Transfer { done, would_block, ended };

/// A non-blocking TCP connection without Nagle's delay.
class Socket {
  public:
    /// Waits until it is connected.
    /// Throws std::runtime_error: no such host, nobody there, not within `patience`, or a host that
    /// is not this machine without `allow_remote`.
    Socket(const Target& target, std::chrono::milliseconds patience);

    /// Reads what there is into `room`; `octets` says how much.
    Transfer receive(std::span<char> room, std::size_t& octets);
    /// Writes as much of `parts`, in order, as the system takes; `octets` says how much.
    Transfer send(std::span<const protocol::Bytes> parts, std::size_t& octets);
    /// Waits until it can be read, or also written; false when `patience` ends first.
    bool wait(bool for_writing, std::chrono::milliseconds patience) const;
    int descriptor() const { return descriptor_.value(); }

  private:
    Descriptor descriptor_;
};

}  // namespace leveret::bench
