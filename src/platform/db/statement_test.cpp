#include "platform/db/statement.h"

#include <doctest/doctest.h>

#include "platform/db/migrations.h"

namespace broadsheet::db {

namespace {

struct Expansion {
    Sql sql;
    std::vector<Arg> args;
    std::string text;
    std::string values;  // "1:a 2:- …": number:value, "-" for NULL, "*" for unused
};

std::string described(const Statement& statement) {
    std::string text;
    for (std::size_t i = 0; i < statement.parameters.size(); ++i) {
        const Parameter& parameter = statement.parameters[i];
        if (i > 0) text += ' ';
        text += std::to_string(i + 1) + ":";
        switch (parameter.kind) {
            case Parameter::Kind::Null: text += "-"; break;
            case Parameter::Kind::Unused: text += "*"; break;
            case Parameter::Kind::Integer: text += std::to_string(parameter.integer); break;
            case Parameter::Kind::Text: text += parameter.text; break;
        }
    }
    return text;
}

}  // namespace

TEST_CASE("lists are expanded, padded to a power of two and numbered after the other arguments") {
    const std::vector<Expansion> cases = {
        {{"t", "SELECT 1"}, {}, "SELECT 1", ""},
        {{"t", "a = $1 AND b = $2"}, {"x", 7}, "a = $1 AND b = $2", "1:x 2:7"},
        {{"t", "b = $2 AND a = $1"}, {"x", nullptr}, "b = $2 AND a = $1", "1:x 2:-"},
        {{"t", "id IN ($1[])"}, {List{}}, "id IN ($2)", "1:* 2:-"},
        {{"t", "id IN ($1[])"}, {List{"a"}}, "id IN ($2)", "1:* 2:a"},
        {{"t", "id IN ($1[])"}, {List{"a", "b"}}, "id IN ($2, $3)", "1:* 2:a 3:b"},
        {{"t", "id IN ($1[])"}, {List{"a", "b", "c"}}, "id IN ($2, $3, $4, $5)", "1:* 2:a 3:b 4:c 5:c"},
        {{"t", "id IN $1[]"}, {List{"a", "b"}}, "id IN ($2, $3)", "1:* 2:a 3:b"},
        {{"t", "id IN ($1[]) OR up IN ( $1[] )"},
         {List{"a", "b"}},
         "id IN ($2, $3) OR up IN ( $2, $3 )",
         "1:* 2:a 3:b"},
        {{"t", "a IN ($1[]) AND n = $2 AND b IN ($3[])"},
         {List{"a"}, 9, List{"p", "q"}},
         "a IN ($4) AND n = $2 AND b IN ($5, $6)",
         "1:* 2:9 3:* 4:a 5:p 6:q"},
        {{"t", "a = '$9' AND \"$8\" = $1 AND c = 'it''s $7[]'"},
         {"x"},
         "a = '$9' AND \"$8\" = $1 AND c = 'it''s $7[]'",
         "1:x"},
        {{"t", "a = $1"}, {"'; DROP TABLE paper; -- $2"}, "a = $1", "1:'; DROP TABLE paper; -- $2"},
        {{"t", "a IN ($1[])"}, {List{"') OR (1=1"}}, "a IN ($2)", "1:* 2:') OR (1=1"},
    };
    for (const Expansion& example : cases) {
        CAPTURE(example.sql.text);
        const Statement statement = prepare(example.sql, example.args);
        CHECK(statement.text() == example.text);
        CHECK(described(statement) == example.values);
    }
}

TEST_CASE("an argument that does not fit is refused by name and number, without its value") {
    struct Refusal {
        Sql sql;
        std::vector<Arg> args;
        std::string message;
    };
    const std::string secret = "secret";
    const std::vector<Refusal> cases = {
        {{"a.b", "x = $1"}, {}, "a.b: argument $1 is missing"},
        {{"a.b", "x = $1"}, {1, 2}, "a.b: argument $2 is not used by the statement"},
        {{"a.b", "x = $2"}, {1, 2}, "a.b: argument $1 is not used by the statement"},
        {{"a.b", "x = $1"}, {List{secret}}, "a.b: argument $1 is a list where one value is meant"},
        {{"a.b", "x IN ($1[])"}, {secret}, "a.b: argument $1 is one value where a list is meant"},
        {{"a.b", "x = $1"}, {std::string("secret\0x", 8)}, "a.b: argument $1 holds a NUL character"},
        {{"a.b", "x = $1"}, {"secret\xff"}, "a.b: argument $1 is not UTF-8"},
        {{"a.b", "x = $1"}, {"\xc0\xaf"}, "a.b: argument $1 is not UTF-8"},          // overlong /
        {{"a.b", "x = $1"}, {"\xe0\x80\xaf"}, "a.b: argument $1 is not UTF-8"},      // overlong
        {{"a.b", "x = $1"}, {"\xed\xa0\x80"}, "a.b: argument $1 is not UTF-8"},      // surrogate
        {{"a.b", "x = $1"}, {"\xf4\x90\x80\x80"}, "a.b: argument $1 is not UTF-8"},  // beyond U+10FFFF
        {{"a.b", "x = $1"}, {"ñ\xc3"}, "a.b: argument $1 is not UTF-8"},             // cut short
        {{"a.b", "x IN ($1[])"}, {List{"ok", "\x80"}}, "a.b: argument $1 is not UTF-8"},
        {{"a.b", "x IN ($1[])"}, {List(kMaxListLength + 1, secret)}, "a.b: argument $1 is a list of too many texts"},
        {{"a.b", "x = $0"}, {}, "a.b: argument $0 is out of range"},
        {{"a.b", "x = $99999999999999999999"}, {}, "a.b: argument $999 is out of range"},
    };
    for (const Refusal& example : cases) {
        CAPTURE(example.message);
        CHECK_THROWS_WITH_AS(prepare(example.sql, example.args), example.message.c_str(), DatabaseError);
    }
}

TEST_CASE("every well-formed text is accepted") {
    for (const char* text : {"", "plain", "ñandú", "€", "\xf0\x9f\x97\x9e", "\xef\xbf\xbf", "a\nb\tc\x01"}) {
        CAPTURE(text);
        CHECK_NOTHROW(prepare(Sql{"t", "x = $1"}, {text}));
    }
}

TEST_CASE("an empty optional knows what it would have been") {
    CHECK(Arg(std::optional<std::string>()).null_type() == Arg::NullType::Text);
    CHECK(Arg(std::optional<int>()).null_type() == Arg::NullType::Integer);
    CHECK(Arg(std::optional<Instant>()).null_type() == Arg::NullType::Integer);
    CHECK(Arg(nullptr).null_type() == Arg::NullType::Unknown);
    CHECK(std::get<std::int64_t>(Arg(std::optional<int>(4)).value()) == 4);
}

TEST_CASE("a migration is split at semicolons before the end of a line") {
    struct Split {
        std::string text;
        std::vector<std::string> statements;
    };
    const std::vector<Split> cases = {
        {"", {}},
        {"-- only a comment;\n", {}},
        {"A;", {"A"}},
        {"A;\nB", {"A", "B"}},
        {"A\n  b;  \r\n\n-- why; not\nC;\n", {"A\nb", "C"}},
        {"INSERT 'a; b';\n", {"INSERT 'a; b'"}},
        {";\n;\n", {}},
    };
    for (const Split& example : cases) {
        CAPTURE(example.text);
        CHECK(split_statements(example.text) == example.statements);
    }
}

TEST_CASE("migrations are found among the embedded files and ordered by number") {
    const std::vector<Migration> found = migrations_of({{"schema/0010_stories.sql", "B"},
                                                        {"schema/0002_log.sql", "A"},
                                                        {"schema/current.sql", "never"},
                                                        {"themes/0001_x.sql", "never"},
                                                        {"schema/0001_note.txt", "never"}});
    REQUIRE(found.size() == 2);
    CHECK(found[0].number == 2);
    CHECK(found[0].name == "log");
    CHECK(found[1].number == 10);
    CHECK(found[1].text == "B");
    CHECK_THROWS_AS(migrations_of({{"schema/0001_a.sql", ""}, {"schema/0001_b.sql", ""}}), DatabaseError);
    CHECK_THROWS_AS(migrations_of({{"schema/0001.sql", ""}}), DatabaseError);
    CHECK_THROWS_AS(migrations_of({{"schema/99999999999999999999_x.sql", ""}}), DatabaseError);
}

}  // namespace broadsheet::db
