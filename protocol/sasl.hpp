#pragma once

#include <string>

#include "protocol/bytes.hpp"
#include "protocol/result.hpp"

namespace leveret::protocol {

/// Who somebody says they are.
struct Credentials {
    std::string user;
    std::string password;
    friend bool operator==(const Credentials&, const Credentials&) = default;
};

/// Reads the response of start-ok. PLAIN is `NUL user NUL password` (B033), AMQPLAIN a table
/// without its length with LOGIN and PASSWORD (B034), ANONYMOUS anything, with empty credentials
/// (B040). The texts of errors never repeat the response, as RabbitMQ's do: it holds a password.
/// @param offered the mechanisms that the server offers, separated by spaces
/// @error command_invalid (503): the mechanism is unknown or not offered (B032)
/// @error syntax_error (502): the response is malformed
Result<Credentials> read_credentials(Bytes mechanism, Bytes response, Bytes offered);

/// The response of PLAIN.                                              B033
Buffer plain_response(const Credentials& credentials);

}  // namespace leveret::protocol
