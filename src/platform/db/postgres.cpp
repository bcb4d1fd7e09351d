#include "platform/db/postgres.h"

#include <postgresql/libpq-fe.h>

#include <array>
#include <charconv>
#include <cstring>

namespace broadsheet::db {

namespace {

// Type numbers of pg_type.dat; they never change.
constexpr Oid kBool = 16, kInt8 = 20, kInt2 = 21, kInt4 = 23, kTextType = 25, kUnknown = 0, kNumeric = 1700;
constexpr Oid kFloat4 = 700, kFloat8 = 701;

Oid type_of(const Parameter& parameter) {
    switch (parameter.kind) {
        case Parameter::Kind::Integer: return kInt8;
        case Parameter::Kind::Text:
        case Parameter::Kind::Unused: return kTextType;
        case Parameter::Kind::Null: break;
    }
    switch (parameter.null_type) {
        case Arg::NullType::Integer: return kInt8;
        case Arg::NullType::Text: return kTextType;
        case Arg::NullType::Unknown: break;
    }
    return kUnknown;
}

/// What a failed result may say: the server's sentence holds values ("Key (slug)=(…)"), so only its code and names are
/// told.
std::string complaint(const pg_result* result) {
    const auto field = [&](int code) {
        const char* text = result != nullptr ? PQresultErrorField(result, code) : nullptr;
        return std::string(text != nullptr ? text : "");
    };
    const std::string state = field(PG_DIAG_SQLSTATE);
    std::string text = "PostgreSQL " + (state.empty() ? "gave no answer" : state);
    // Class 42 is about the statement's own words: its sentence names tables and columns.
    if (state.starts_with("42")) text += ": " + field(PG_DIAG_MESSAGE_PRIMARY);
    if (state == "23505") text += ": not unique";
    if (state == "23503") text += ": a row that is referred to is missing";
    if (state == "23502") text += ": a value is missing";
    if (state == "57014") text += ": the snapshot was held for too long";
    for (const auto& [code, word] : {std::pair{PG_DIAG_TABLE_NAME, "table"}, std::pair{PG_DIAG_COLUMN_NAME, "column"},
                                     std::pair{PG_DIAG_CONSTRAINT_NAME, "constraint"}}) {
        const std::string name = field(code);
        if (!name.empty()) text += std::string(", ") + word + " " + name;
    }
    return text;
}

std::int64_t touched(pg_result* result) {
    const char* count = PQcmdTuples(result);
    std::int64_t number = 0;
    std::from_chars(count, count + std::strlen(count), number);
    return number;
}

bool is_whole_number(std::string_view text) {
    if (text.starts_with('-')) text.remove_prefix(1);
    return !text.empty() && text.find_first_not_of("0123456789") == std::string_view::npos;
}

Row::Column column_of(std::string_view statement, const pg_result* result, int row, int column) {
    if (PQgetisnull(result, row, column) != 0) return nullptr;
    const std::string_view text(PQgetvalue(result, row, column),
                                static_cast<std::size_t>(PQgetlength(result, row, column)));
    const Oid type = PQftype(result, column);
    switch (type) {
        case kBool: return static_cast<std::int64_t>(text == "t");
        case kInt2:
        case kInt4:
        case kInt8:
        case kNumeric: {
            std::int64_t number = 0;
            const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
            if (error == std::errc() && end == text.data() + text.size()) return number;
            if (type == kNumeric && is_whole_number(text)) return std::string(text);  // beyond 64 bits
            break;
        }
        case kFloat4:
        case kFloat8: break;
        default: return std::string(text);
    }
    throw DatabaseError(std::string(statement) + ": column " + std::to_string(column) +
                        " is neither an integer nor a text");
}

}  // namespace

void PostgresConnection::Clear::operator()(pg_result* result) const { PQclear(result); }

PostgresConnection::PostgresConnection(const std::string& url, const char* application_name, int read_deadline_ms) {
    // One round trip; the SELECT fixes the snapshot. The settings are the transaction's, so a pooler cannot mix them
    // up.
    const std::string limit = std::to_string(read_deadline_ms);
    begin_snapshot_ = "BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY; SET LOCAL statement_timeout = " + limit +
                      "; SET LOCAL idle_in_transaction_session_timeout = " + limit +
                      "; SELECT version FROM paper WHERE id = 1";
    const std::array<const char*, 8> words = {
        "dbname",           "connect_timeout", "client_encoding",     "application_name",
        "tcp_user_timeout", "keepalives_idle", "keepalives_interval", nullptr};
    const std::array<const char*, 8> values = {url.c_str(), "5", "UTF8", application_name, "10000", "5", "5", nullptr};
    handle_ = PQconnectdbParams(words.data(), values.data(), 1);
    if (handle_ == nullptr) throw std::bad_alloc();
    if (PQstatus(handle_) != CONNECTION_OK) {
        std::string why = PQerrorMessage(handle_);
        while (!why.empty() && why.back() == '\n') why.pop_back();
        PQfinish(handle_);
        throw DatabaseError("Cannot connect to PostgreSQL: " + why);
    }
    PQsetNoticeProcessor(handle_, [](void*, const char*) {}, nullptr);  // "relation already exists, skipping"
}

PostgresConnection::~PostgresConnection() { PQfinish(handle_); }

void PostgresConnection::check(std::string_view name, const pg_result* result) {
    const ExecStatusType status = PQresultStatus(result);
    if (status == PGRES_COMMAND_OK || status == PGRES_TUPLES_OK) return;
    statement_failed_ = true;
    const char* state = result != nullptr ? PQresultErrorField(result, PG_DIAG_SQLSTATE) : nullptr;
    if (state != nullptr && std::string_view(state) == "53100") failure_ = Failure::DiskFull;
    if (PQstatus(handle_) != CONNECTION_OK) failure_ = Failure::ConnectionLost;
    throw DatabaseError(std::string(name) + ": " + complaint(result));
}

PostgresConnection::Answer PostgresConnection::send(const Statement& statement) {
    const std::size_t count = statement.parameters.size();
    std::vector<Oid> types(count);
    std::vector<const char*> values(count, nullptr);
    std::vector<std::string> texts(count);  // libpq wants terminated texts
    for (std::size_t i = 0; i < count; ++i) {
        const Parameter& parameter = statement.parameters[i];
        types[i] = type_of(parameter);
        if (parameter.kind == Parameter::Kind::Integer) texts[i] = std::to_string(parameter.integer);
        if (parameter.kind == Parameter::Kind::Text) texts[i] = parameter.text;
        const bool given = parameter.kind == Parameter::Kind::Integer || parameter.kind == Parameter::Kind::Text;
        if (given) values[i] = texts[i].c_str();
    }
    Answer answer(PQexecParams(handle_, std::string(statement.text()).c_str(), static_cast<int>(count), types.data(),
                               values.data(), nullptr, nullptr, 0));
    check(statement.name, answer.get());
    return answer;
}

PostgresConnection::Answer PostgresConnection::send_text(std::string_view name, const char* text) {
    Answer answer(PQexec(handle_, text));
    check(name, answer.get());
    return answer;
}

Rows PostgresConnection::query(const Statement& statement) {
    const Answer answer = send(statement);
    const int rows = PQntuples(answer.get());
    const int columns = PQnfields(answer.get());
    Rows found;
    found.reserve(static_cast<std::size_t>(rows));
    for (int row = 0; row < rows; ++row) {
        std::vector<Row::Column> values;
        values.reserve(static_cast<std::size_t>(columns));
        for (int column = 0; column < columns; ++column) {
            values.push_back(column_of(statement.name, answer.get(), row, column));
        }
        found.emplace_back(std::move(values), statement.name);
    }
    return found;
}

std::int64_t PostgresConnection::run(const Statement& statement) { return touched(send(statement).get()); }

void PostgresConnection::execute(std::string_view name, std::string_view text) {
    send_text(name, std::string(text).c_str());
}

std::string PostgresConnection::value_of(std::string_view name, const char* text) {
    const Answer answer = send_text(name, text);
    if (PQntuples(answer.get()) == 0 || PQnfields(answer.get()) == 0) return "";
    return PQgetvalue(answer.get(), 0, 0);
}

std::int64_t PostgresConnection::begin_snapshot() {
    statement_failed_ = false;
    // One round trip; the SELECT fixes the snapshot. The settings are the transaction's, so a pooler cannot mix them
    // up.
    const std::string version = value_of("db.begin_snapshot", begin_snapshot_.c_str());
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(version.data(), version.data() + version.size(), number);
    if (version.empty() || error != std::errc()) throw DatabaseError("db.version: the paper's row is missing");
    return number;
}

void PostgresConnection::end_snapshot() noexcept { rollback_group(); }

void PostgresConnection::begin_group() {
    statement_failed_ = false;
    failure_ = PQstatus(handle_) == CONNECTION_OK ? Failure::None : Failure::ConnectionLost;
    send_text("db.begin_group", "BEGIN");
}

void PostgresConnection::savepoint() { send_text("db.savepoint", "SAVEPOINT member"); }

void PostgresConnection::release_savepoint() { send_text("db.release", "RELEASE SAVEPOINT member"); }

void PostgresConnection::rollback_to_savepoint() {
    send_text("db.rollback_to", "ROLLBACK TO SAVEPOINT member; RELEASE SAVEPOINT member");
    statement_failed_ = false;
}

Ending PostgresConnection::commit_group() {
    const Answer answer(PQexec(handle_, "COMMIT"));
    if (PQresultStatus(answer.get()) == PGRES_COMMAND_OK) {
        // COMMIT of an aborted transaction succeeds and says what it really did.
        const bool committed = std::string_view(PQcmdStatus(answer.get())) == "COMMIT";
        return committed ? Ending::Committed : Ending::NotCommitted;
    }
    if (PQstatus(handle_) != CONNECTION_OK || answer == nullptr) {
        failure_ = Failure::ConnectionLost;
        return Ending::ConnectionLost;
    }
    // Terminated, crashed or shut down in the middle of COMMIT: the connection may look alive for another moment.
    const char* state = PQresultErrorField(answer.get(), PG_DIAG_SQLSTATE);
    const std::string_view code = state != nullptr ? state : "";
    if (code.empty() || code.starts_with("57P") || code.starts_with("08") || code.starts_with("XX")) {
        failure_ = Failure::ConnectionLost;
        return Ending::ConnectionLost;
    }
    rollback_group();
    return code == "53100" ? Ending::NoSpace : Ending::NotCommitted;
}

void PostgresConnection::rollback_group() noexcept {
    const PGTransactionStatusType status = PQtransactionStatus(handle_);
    if (status == PQTRANS_IDLE) return;
    if (status == PQTRANS_UNKNOWN) {
        failure_ = Failure::ConnectionLost;
        return;
    }
    PQclear(PQexec(handle_, "ROLLBACK"));
    if (PQtransactionStatus(handle_) != PQTRANS_IDLE) failure_ = Failure::ConnectionLost;
}

/// Nothing to do: a server looks after itself.
bool PostgresConnection::rest(Pause) { return false; }

}  // namespace broadsheet::db
