#pragma once

#include <string>

#include "services/http/address.hpp"

namespace leveret::services {

/// Sends these octets to a server and returns all that it answers until it closes the connection.
std::string converse(const http::Address& server, const std::string& octets);

/// An answer taken apart.
struct Answer {
    unsigned status = 0;
    std::string header;  // lines, without the first
    std::string body;
};

/// Asks with one request, on a connection of its own.
Answer ask(const http::Address& server, const std::string& method, const std::string& target,
           const std::string& body = "");

}  // namespace leveret::services
