// Database: puts engine, writer and readers together. The contract is in db.h.
#include <atomic>

#include "platform/config/embedded.h"
#include "platform/db/connection.h"
#include "platform/db/db.h"
#include "platform/db/fail_stop.h"
#include "platform/db/migrations.h"
#include "platform/db/readers.h"
#include "platform/db/writer.h"

namespace broadsheet::db {

namespace {

constexpr Sql kSomeChangesAfter{
    "db.changes_after_limited",
    "SELECT version, tag FROM change_log WHERE version > $1 ORDER BY version, tag LIMIT $2"};

constexpr Sql kOldestChange{"db.oldest_change", "SELECT version FROM change_log ORDER BY version LIMIT 1"};
constexpr Sql kSlowest{"db.slowest_follower", "SELECT version FROM cursor ORDER BY version LIMIT 1"};
constexpr Sql kPrune{"db.prune_log", "DELETE FROM change_log WHERE version <= $1"};

// A version may have one tag or a thousand: what a transaction removes is counted in rows.
constexpr Sql kPruneStep{"db.prune_step", "SELECT version FROM change_log ORDER BY version, tag LIMIT 1 OFFSET 2000"};
constexpr int kPruneSteps = 20;

}  // namespace

struct Database::Impl {
    explicit Impl(const Options& options)
        : fail_stop(options.folder, options.fail_stop),
          engine(options.url.empty() ? make_sqlite_engine(options, fail_stop) : make_postgres_engine(options)),
          readers(*engine, options.readers),
          writer(*engine, fail_stop, engine->open_writer(), options) {
        Connection& connection = *writer.connection();
        apply_migrations(connection, migrations_of(embedded_files()), SystemClock().now());
        const Rows rows = connection.query(prepare(kVersion, {}));
        if (rows.empty()) throw DatabaseError("db.version: the paper's row is missing");
        engine->begin_upkeep();
        try {
            writer.start(rows.front().integer(0));
        } catch (...) {
            engine->end_upkeep(false);  // it refers to the writer's connection, which is closed first
            throw;
        }
    }

    ~Impl() {
        writer.stop();
        engine->end_upkeep(!fail_stop.declared());
    }

    Impl(const Impl&) = delete;
    Impl& operator=(const Impl&) = delete;

    FailStop fail_stop;
    std::unique_ptr<Engine> engine;
    Readers readers;
    Writer writer;
    std::atomic<std::int64_t> read_statements{0};
};

Database::Database(const Options& options) : impl_(std::make_unique<Impl>(options)) {}
Database::~Database() = default;

void Database::on_commit(CommitListener listener) { impl_->writer.on_commit(std::move(listener)); }

std::int64_t Database::version() const { return impl_->writer.version(); }

std::int64_t Database::statements() const { return impl_->read_statements + impl_->writer.statements(); }

std::vector<std::pair<std::int64_t, std::string>> Database::changes_after(std::int64_t version, int limit) {
    return read([&](ReadTx& tx) {
        std::vector<std::pair<std::int64_t, std::string>> changes;
        for (Row& row : tx.query(kSomeChangesAfter, {version, limit}))
            changes.emplace_back(row.integer(0), row.take(1));
        return changes;
    });
}

Result<std::int64_t> Database::prune_log(std::int64_t keep) {
    std::int64_t last = version() - keep;
    const auto oldest = read([&](ReadTx& tx) -> std::optional<std::int64_t> {
        if (const auto slowest = tx.one(kSlowest)) last = std::min(last, slowest->integer(0));
        const auto row = tx.one(kOldestChange);
        return row ? std::optional(row->integer(0)) : std::nullopt;
    });
    if (!oldest || *oldest > last) return 0;
    std::int64_t at = *oldest - 1;
    for (int step = 0; step < kPruneSteps && at < last; ++step) {
        const auto row = read([](ReadTx& tx) { return tx.one(kPruneStep); });
        at = std::min(row ? std::max(row->integer(0) - 1, at + 1) : last, last);
        const auto done = transact([&](Tx& tx) -> Result<Nothing> {
            tx.run(kPrune, {at});
            return Nothing{};
        });
        if (!done) return tl::unexpected(done.error());
    }
    return at - *oldest + 1;
}

Result<Nothing> Database::copy_to(const std::string& file) { return impl_->engine->copy_to(file); }

std::string Database::integrity() { return impl_->engine->integrity(); }

bool Database::is_postgres() const { return impl_->engine->is_postgres(); }

Outcome Database::submit(std::function<bool(Tx&)> body, std::int64_t& version) {
    return impl_->writer.submit(std::move(body), version);
}

Problem Database::problem_of(Outcome outcome) {
    switch (outcome) {
        case Outcome::Unknown: return {ProblemKind::Unknown, "problem.unknown", {}, {}};
        case Outcome::NoSpace: return {ProblemKind::NoSpace, "problem.no_space", {}, {}};
        case Outcome::Stopping: return {ProblemKind::Unavailable, "problem.stopping", {}, {}};
        case Outcome::TooSlow: return {ProblemKind::Unavailable, "problem.too_slow", {}, {}};
        case Outcome::Unavailable:
        case Outcome::Durable:
        case Outcome::Rejected: break;
    }
    return {ProblemKind::Unavailable, "problem.unavailable", {}, {}};
}

Database::Lease::Lease(Database& database) : database_(database) {
    // A server that restarted leaves dead connections behind: the second one is new.
    for (int attempt = 0;; ++attempt) {
        connection_ = database_.impl_->readers.take();
        try {
            tx_ = std::make_unique<ReadTx>(*connection_, connection_->begin_snapshot());
            return;
        } catch (...) {
            connection_->end_snapshot();
            const bool lost = connection_->failure() == Failure::ConnectionLost;
            database_.impl_->readers.give(std::move(connection_));
            if (!lost || attempt > 0) throw;
        }
    }
}

Database::Lease::~Lease() {
    if (tx_) database_.impl_->read_statements += tx_->statements();
    tx_.reset();
    if (!connection_) return;
    connection_->end_snapshot();
    database_.impl_->readers.give(std::move(connection_));
}

}  // namespace broadsheet::db
