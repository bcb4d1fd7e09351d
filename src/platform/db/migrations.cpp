#include "platform/db/migrations.h"

#include <algorithm>
#include <charconv>
#include <set>

namespace broadsheet::db {

namespace {

constexpr std::string_view kFolder = "schema/";
constexpr std::string_view kEnding = ".sql";

constexpr std::string_view kTable =
    "CREATE TABLE IF NOT EXISTS schema_migration ("
    "number BIGINT PRIMARY KEY, name TEXT NOT NULL, applied_at BIGINT NOT NULL)";
constexpr Sql kApplied{"db.migrations", "SELECT number, name FROM schema_migration ORDER BY number"};
constexpr Sql kRecord{"db.record_migration",
                      "INSERT INTO schema_migration (number, name, applied_at) VALUES ($1, $2, $3)"};

bool is_space(char c) { return c == ' ' || c == '\t' || c == '\r'; }

std::string_view trimmed(std::string_view line) {
    while (!line.empty() && is_space(line.front())) line.remove_prefix(1);
    while (!line.empty() && is_space(line.back())) line.remove_suffix(1);
    return line;
}

void commit_or_throw(Connection& writer, const std::string& what) {
    if (writer.commit_group() != Ending::Committed) {
        writer.rollback_group();
        throw DatabaseError(what + ": the database could not commit");
    }
}

void apply(Connection& writer, const Migration& migration, Instant now) {
    const std::string name = "schema/" + std::string(migration.name);
    writer.begin_group();
    try {
        for (const std::string& text : split_statements(migration.text)) writer.execute(name, text);
        writer.run(prepare(kRecord, {migration.number, migration.name, now}));
    } catch (...) {
        writer.rollback_group();
        throw;
    }
    commit_or_throw(writer, name);
}

}  // namespace

std::vector<Migration> migrations_of(const std::vector<EmbeddedFile>& files) {
    std::vector<Migration> found;
    for (const EmbeddedFile& file : files) {
        if (!file.path.starts_with(kFolder) || !file.path.ends_with(kEnding)) continue;
        std::string_view name = file.path.substr(kFolder.size());
        name.remove_suffix(kEnding.size());
        std::int64_t number = 0;
        const auto [end, error] = std::from_chars(name.data(), name.data() + name.size(), number);
        if (error == std::errc::invalid_argument) continue;  // schema/current.sql: for people, not part of the history
        const std::size_t digits = static_cast<std::size_t>(end - name.data());
        if (error != std::errc() || digits >= name.size() || name[digits] != '_') {
            throw DatabaseError(std::string(file.path) + ": a migration is called NNNN_name.sql");
        }
        found.push_back({number, name.substr(digits + 1), file.bytes});
    }
    std::sort(found.begin(), found.end(), [](const Migration& a, const Migration& b) { return a.number < b.number; });
    for (std::size_t i = 1; i < found.size(); ++i) {
        if (found[i].number == found[i - 1].number) {
            throw DatabaseError("Two migrations have the number " + std::to_string(found[i].number) + ": " +
                                std::string(found[i - 1].name) + " and " + std::string(found[i].name) + ".");
        }
    }
    return found;
}

std::vector<std::string> split_statements(std::string_view text) {
    std::vector<std::string> statements;
    std::string current;
    const auto finish = [&] {
        if (!current.empty()) statements.push_back(std::move(current));
        current.clear();
    };
    while (!text.empty()) {
        const std::size_t newline = std::min(text.find('\n'), text.size());
        const std::string_view line = trimmed(text.substr(0, newline));
        text.remove_prefix(std::min(newline + 1, text.size()));
        if (line.empty() || line.starts_with("--")) continue;
        const bool ends = line.ends_with(';');
        if (!current.empty()) current += '\n';
        current += ends ? line.substr(0, line.size() - 1) : line;
        if (ends) finish();
    }
    finish();
    return statements;
}

void apply_migrations(Connection& writer, const std::vector<Migration>& migrations, Instant now) {
    writer.begin_group();
    std::set<std::int64_t> applied;
    std::int64_t newest = 0;
    std::string newest_name;
    try {
        writer.execute("db.migration_table", kTable);
        for (const Row& row : writer.query(prepare(kApplied, {}))) {
            applied.insert(newest = row.integer(0));
            newest_name = row.text(1);
            const bool known = std::any_of(migrations.begin(), migrations.end(),
                                           [&](const Migration& migration) { return migration.number == newest; });
            if (known) continue;
            throw DatabaseError(
                "The database is newer than this program: it has the migration " + std::to_string(newest) + " (" +
                newest_name + "), which this program does not know. Start the newer Broadsheet, or restore a backup " +
                "made by this one.");
        }
    } catch (...) {
        writer.rollback_group();
        throw;
    }
    commit_or_throw(writer, "schema_migration");
    for (const Migration& migration : migrations) {
        if (!applied.contains(migration.number)) apply(writer, migration, now);
    }
}

}  // namespace broadsheet::db
