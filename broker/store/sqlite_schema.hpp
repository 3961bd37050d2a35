#pragma once

#include <cstdint>
#include <filesystem>

#include "broker/store/sqlite.hpp"

namespace leveret::broker {

/// SQLite's application_id of our files: "Lvrt". `file leveret.db` shows it.
inline constexpr std::int64_t store_application_id = 0x4C767274;
/// The tables' version, in user_version. A file of a newer one is refused, of an older one upgraded
/// (there is none yet).
inline constexpr std::int64_t store_schema_version = 1;
/// The page size of a new file. See README.md for why.
inline constexpr int store_page_octets = 16'384;

/// Judges a data file by its first octets, before anything beside it is made. @return `file`
/// @throws StoreUnreadable: it is no database, another program's or a newer Leveret's
std::filesystem::path check_store_file(std::filesystem::path file);

/// Opens the data file, made when missing or empty, set up for writing: WAL, one fsync a commit,
/// checkpoints left to the caller. Whoever calls holds the folder's lock.
///
/// Tables: `queue_rows` and `message_rows` (keys: row_key.hpp); the views `queues` and `messages`
/// are the documented way to read them from outside.
/// @throws StoreUnreadable: the file is no database, another program's, a newer Leveret's, cannot
/// be written or is damaged; it has not been changed then
SqliteDatabase open_store_file(const std::filesystem::path& file);

}  // namespace leveret::broker
