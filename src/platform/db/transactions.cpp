// Row, ReadTx and Tx: what a store function holds in its hands.
#include <charconv>

#include "platform/db/connection.h"
#include "platform/db/db.h"

namespace broadsheet::db {

namespace {

constexpr Sql kNextVersion{"db.next_version", "UPDATE paper SET version = version + 1 WHERE id = 1 RETURNING version"};

const std::string kEmpty;

std::string column_name(std::size_t column) { return "column " + std::to_string(column); }

}  // namespace

const Row::Column& Row::at(std::size_t column) const {
    if (column >= columns_.size()) {
        throw DatabaseError(std::string(statement_) + ": there is no " + column_name(column));
    }
    return columns_[column];
}

bool Row::is_null(std::size_t column) const { return std::holds_alternative<std::nullptr_t>(at(column)); }

const std::string& Row::text(std::size_t column) const {
    const Column& value = at(column);
    if (const auto* text = std::get_if<std::string>(&value)) return *text;
    if (std::holds_alternative<std::nullptr_t>(value)) return kEmpty;
    throw DatabaseError(std::string(statement_) + ": " + column_name(column) + " holds a number where a text is read");
}

std::string Row::take(std::size_t column) {
    if (is_null(column)) return {};
    if (auto* value = std::get_if<std::string>(&columns_[column])) return std::move(*value);
    return text(column);  // throws
}

std::int64_t Row::integer(std::size_t column) const {
    const Column& value = at(column);
    if (const auto* number = std::get_if<std::int64_t>(&value)) return *number;
    if (std::holds_alternative<std::nullptr_t>(value)) return 0;
    const std::string& text = std::get<std::string>(value);
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (error != std::errc() || end != text.data() + text.size()) {
        throw DatabaseError(std::string(statement_) + ": " + column_name(column) +
                            " holds a text where a number is read");
    }
    return number;
}

ReadTx::ReadTx(Connection& connection, std::int64_t version) : connection_(connection), version_(version) {}
ReadTx::~ReadTx() = default;

Rows ReadTx::query(const Sql& sql, const std::vector<Arg>& args) {
    ++statements_;
    return connection_.query(prepare(sql, args));
}

std::optional<Row> ReadTx::one(const Sql& sql, const std::vector<Arg>& args) {
    Rows rows = query(sql, args);
    if (rows.empty()) return std::nullopt;
    return std::move(rows.front());
}

void ReadTx::reads(std::string tag) {
    if (known_tags_.insert(tag).second) tags_.push_back(std::move(tag));
}

void ReadTx::until(Instant at) {
    if (!valid_until_ || at < *valid_until_) valid_until_ = at;
}

void ReadTx::never_cache() { cacheable_ = false; }

std::int64_t Tx::run(const Sql& sql, const std::vector<Arg>& args) {
    ++statements_;
    return connection_.run(prepare(sql, args));
}

void Tx::changes(std::string tag) {
    if (known_changes_.insert(tag).second) changed_.push_back(std::move(tag));
}

std::int64_t Tx::change_version() {
    if (!numbered_) {
        const Rows rows = connection_.query(prepare(kNextVersion, {}));
        if (rows.empty()) throw DatabaseError("db.next_version: the paper's row is missing");
        version_ = rows.front().integer(0);
        numbered_ = true;
    }
    return version_;
}

}  // namespace broadsheet::db
