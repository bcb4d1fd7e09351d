#include "platform/db/writer.h"

#include <algorithm>
#include <chrono>
#include <stdexcept>

namespace broadsheet::db {

namespace {

constexpr std::size_t kGroupLimit = 64;
constexpr std::size_t kQueueLimit = 1024;
constexpr auto kSlow = std::chrono::milliseconds(50);
constexpr auto kTooSlow = std::chrono::seconds(1);
constexpr auto kRestInterval = std::chrono::milliseconds(500);

constexpr Sql kLogOne{"db.log_change", "INSERT INTO change_log (version, tag) VALUES ($1, $2)"};
// One round trip for many tags; a shorter tail repeats its last tag.
constexpr std::size_t kLogWidth = 16;
constexpr Sql kLogMany{"db.log_changes",
                       "INSERT INTO change_log (version, tag) VALUES "
                       "($1, $2), ($1, $3), ($1, $4), ($1, $5), ($1, $6), ($1, $7), ($1, $8), ($1, $9), "
                       "($1, $10), ($1, $11), ($1, $12), ($1, $13), ($1, $14), ($1, $15), ($1, $16), ($1, $17) "
                       "ON CONFLICT (version, tag) DO NOTHING"};
constexpr Sql kChangesAfter{"db.changes_after",
                            "SELECT version, tag FROM change_log WHERE version > $1 ORDER BY version, tag"};

}  // namespace

Writer::Writer(Engine& engine, FailStop& fail_stop, std::unique_ptr<Connection> connection, const Options& options)
    : engine_(engine),
      fail_stop_(fail_stop),
      connection_(std::move(connection)),
      log_(options.log),
      acknowledge_before_commit_(options.acknowledge_before_commit_ms) {}

Writer::~Writer() { stop(); }

void Writer::start(std::int64_t version) {
    version_ = version;
    thread_ = std::thread([this] { work(); });
}

void Writer::on_commit(CommitListener listener) {
    const std::lock_guard lock(mutex_);
    listeners_.push_back(std::move(listener));
}

Outcome Writer::submit(std::function<bool(Tx&)> body, std::int64_t& version) {
    if (std::this_thread::get_id() == thread_.get_id()) {
        throw std::logic_error("Database::transact inside a transaction or a commit listener");
    }
    const auto member = std::make_shared<Member>();
    member->body = std::move(body);
    {
        const std::lock_guard lock(mutex_);
        if (stopping_) return Outcome::Stopping;
        if (queue_.size() >= kQueueLimit) return Outcome::Unavailable;
        queue_.push_back(member);
    }
    wake_.notify_one();
    member->answered.wait(false);
    if (member->error) std::rethrow_exception(member->error);
    version = member->version;
    return member->outcome;
}

void Writer::stop() {
    {
        const std::lock_guard lock(mutex_);
        stopping_ = true;
    }
    wake_.notify_one();
    if (thread_.joinable()) thread_.join();
}

void Writer::answer(Member& member) {
    if (member.answered.exchange(true)) return;
    member.answered.notify_all();
}

void Writer::answer_all(Group& group, Outcome outcome) {
    for (const auto& member : group) {
        if (member->answered) continue;
        member->error = nullptr;
        member->outcome = outcome;
        member->version = 0;
        answer(*member);
    }
}

void Writer::report(const std::string& line) {
    if (log_) log_(line);
}

void Writer::work() {
    for (;;) {
        Group group = next_group();
        if (group.empty()) break;
        write(group);
    }
    Group left;
    {
        const std::lock_guard lock(mutex_);
        left.assign(queue_.begin(), queue_.end());
        queue_.clear();
    }
    answer_all(left, Outcome::Stopping);
}

/// Whatever queued during the last commit; empty when the writer stops. Rests the connection while nothing comes.
Writer::Group Writer::next_group() {
    bool more = true;
    std::unique_lock lock(mutex_);
    const auto awake = [&] { return stopping_ || !queue_.empty(); };
    while (!awake()) {
        if (!more) {
            wake_.wait(lock, awake);
        } else if (!wake_.wait_for(lock, kRestInterval, awake)) {
            lock.unlock();
            more = connection_ ? connection_->rest(Connection::Pause::Idle) : !reconnect();
            lock.lock();
        }
    }
    Group group;
    if (stopping_) return group;
    const std::size_t count = std::min(queue_.size(), kGroupLimit);
    group.assign(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    queue_.erase(queue_.begin(), queue_.begin() + static_cast<std::ptrdiff_t>(count));
    return group;
}

void Writer::write(Group& group) {
    if (fail_stop_.declared()) return answer_all(group, Outcome::Stopping);
    if (writes_off_ || !engine_.has_space()) return answer_all(group, Outcome::NoSpace);
    if (!connection_ && !reconnect()) return answer_all(group, Outcome::Unavailable);
    connection_->rest(Connection::Pause::BetweenGroups);
    if (fail_stop_.declared()) return answer_all(group, Outcome::Stopping);
    try {
        connection_->begin_group();
    } catch (const DatabaseError& error) {
        report(error.what());
        if (connection_->failure() != Failure::None) return lost_in_group(group);
        return answer_all(group, Outcome::Unavailable);
    }
    std::int64_t version = version_;
    try {
        for (const auto& member : group) {
            if (!run_member(*member, version)) return lost_in_group(group);
            if (member->version > 0) version = member->version;
        }
    } catch (const DatabaseError& error) {  // of a savepoint, not of a body
        report(error.what());
        return lost_in_group(group);
    }
    if (acknowledge_before_commit_.count() > 0) {
        for (const auto& member : group) answer(*member);
        std::this_thread::sleep_for(acknowledge_before_commit_);
    }
    settle(group, connection_->commit_group());
}

bool Writer::run_member(Member& member, std::int64_t group_version) {
    connection_->savepoint();
    const auto begun = std::chrono::steady_clock::now();
    bool kept = false;
    {
        Tx tx(*connection_, group_version);
        try {
            kept = member.body(tx);
            if (kept && connection_->statement_failed()) {
                throw DatabaseError("a transaction went on after a statement of it had failed");
            }
            if (kept) append_changes(tx);
        } catch (...) {
            kept = false;
            member.error = std::current_exception();
        }
        statements_ += tx.statements();
        if (kept && tx.version() != group_version) {
            member.version = tx.version();
            member.tags = tx.changed();
        }
    }
    member.body = nullptr;
    if (connection_->failure() != Failure::None) return false;
    member.outcome = kept ? Outcome::Durable : Outcome::Rejected;
    const auto took = std::chrono::steady_clock::now() - begun;
    if (took > kSlow) {
        const auto ms = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
        const std::string what = member.tags.empty() ? "" : " that changes " + member.tags.front();
        report("a transaction" + what + " took " + std::to_string(ms) + " ms on the writer thread");
    }
    if (kept && took > kTooSlow) {
        kept = false;
        member.outcome = Outcome::TooSlow;
    }
    if (kept) {
        connection_->release_savepoint();
        return true;
    }
    member.version = 0;
    member.tags.clear();
    connection_->rollback_to_savepoint();
    return true;
}

void Writer::append_changes(Tx& tx) {
    const std::vector<std::string>& tags = tx.changed();
    if (tags.empty()) return;
    const std::int64_t version = tx.change_version();
    if (tags.size() == 1) {
        connection_->run(prepare(kLogOne, {version, tags.front()}));
        return;
    }
    for (std::size_t first = 0; first < tags.size(); first += kLogWidth) {
        std::vector<Arg> args = {version};
        for (std::size_t i = 0; i < kLogWidth; ++i) args.emplace_back(tags[std::min(first + i, tags.size() - 1)]);
        connection_->run(prepare(kLogMany, args));
    }
}

/// The group cannot be committed: something worse than a wrong statement happened before COMMIT was asked for.
void Writer::lost_in_group(Group& group) {
    switch (connection_->failure()) {
        case Failure::DeviceFailed: return settle(group, Ending::DeviceFailed);
        case Failure::DiskFull:
            connection_->rollback_group();
            return settle(group, engine_.is_postgres() ? Ending::NoSpace : Ending::DiskFull);
        case Failure::ConnectionLost:
            connection_.reset();  // COMMIT was never sent: the server rolls back
            return answer_all(group, Outcome::Unavailable);
        case Failure::None: break;
    }
    connection_->rollback_group();
    settle(group, Ending::NotCommitted);
}

void Writer::settle(Group& group, Ending ending) {
    switch (ending) {
        case Ending::Committed:
            // The checkpointer may have met a failing device meanwhile: then this commit is not to be believed either.
            if (fail_stop_.declared()) return answer_all(group, Outcome::Unknown);
            announce(group);
            for (const auto& member : group) answer(*member);
            return;
        case Ending::NotCommitted: return answer_all(group, Outcome::Unavailable);
        case Ending::NoSpace: return answer_all(group, Outcome::NoSpace);
        case Ending::DiskFull:
            writes_off_ = true;
            report("the disk is full: no more writes until the next start; reading goes on");
            return answer_all(group, Outcome::Unknown);
        case Ending::DeviceFailed:
            fail_stop_.declare("a transaction could not be written or committed");
            answer_all(group, Outcome::Unknown);
            fail_stop_.stop();
            return;
        case Ending::ConnectionLost:
            report("the connection to the server was lost during COMMIT");
            answer_all(group, Outcome::Unknown);
            connection_.reset();
            reconnect();
            return;
    }
}

void Writer::announce(const Group& group) {
    for (const auto& member : group) {
        if (member->version == 0) continue;
        version_ = member->version;
        for (const CommitListener& listener : listeners_) listener(member->version, member->tags);
    }
}

/// After a lost server: a commit whose end nobody heard may have happened, so the listeners hear what the log says.
bool Writer::reconnect() {
    try {
        auto connection = engine_.open_writer();
        const Rows now = connection->query(prepare(kVersion, {}));
        const Rows changes = connection->query(prepare(kChangesAfter, {version_.load()}));
        for (std::size_t i = 0; i < changes.size();) {
            const std::int64_t version = changes[i].integer(0);
            std::vector<std::string> tags;
            for (; i < changes.size() && changes[i].integer(0) == version; ++i) tags.push_back(changes[i].text(1));
            version_ = version;
            for (const CommitListener& listener : listeners_) listener(version, tags);
        }
        if (!now.empty()) version_ = now.front().integer(0);
        connection_ = std::move(connection);
        report("connected to the server again");
        return true;
    } catch (const DatabaseError& error) {
        report(error.what());
        return false;
    }
}

}  // namespace broadsheet::db
