#pragma once

#include <vector>

#include "broker/store/sqlite.hpp"
#include "broker/store/store.hpp"

namespace leveret::broker {

/// Reads everything that survived, in order of queue id and position; each octet is copied once,
/// from SQLite's page into the content.
/// @throws StoreUnreadable: the file cannot be read or a row makes no sense
std::vector<RecoveredQueue> recover(SqliteDatabase& database);

}  // namespace leveret::broker
