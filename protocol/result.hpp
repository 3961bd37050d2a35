#pragma once

#include <cstdint>
#include <string>

#include <boost/system/result.hpp>

#include "protocol/reply_code.hpp"

namespace leveret::protocol {

/// A method's class and number, as in `50, 40` for queue.delete.
struct MethodId {
    std::uint16_t class_id = 0;
    std::uint16_t method_id = 0;
    friend constexpr bool operator==(MethodId, MethodId) = default;
};

/// The peer's fault: what a close frame will say.
struct Error {
    ReplyCode code = ReplyCode::internal_error;
    std::string text;   // without the code's name in front
    MethodId method{};  // 0, 0: no method is to blame (B006)
    friend bool operator==(const Error&, const Error&) = default;
};

/// A value, or the error that keeps it from being there.
template <class T>
using Result = boost::system::result<T, Error>;

/// `CODE_NAME - text`, at most the 255 octets of a short string: a longer one ends in `...`. B004,
/// B005
std::string reply_text(const Error& error);

/// What `Result::value()` throws when there is none: only a bug asks for it unchecked.
[[noreturn]] void throw_exception_from_error(const Error& error, const boost::source_location& at);

}  // namespace leveret::protocol
