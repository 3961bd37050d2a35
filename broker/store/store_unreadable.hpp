#pragma once

#include <stdexcept>

namespace leveret::broker {

/// The data folder cannot be used: it cannot be written, belongs to a running broker, or what is in
/// it is not ours or is damaged. One line that names the file and says what to do. Nothing in the
/// folder has been changed.
struct StoreUnreadable : std::runtime_error {
    using std::runtime_error::runtime_error;
};

}  // namespace leveret::broker
