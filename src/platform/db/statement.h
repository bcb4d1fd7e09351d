// A statement ready for an engine: lists expanded, arguments checked and numbered. Not SQL parsing: only `$n`, `$n[]`
// and quotes are looked at.
#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "platform/db/db.h"

namespace broadsheet::db {

struct Parameter {
    enum class Kind { Null, Integer, Text, Unused };  // Unused: the number of a list, whose texts stand further back
    Kind kind = Kind::Null;
    Arg::NullType null_type = Arg::NullType::Unknown;
    std::int64_t integer = 0;
    std::string_view text;  // points into the argument; not terminated
};

struct Statement {
    std::string_view name;
    std::string_view original;
    std::string expanded;               // empty when the text holds no list
    std::vector<Parameter> parameters;  // $1 is the first

    [[nodiscard]] std::string_view text() const { return expanded.empty() ? original : std::string_view(expanded); }
};

/// Most texts that a list argument may hold.
constexpr std::size_t kMaxListLength = 16384;

/// Numbers the arguments. Throws DatabaseError, which names the statement and the argument but no value, when their
/// count or kind does not fit the text, or when a text cannot be stored (NUL, not UTF-8). The result refers to `args`.
Statement prepare(const Sql& sql, const std::vector<Arg>& args);

}  // namespace broadsheet::db
