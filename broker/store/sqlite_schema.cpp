#include "broker/store/sqlite_schema.hpp"

#include <array>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <string>
#include <system_error>
#include <unistd.h>
#include <utility>

#include <sqlite3.h>

#include "broker/store/row_key.hpp"
#include "broker/store/store_unreadable.hpp"
#include "protocol/bytes.hpp"

namespace leveret::broker {

namespace {

namespace fs = std::filesystem;

constexpr const char* elsewhere = ": choose another data folder or move the file away";

[[noreturn]] void refuse(const fs::path& file, const std::string& why) {
    throw StoreUnreadable(file.string() + " " + why);
}

[[noreturn]] void refuse_unopened(const fs::path& file, const std::string& cause) {
    refuse(file, "cannot be opened for writing (" + cause +
                     "): check its permissions and the disk, or restore a backup");
}

void check_owner(const fs::path& file, std::int64_t application, std::int64_t version) {
    if (application != store_application_id) {
        refuse(file, std::string{"is another program's database"} + elsewhere);
    }
    if (version != store_schema_version) {
        refuse(file, "has schema version " + std::to_string(version) + ", this Leveret knows " +
                         std::to_string(store_schema_version) +
                         ": start the newer Leveret that wrote it, or choose another data folder");
    }
}

/// Looks at the file's first octets, before SQLite may replay or remove a log beside it.
/// False: there is no file yet, or an empty one.
bool is_ours(const fs::path& file) {
    std::error_code error;
    const bool present = fs::exists(file, error);
    if (error) refuse_unopened(file, error.message());
    if (!present || (fs::is_regular_file(file, error) && fs::file_size(file, error) == 0)) {
        return false;
    }

    // The file format's header: 100 octets, application_id at 68, user_version at 60.
    std::array<char, 100> header{};
    std::ifstream in{file, std::ios::binary};
    if (!in) refuse_unopened(file, std::generic_category().message(errno));
    in.read(header.data(), header.size());
    constexpr std::string_view magic{"SQLite format 3\0", 16};
    if (in.gcount() != header.size() || !std::string_view{header.data(), 100}.starts_with(magic)) {
        refuse(file, std::string{"is not a database"} + elsewhere);
    }
    check_owner(file, protocol::load_big<std::uint32_t>(header.data() + 68),
                protocol::load_big<std::uint32_t>(header.data() + 60));
    return true;
}

std::string schema() {
    const std::string bits = std::to_string(position_bits);
    const std::string mask = std::to_string(position_max);
    return "CREATE TABLE queue_rows ("
           " id INTEGER PRIMARY KEY, vhost TEXT NOT NULL, name TEXT NOT NULL,"
           " auto_delete INTEGER NOT NULL, arguments BLOB NOT NULL, delivered INTEGER NOT NULL);"
           "CREATE TABLE message_rows ("
           " id INTEGER PRIMARY KEY, exchange TEXT NOT NULL, routing_key TEXT NOT NULL,"
           " header BLOB NOT NULL, body BLOB NOT NULL);"
           // CROSS JOIN keeps SQLite from reading every message to find one queue's.
           "CREATE VIEW messages AS SELECT q.vhost AS vhost, q.name AS queue, m.id & " +
           mask + " AS position, (m.id & " + mask +
           ") <= q.delivered AS redelivered, m.exchange AS exchange, m.routing_key AS routing_key,"
           " length(m.body) AS body_octets, m.body AS body"
           " FROM queue_rows q CROSS JOIN message_rows m"
           " ON m.id BETWEEN q.id << " +
           bits + " AND (q.id << " + bits + ") | " + mask +
           ";"
           "CREATE VIEW queues AS SELECT q.vhost AS vhost, q.name AS name,"
           " q.auto_delete AS auto_delete, q.arguments AS arguments,"
           " (SELECT count(*) FROM message_rows m WHERE m.id BETWEEN q.id << " +
           bits + " AND (q.id << " + bits + ") | " + mask + ") AS messages FROM queue_rows q;";
}

SqliteResult<void> write_schema(const fs::path& file) {
    SqliteResult<SqliteDatabase> made = SqliteDatabase::open(file, SqliteDatabase::Mode::create);
    if (!made) return made.error();
    // Nothing is synchronized here, which must be said first: some pragmas write.
    return made->execute(
        "PRAGMA synchronous = OFF; PRAGMA journal_mode = OFF; PRAGMA page_size = " +
        std::to_string(store_page_octets) + "; PRAGMA auto_vacuum = INCREMENTAL; BEGIN;" +
        schema() + "PRAGMA application_id = " + std::to_string(store_application_id) +
        "; PRAGMA user_version = " + std::to_string(store_schema_version) +
        "; COMMIT; PRAGMA journal_mode = WAL");
}

/// Makes what is in `file` durable, or its name when it is a folder.
void synchronize(const fs::path& file) {
    const int descriptor = ::open(file.c_str(), O_RDONLY | O_CLOEXEC);
    const bool done = descriptor >= 0 && ::fsync(descriptor) == 0;
    const int cause = errno;
    if (descriptor >= 0) ::close(descriptor);
    if (!done) refuse_unopened(file, std::generic_category().message(cause));
}

/// Makes the file under another name and then renames it, so that there is a whole one or none.
/// Two fsyncs in all, whatever SQLite does in between.
void create(const fs::path& file) {
    for (const char* suffix : {"-wal", "-journal"}) {
        const fs::path log = file.string() + suffix;
        std::error_code error;
        if (!fs::exists(log, error) || fs::file_size(log, error) == 0) continue;
        refuse(file, "is missing or empty, but its log " + log.filename().string() +
                         " is there: put the file back, or move the log away");
    }
    const fs::path draft = file.string() + ".new";
    std::error_code error;
    for (const char* suffix : {"", "-wal", "-shm"}) {  // of a start that was cut short
        fs::remove(draft.string() + suffix, error);
    }
    if (const auto written = write_schema(draft); !written) {
        refuse_unopened(file, written.error().text);
    }
    synchronize(draft);
    fs::rename(draft, file, error);
    if (error) refuse_unopened(file, error.message());
    synchronize(file.parent_path());
}

}  // namespace

fs::path check_store_file(fs::path file) {
    is_ours(file);
    return file;
}

SqliteDatabase open_store_file(const fs::path& file) {
    if (!is_ours(file)) create(file);

    SqliteResult<SqliteDatabase> opened =
        SqliteDatabase::open(file, SqliteDatabase::Mode::read_write);
    if (!opened) refuse_unopened(file, opened.error().text);
    // A program that reads the file may hold it while it replays the log.
    opened->wait_for_locks(std::chrono::seconds{2});
    // A refusal from here on must not write the log back into the file.
    sqlite3_db_config(opened->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 1, nullptr);
    if (sqlite3_db_readonly(opened->handle(), "main") != 0) {
        refuse_unopened(file, "it is read-only");
    }
    // The log, if there is one, may know a newer version than the file's first page.
    const SqliteResult<std::int64_t> application = opened->query_integer("PRAGMA application_id");
    if (!application) refuse_unopened(file, application.error().text);
    const SqliteResult<std::int64_t> version = opened->query_integer("PRAGMA user_version");
    if (!version) refuse_unopened(file, version.error().text);
    check_owner(file, *application, *version);

    // Debian's SQLite overwrites what is deleted unless told otherwise.
    // journal_size_limit: what an outsized transaction added to the log is given back.
    const SqliteResult<void> prepared = opened->execute(
        "PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; PRAGMA secure_delete = OFF;"
        "PRAGMA wal_autocheckpoint = 0; PRAGMA journal_size_limit = 67108864;"
        "PRAGMA trusted_schema = OFF; PRAGMA temp_store = MEMORY");
    if (!prepared) refuse_unopened(file, prepared.error().text);
    sqlite3_db_config(opened->handle(), SQLITE_DBCONFIG_NO_CKPT_ON_CLOSE, 0, nullptr);
    return std::move(*opened);
}

}  // namespace leveret::broker
