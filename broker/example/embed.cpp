// A broker inside your program: link leveret_server.
#include <cstdio>

#include "broker/server.hpp"

int main() {
    leveret::Server server({.data = "embedded-data", .amqp = "127.0.0.1:0"});
    server.start();
    std::printf("clients may connect to %s\n", server.url().c_str());
    server.stop();
}
