// The scenario runner: src/features/*/scenarios/*.http, request → expected answer, as data; each on SQLite and
// PostgreSQL.
//
//   # a comment
//   at 2026-11-24T09:00:00Z          sets the clock
//   as editor                        writer, editor, chief or nobody, until the next `as`
//   GET /en/                         a request; fields of a form follow a POST, one a line: `name = value`.
//                                    `made_from = {page}` sends what the field of that name held on the last page
//   PUT /api/v1/…                    a request of another program, with a token of the role; GET below /api too
//   json {"slots": []}               its body
//   if-match "tag"                   its precondition; `{answer}` is the tag of the last answer
//   → 200                            status of the answer
//   has "words"                      the body holds them …
//   has not "words"                  … or does not
//   location /desk/stories/x         where a redirect leads (a prefix)
//   changes story:x:en list:all:en   exactly these tags were changed, `jobs` apart; `changes none`
//   statements <= 40                 what the request cost the database, so that no page asks once a row
//   jobs                             runs what is due
//   search                           waits until the search index has followed what was written
#include <doctest/doctest.h>

#include <algorithm>
#include <chrono>
#include <filesystem>
#include <fstream>
#include <set>
#include <sstream>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

namespace fs = std::filesystem;

struct Step {
    int line = 0;
    std::string role;
    http::Method method = http::Method::Get;
    std::string target;
    http::Fields fields;
    std::string json;
    std::string if_match;
};

std::string trimmed(const std::string& text) {
    const auto from = text.find_first_not_of(" \t");
    if (from == std::string::npos) return {};
    return text.substr(from, text.find_last_not_of(" \t") - from + 1);
}

std::string quoted(const std::string& text) {
    const auto from = text.find('"');
    const auto to = text.rfind('"');
    return from == std::string::npos || to <= from ? trimmed(text) : text.substr(from + 1, to - from - 1);
}

/// What a field of a form on a page holds; empty when there is none.
std::string value_on(const std::string& page, const std::string& name) {
    const auto at = page.find("name=\"" + name + "\"");
    if (at == std::string::npos) return {};
    const std::string tag = page.substr(page.rfind('<', at), page.find('>', at) - page.rfind('<', at));
    const auto value = tag.find("value=\"");
    return value == std::string::npos ? std::string() : tag.substr(value + 7, tag.find('"', value + 7) - value - 7);
}

class Scenario {
public:
    Scenario(const fs::path& file, const std::string& engine) : file_(file), newsroom_(engine) {}

    void run() {
        std::ifstream in(file_);
        REQUIRE(in);
        std::string raw;
        for (int number = 1; std::getline(in, raw); ++number) {
            const std::string line = trimmed(raw);
            if (line.empty() || line[0] == '#') continue;
            where_ = file_.filename().string() + ":" + std::to_string(number);
            read(line);
        }
    }

private:
    void read(const std::string& line) {
        std::istringstream words(line);
        std::string first;
        words >> first;
        std::string rest;
        std::getline(words, rest);
        rest = trimmed(rest);
        if (first == "as") {
            role_ = rest;
        } else if (first == "at" && rest.rfind('=', 0) != 0) {
            const auto at = text::parse_iso(rest);
            REQUIRE_MESSAGE(at, where_);
            newsroom_.clock().set(*at);
        } else if (first == "jobs") {
            newsroom_->jobs.run_due(newsroom_.clock());
        } else if (first == "search") {
            newsroom_->search.start();
            CHECK_MESSAGE(newsroom_->search.wait_for(newsroom_->database.version(), std::chrono::seconds(60)), where_);
        } else if (first == "GET" || first == "POST" || first == "PUT") {
            const auto method = first == "GET"    ? http::Method::Get
                                : first == "POST" ? http::Method::Post
                                                  : http::Method::Put;
            step_ = Step{0, role_, method, rest, {}, {}, {}};
            asked_ = false;
        } else if (first == "json") {
            step_.json = rest;
        } else if (first == "if-match") {
            step_.if_match = rest == "{answer}" ? tag_of_answer() : rest;
        } else if (first == "statements" && rest.rfind("<= ", 0) == 0) {
            ask();
            CHECK_MESSAGE(statements_ <= std::stoll(rest.substr(3)),
                          where_ << ": " << step_.target << " runs " << statements_ << " statements");
            // A page that was kept costs nothing and proves nothing.
            CHECK_MESSAGE(statements_ > 0, where_ << ": no statement was run");
        } else if (first == "→") {
            ask();
            CHECK_MESSAGE(std::to_string(answer_.status) == rest,
                          where_ << ": " << step_.target << " answers " << answer_.status << "\n"
                                 << answer_.body.substr(0, answer_.status >= 400 ? 3000 : 0));
        } else if (first == "has") {
            ask();
            const bool absent = rest.rfind("not ", 0) == 0;
            const std::string wanted = quoted(absent ? rest.substr(4) : rest);
            const bool found = answer_.body.find(wanted) != std::string::npos;
            CHECK_MESSAGE(found == !absent, where_ << ": " << (absent ? "does hold " : "does not hold ") << wanted);
        } else if (first == "location") {
            ask();
            const std::string location = header("Location");
            CHECK_MESSAGE(location.rfind(rest, 0) == 0, where_ << ": leads to " << location);
        } else if (first == "changes") {
            ask();
            changes(rest);
        } else if (line.find('=') != std::string::npos && step_.method == http::Method::Post && !asked_) {
            const auto equals = line.find('=');
            const std::string name = trimmed(line.substr(0, equals));
            const std::string value = trimmed(line.substr(equals + 1));
            step_.fields.emplace_back(name, value == "{page}" ? value_on(answer_.body, name) : value);
        } else {
            FAIL_CHECK(where_ << ": not understood: " << line);
        }
    }

    void ask() {
        if (asked_) return;
        asked_ = true;
        // Signing in writes too; what is counted is the request.
        const bool api = step_.target.rfind("/api/", 0) == 0;
        http::Request request = api ? api_request()
                                : step_.method == http::Method::Get
                                    ? newsroom_.page_request(step_.target, step_.role)
                                    : newsroom_.form_request(step_.target, step_.fields, step_.role);
        before_ = newsroom_->database.version();
        const std::int64_t statements = newsroom_->database.statements();
        answer_ = newsroom_->ask(std::move(request));
        statements_ = newsroom_->database.statements() - statements;
    }

    http::Request api_request() {
        http::Request request;
        request.method = step_.method;
        request.target = step_.target;
        request.headers = {{"host", "localhost:8080"}, {"content-type", "application/json"}};
        if (step_.role != "nobody")
            request.headers.emplace_back("authorization", "Bearer " + newsroom_.token(step_.role));
        if (!step_.if_match.empty()) request.headers.emplace_back("if-match", step_.if_match);
        request.body = step_.json;
        return request;
    }

    std::string tag_of_answer() const { return answer_.etag.empty() ? header("ETag") : answer_.etag; }

    std::string header(const std::string& wanted) const {
        for (const auto& [name, value] : answer_.headers) {
            if (name == wanted) return value;
        }
        return {};
    }

    void changes(const std::string& expected) {
        std::set<std::string> wanted;
        std::istringstream words(expected);
        for (std::string word; words >> word;) {
            if (word != "none") wanted.insert(word);
        }
        std::set<std::string> got;
        for (const auto& [version, tag] : newsroom_->database.changes_after(before_, 1000)) {
            if (tag != "jobs") got.insert(tag);
        }
        std::string more;
        for (const auto& tag : got) {
            if (wanted.count(tag) == 0) more += " " + tag;
        }
        std::string less;
        for (const auto& tag : wanted) {
            if (got.count(tag) == 0) less += " " + tag;
        }
        CHECK_MESSAGE(more.empty(), where_ << ": also changed:" << more);
        CHECK_MESSAGE(less.empty(), where_ << ": did not change:" << less);
    }

    fs::path file_;
    SampleNewsroom newsroom_;
    std::string where_;
    std::string role_ = "nobody";
    Step step_;
    http::Response answer_;
    bool asked_ = true;
    std::int64_t before_ = 0;
    std::int64_t statements_ = 0;
};

}  // namespace

TEST_CASE("scenarios") {
    std::vector<fs::path> files;
    for (const auto& entry : fs::recursive_directory_iterator(broadsheet::testing::source_folder() + "/src/features")) {
        if (entry.path().extension() == ".http") files.push_back(entry.path());
    }
    std::sort(files.begin(), files.end());
    REQUIRE(!files.empty());
    for (const auto& engine : broadsheet::testing::engines()) {
        for (const auto& file : files) {
            INFO(engine << " " << file.string());
            Scenario(file, engine).run();
        }
    }
}
