#pragma once

#include <stdexcept>
#include <string>

namespace leveret::app {

/// What runs, and where; a part that is off is empty.
struct Addresses {
    std::string amqp;   // amqp://guest:guest@127.0.0.1:5672/
    std::string admin;  // http://127.0.0.1:8000
    std::string main;   // http://127.0.0.1:8001
};

/// `{"amqp": ..., "admin": ..., "main": ..., "pid": n}`, without the parts that are off.
std::string ready_text(const Addresses& addresses, long pid);

/// Whether the file could be written, found out without writing it.
/// @throws std::runtime_error: one line that says why it could not
void check_ready_file(const std::string& path);

/// Writes the file so that whoever sees it sees all of it. @throws std::runtime_error
void write_ready_file(const std::string& path, const std::string& text);

}  // namespace leveret::app
