// What a group commit costs: batches through SqliteStore against the same rows through bare SQLite.
#include <algorithm>
#include <cstdint>
#include <cstdlib>
#include <filesystem>
#include <memory>
#include <semaphore>
#include <stdexcept>
#include <string>
#include <unistd.h>
#include <utility>

#include <benchmark/benchmark.h>
#include <sqlite3.h>

#include "broker/store/row_key.hpp"
#include "broker/store/sqlite_schema.hpp"
#include "broker/store/sqlite_store.hpp"

namespace leveret::broker {
namespace {

constexpr std::size_t body_octets = 1'024;
constexpr std::size_t checkpoint_octets = SqliteStoreOptions{}.log_octets;
/// A queue keeps this many batches before the oldest leaves, in the benchmarks that remove.
constexpr Position backlog_batches = 10;

class Folder {
  public:
    Folder() {
        std::string name = std::filesystem::temp_directory_path() / "leveret-bench-XXXXXX";
        if (::mkdtemp(name.data()) == nullptr) throw std::runtime_error("no temporary folder");
        path = name;
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::filesystem::path path;
};

protocol::ContentRef message() {
    std::string header(12, '\0');
    header[1] = 60;
    protocol::store_big<std::uint64_t>(header.data() + 4, body_octets);
    header += std::string{"\x10\x00\x02", 3};
    protocol::ContentRef made = protocol::Content::allocate("", "main", header, body_octets, {});
    protocol::Content::append_body(made, std::string(body_octets, 'b'));
    return made;
}

void count_rows(benchmark::State& state, std::size_t rows_a_batch) {
    state.SetItemsProcessed(state.iterations() * static_cast<std::int64_t>(rows_a_batch));
    state.SetBytesProcessed(state.items_processed() * static_cast<std::int64_t>(body_octets));
}

/// Waits for each batch before the next: what one busy core sees.
class Driver {
  public:
    explicit Driver(const std::filesystem::path& folder) : store_(folder) {
        store_.on_finished([this] { finished_.release(); });
        commit({.queues_declared = {{.id = 1, .vhost = "/", .name = "main", .arguments = {}}}});
    }
    void commit(Batch batch) {
        store_.commit(std::move(batch));
        finished_.acquire();
        if (store_.poll()->error) throw std::runtime_error("a commit failed");
    }

  private:
    std::counting_semaphore<> finished_{0};
    SqliteStore store_;
};

void through_store(benchmark::State& state, bool removes) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const Folder folder;
    Driver driver{folder.path};
    const protocol::ContentRef content = message();
    Position next = 1;
    for ([[maybe_unused]] auto step : state) {
        Batch batch;
        batch.messages_added.reserve(rows);
        for (std::size_t i = 0; i < rows; ++i)
            batch.messages_added.push_back({1, next++, content, {}});
        if (removes && next > backlog_batches * rows) {
            // One at a time, as acknowledgements come.
            const Position first = next - backlog_batches * rows;
            for (std::size_t i = 0; i < rows; ++i) {
                batch.messages_removed.push_back({1, first + i, first + i});
            }
        }
        driver.commit(std::move(batch));
    }
    count_rows(state, rows);
}

void check(int code) {
    if (code != SQLITE_OK && code != SQLITE_DONE) throw std::runtime_error(sqlite3_errstr(code));
}

/// Checkpoints when the log is as long as the store lets it grow.
int checkpoint_when_long(void*, sqlite3* database, const char*, int pages) {
    if (static_cast<std::size_t>(pages) * store_page_octets < checkpoint_octets) return SQLITE_OK;
    return sqlite3_wal_checkpoint_v2(database, nullptr, SQLITE_CHECKPOINT_PASSIVE, nullptr,
                                     nullptr);
}

void bare_sqlite(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const Folder folder;
    SqliteDatabase opened = open_store_file(folder.path / "leveret.db");
    sqlite3* database = opened.handle();
    sqlite3_wal_hook(database, checkpoint_when_long, nullptr);
    sqlite3_stmt* insert = nullptr;
    check(sqlite3_prepare_v2(database, "INSERT INTO message_rows VALUES (?, ?, ?, ?, ?)", -1,
                             &insert, nullptr));
    const protocol::ContentRef content = message();
    const auto octets = [](protocol::Bytes bytes) { return static_cast<int>(bytes.size()); };
    Position next = 1;
    for ([[maybe_unused]] auto step : state) {
        check(sqlite3_exec(database, "BEGIN IMMEDIATE", nullptr, nullptr, nullptr));
        for (std::size_t i = 0; i < rows; ++i) {
            sqlite3_bind_int64(insert, 1, row_key(1, next++));
            sqlite3_bind_text(insert, 2, "", 0, SQLITE_STATIC);
            sqlite3_bind_text(insert, 3, "main", 4, SQLITE_STATIC);
            sqlite3_bind_blob(insert, 4, content->header().data(), octets(content->header()),
                              SQLITE_STATIC);
            sqlite3_bind_blob(insert, 5, content->body().data(), octets(content->body()),
                              SQLITE_STATIC);
            check(sqlite3_step(insert));
            check(sqlite3_reset(insert));
        }
        check(sqlite3_exec(database, "COMMIT", nullptr, nullptr, nullptr));
    }
    sqlite3_finalize(insert);
    count_rows(state, rows);
}

void store_adds(benchmark::State& state) {
    through_store(state, false);
}
void store_adds_and_removes(benchmark::State& state) {
    through_store(state, true);
}

/// Reading a backlog back at start, in messages a second.
void store_loads(benchmark::State& state) {
    const auto rows = static_cast<std::size_t>(state.range(0));
    const Folder folder;
    {
        Driver driver{folder.path};
        const protocol::ContentRef content = message();
        Batch batch;
        for (Position at = 1; at <= rows; ++at)
            batch.messages_added.push_back({1, at, content, {}});
        driver.commit(std::move(batch));
    }
    for ([[maybe_unused]] auto step : state) {
        benchmark::DoNotOptimize(SqliteStore{folder.path}.load());
    }
    count_rows(state, rows);
}

/// An empty folder to a store that can be written.
void store_starts(benchmark::State& state) {
    for ([[maybe_unused]] auto step : state) {
        const Folder folder;
        benchmark::DoNotOptimize(SqliteStore{folder.path}.load());
    }
}

BENCHMARK(store_adds)->Arg(1)->Arg(100)->Arg(1'000)->UseRealTime();
BENCHMARK(bare_sqlite)->Arg(1)->Arg(100)->Arg(1'000)->UseRealTime();
BENCHMARK(store_adds_and_removes)->Arg(1)->Arg(100)->Arg(1'000)->UseRealTime();
BENCHMARK(store_loads)->Arg(100'000)->UseRealTime()->Unit(benchmark::kMillisecond);
BENCHMARK(store_starts)->UseRealTime()->Unit(benchmark::kMillisecond);

}  // namespace
}  // namespace leveret::broker
