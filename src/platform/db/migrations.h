// The schema's one ordered history, applied at start: `schema/NNNN_name.sql` of the embedded files, each in a
// transaction of its own. Not a tool to go back.
#pragma once

#include <string_view>
#include <vector>

#include "platform/config/embedded.h"
#include "platform/db/connection.h"

namespace broadsheet::db {

struct Migration {
    std::int64_t number;
    std::string_view name;  // "log" of schema/0001_log.sql
    std::string_view text;
};

/// Those among `files`, by number. Throws DatabaseError when two have one number or a name is not of the form.
std::vector<Migration> migrations_of(const std::vector<EmbeddedFile>& files);

/// The statements of a migration: split at `;` before the end of a line; lines that begin with `--` are left out.
std::vector<std::string> split_statements(std::string_view text);

/// Applies what is missing, in order. Refuses a database that knows a migration which this program does not.
void apply_migrations(Connection& writer, const std::vector<Migration>& migrations, Instant now);

}  // namespace broadsheet::db
