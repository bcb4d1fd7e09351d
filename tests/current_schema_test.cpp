// schema/current.sql: the schema as all numbered files together leave it, for whoever wants to read it in one piece.
#include <doctest/doctest.h>
#include <sqlite3.h>

#include <algorithm>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/db/db.h"
#include "tests/generated_files.h"
#include "tests/sample_newsroom.h"

using namespace broadsheet;

namespace {

constexpr const char* kSchemaFile = "schema/current.sql";
constexpr std::string_view kSchemaHeader =
    "-- The whole schema as the numbered files of this folder leave it, by name of the table: to be read, not run.\n"
    "-- Made from SQLite's own record by tests/current_schema_test.cpp: no changes by hand. Rows that the numbered "
    "files\n"
    "-- put in or change are in those alone.\n";

/// Indexes that an engine makes for itself have no text.
constexpr db::Sql kSchemaTexts{"test.schema",
                               "SELECT sql FROM sqlite_master WHERE sql IS NOT NULL "
                               "ORDER BY tbl_name, CASE type WHEN 'table' THEN 0 ELSE 1 END, name"};

/// One column or constraint of a table, and the comment behind it.
struct SchemaItem {
    std::string words;
    std::string comment;
};

/// A statement taken apart: SQLite keeps it as it was given, but the loader of numbered files trims lines, and columns
/// that came later stand where ALTER TABLE put them.
class SchemaStatement {
public:
    explicit SchemaStatement(std::string_view text) {
        for (std::size_t at = 0; at < text.size();) at = take(text, at);
        finish();
    }

    [[nodiscard]] std::string text() const {
        constexpr std::size_t kCommentColumn = 36;
        std::string out = head_;
        if (items_.empty()) return out + ";\n";
        out += " (\n";
        for (std::size_t i = 0; i < items_.size(); ++i) {
            std::string line = "    " + items_[i].words + (i + 1 < items_.size() ? "," : "");
            if (!items_[i].comment.empty()) {
                line += line.size() < kCommentColumn ? std::string(kCommentColumn - line.size(), ' ') : "  ";
                line += items_[i].comment;
            }
            out += line + "\n";
        }
        return out + ")" + tail_ + ";\n";
    }

private:
    /// Takes a quoted text, a comment or one character; returns where the next begins.
    std::size_t take(std::string_view text, std::size_t at) {
        const char c = text[at];
        if (c == '\'' || c == '"') {
            const std::size_t end = std::min(text.find(c, at + 1), text.size() - 1);
            words_ += text.substr(at, end + 1 - at);
            return end + 1;
        }
        if (text.substr(at).starts_with("--")) {
            const std::size_t end = std::min(text.find('\n', at), text.size());
            // Behind a comma on the same line a comment is about what stands before the comma.
            (words_.empty() && !items_.empty() ? items_.back().comment : comment_) = text.substr(at, end - at);
            return end;
        }
        const bool is_table = !head_.empty() || words_.starts_with("CREATE TABLE");
        if (c == '(' && is_table && ++depth_ == 1) {
            head_ = trimmed();
        } else if (c == ')' && is_table && --depth_ == 0) {
            finish();
            in_tail_ = true;
        } else if (c == ',' && depth_ == 1) {
            finish();
        } else if (c == ' ' || c == '\n' || c == '\t') {
            if (!words_.empty() && words_.back() != ' ') words_ += ' ';
        } else {
            words_ += c;
        }
        return at + 1;
    }

    std::string trimmed() {
        std::string out = std::exchange(words_, {});
        while (out.ends_with(' ')) out.pop_back();
        return out;
    }

    void finish() {
        std::string words = trimmed();
        if (in_tail_) {
            if (!words.empty()) tail_ = " " + words;
        } else if (head_.empty()) {
            head_ = std::move(words);
        } else {
            items_.push_back({std::move(words), std::exchange(comment_, {})});
        }
    }

    std::string head_, words_, comment_, tail_;
    std::vector<SchemaItem> items_;
    int depth_ = 0;
    bool in_tail_ = false;
};

std::string schema_document(const std::vector<std::string>& statements) {
    std::string out(kSchemaHeader);
    for (const std::string& statement : statements) {
        const std::string text = SchemaStatement(statement).text();
        if (text.starts_with("CREATE TABLE")) out += "\n";
        out += text;
    }
    return out;
}

/// What an empty SQLite database records of its schema once it has run a text.
std::vector<std::string> recorded_after(const std::string& text) {
    sqlite3* opened = nullptr;
    REQUIRE(sqlite3_open(":memory:", &opened) == SQLITE_OK);
    const std::unique_ptr<sqlite3, int (*)(sqlite3*)> database(opened, sqlite3_close);
    const int ran = sqlite3_exec(opened, text.c_str(), nullptr, nullptr, nullptr);
    REQUIRE_MESSAGE(ran == SQLITE_OK, sqlite3_errmsg(opened));
    std::vector<std::string> out;
    const auto add = [](void* to, int, char** values, char**) {
        static_cast<std::vector<std::string>*>(to)->emplace_back(values[0]);
        return 0;
    };
    REQUIRE(sqlite3_exec(opened, std::string(kSchemaTexts.text).c_str(), add, &out, nullptr) == SQLITE_OK);
    return out;
}

}  // namespace

TEST_CASE("generated: schema/current.sql is what the numbered files leave") {
    testing::TemporaryFolder folder;
    db::Options options;
    options.folder = folder.path();
    db::Database database(options);
    std::vector<std::string> statements;
    for (const db::Row& row : database.read([](db::ReadTx& tx) { return tx.query(kSchemaTexts); }))
        statements.push_back(row.text(0));
    const std::string document = schema_document(statements);
    testing::check_generated(kSchemaFile, document);
    // It lost nothing on the way: SQLite takes it, and has as many tables and indexes, written the same.
    const auto again = recorded_after(document);
    CHECK(again.size() == statements.size());
    CHECK(schema_document(again) == document);
}

TEST_CASE("generated: a statement of the schema keeps its words, comments and what was added to it") {
    struct Case {
        const char* what;
        const char* given;
        const char* text;
    };
    const Case cases[] = {
        {"columns on one line", "CREATE TABLE a (id TEXT PRIMARY KEY, b  BIGINT)",
         "CREATE TABLE a (\n    id TEXT PRIMARY KEY,\n    b BIGINT\n);\n"},
        {"comments stay behind what they are about",
         "CREATE TABLE a (\nid TEXT,            -- one, two\nb BIGINT            -- (last)\n)",
         "CREATE TABLE a (\n    id TEXT,                        -- one, two\n    b BIGINT                        -- "
         "(last)\n"
         ");\n"},
        {"an added column, a quoted comma, a key of two",
         "CREATE TABLE a (\nid TEXT, c TEXT NOT NULL DEFAULT 'x, --y',\nPRIMARY KEY (id, c)\n)",
         "CREATE TABLE a (\n    id TEXT,\n    c TEXT NOT NULL DEFAULT 'x, --y',\n    PRIMARY KEY (id, c)\n);\n"},
        {"an index stays on its line", "CREATE INDEX i ON a (b,\nc) WHERE b > 0",
         "CREATE INDEX i ON a (b, c) WHERE b > 0;\n"},
        {"an option behind", "CREATE TABLE a (id TEXT) STRICT", "CREATE TABLE a (\n    id TEXT\n) STRICT;\n"},
    };
    for (const Case& each : cases) {
        CAPTURE(each.what);
        CHECK(SchemaStatement(each.given).text() == each.text);
    }
}
