#pragma once

#include "protocol/frame_writer.hpp"
#include "tests/simulation/model.hpp"

namespace leveret::simulation {

/// Writes a method with its content, as the client must get it.
template <class M>
void Model::write(Connection& connection, std::uint16_t channel, const M& method,
                  const protocol::ContentRef& content) {
    protocol::write_method(connection.output, channel, method);
    if (content) {
        protocol::write_content(connection.output, channel, content, connection.frame_max);
    }
    wrote(connection);
}

}  // namespace leveret::simulation
