#pragma once

#include <cstdint>
#include <string>

#include "protocol/bytes.hpp"
#include "protocol/content.hpp"
#include "protocol/frame.hpp"
#include "protocol/result.hpp"

namespace leveret::protocol {

/// One method with its arguments still encoded, and its content if it carries one.
/// Invariant: `arguments` lie in the frame last given or in the assembler; valid until its next
/// step.
struct Command {
    MethodId id;
    Bytes arguments;
    ContentRef content;  // of basic.publish, deliver, get-ok and return; its route is theirs
};

/// The frames of one channel into commands.                           @spec 4.2.6, B064 to B073
///
/// Nothing is decoded that need not be: the method's arguments stay octets, the body goes straight
/// into the Content that is later delivered.
class Assembler {
  public:
    enum class Progress { incomplete, command, failed };

    /// Takes a method, header or body frame (no heartbeat). After `command`, command() holds it;
    /// after `failed`, error() says why and the assembler is not used again.
    Progress step(const Frame& frame);

    /// The command that the last step completed; take it before the next.
    Command& command() { return command_; }
    const Error& error() const { return error_; }
    /// Whether a content has begun and is not whole.
    bool busy() const { return state_ != State::idle; }

  private:
    enum class State : std::uint8_t { idle, await_header, await_body };
    Progress on_method(const Frame& frame);
    Progress on_header(const Frame& frame);
    Progress on_body(const Frame& frame);
    /// Copies the method that awaits its content and finds its route in it.
    Progress begin_content(Bytes arguments);
    Progress begin_body(Bytes header, std::size_t body_octets, Essentials essentials);
    Progress finish();
    Progress fail(Error error);
    Progress unexpected(std::string text);
    Progress unexpected_header(const std::string& got);

    State state_ = State::idle;
    Command command_;
    Buffer arguments_;             // of the method that awaits its content; keeps its capacity
    std::size_t exchange_at_ = 0;  // in arguments_: exchange and routing key, two short strings
    Error error_;
};

}  // namespace leveret::protocol
