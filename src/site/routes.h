// The route table: every address the program answers, declared with its right, owner rule, limits and cacheability. The
// authorisation test, the crawl of every page and the OpenAPI text are made from it. Handlers are wrapped here, once:
// snapshot, tags, sign-in, cross-site check, Problem → page or JSON.
#pragma once

#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "platform/db/db.h"
#include "platform/http/router.h"
#include "platform/json/json.h"
#include "platform/pagecache/pagecache.h"
#include "platform/theme/theme.h"
#include "site/editions.h"
#include "site/frame.h"
#include "site/sessions.h"
#include "site/viewer.h"

namespace broadsheet {

class DeskProblems;

/// What a handler answers with. Exactly one of page, redirect or raw bytes.
struct Answer {
    int status = 200;
    std::string page;                   // template of the theme (readers) …
    std::optional<theme::Value> value;  // … with the frame already in it
    std::string redirect;               // 301 of readers, 303 of the desk
    std::string content_type;           // raw
    std::string body;                   // raw
    http::Fields headers;
    std::string cache_control;  // empty: what the server says of a page that is kept, or is not
    bool immutable = false;
    bool cacheable = true;

    static Answer show(std::string page, theme::Value value, int status = 200);
    static Answer moved(std::string path);
    static Answer raw(std::string content_type, std::string body);
};

/// What a reader's page is made from.
struct PageContext {
    const http::Request& request;
    const Edition& edition;
    db::ReadTx& tx;
    /// Where the language switch leads on the page for a Problem: set before one is returned.
    std::map<std::string, SwitchTarget> others = {};
};
using PageHandler = std::function<Result<Answer>(PageContext&)>;

/// What an editor's page is made from: a snapshot, and who is asking.
struct DeskContext {
    const http::Request& request;
    db::ReadTx& tx;
    const Editor& editor;
    const text::Catalogue& words;  // of the desk, in the editor's language
};
using DeskHandler = std::function<Result<Answer>(DeskContext&)>;

/// A write of an editor: no snapshot, the use case opens its transaction.
struct ActionContext {
    const http::Request& request;
    const Editor& editor;
    const text::Catalogue& words;
};
using ActionHandler = std::function<Result<Answer>(ActionContext&)>;

/// A JSON operation. `input` is the parsed body of a write, an empty object otherwise.
struct ApiContext {
    const http::Request& request;
    db::ReadTx* tx;        // set for reads
    const Editor* editor;  // set for writes
    const json::Value& input;
    int status = 200;
    http::Fields headers;  // ETag, Location …
};
using ApiHandler = std::function<Result<json::Value>(ApiContext&)>;

/// Documentation of a JSON operation, for OpenAPI.
struct ApiDocument {
    std::string operation;  // unique id: listStories
    std::string summary;
    std::string tag;
    json::Value input;   // JSON Schema of the body; null: none
    json::Value output;  // JSON Schema of a 2xx answer
    struct Parameter {
        std::string name, about;
        bool required = false;
    };
    std::vector<Parameter> query;
    int success = 200;
    /// Media types of a body that is a file; then `input` is null and the handler reads `request.body`. Empty: JSON.
    std::vector<std::string> accepts = {};
    std::size_t body_limit = 2u << 20;
    /// Takes an Idempotency-Key. Not what repeats itself harmlessly, nor what answers with a secret, as answers are
    /// kept.
    bool keyed = true;
    /// What a 200 beside another `success` means; empty: there is none.
    std::string already = {};
};

enum class Surface { Page, Desk, Action, Api, File };

/// One declared route, for the tests and documents made from the table.
struct Declared {
    http::Method method = http::Method::Get;
    std::string pattern;
    Surface surface = Surface::Page;
    Right right = Right::Read;
    std::string owner_rule;  // "any" unless a handler narrows by owner
    std::size_t body_limit = 0;
    bool cached = false;
    std::string sample;  // an address of the sample newsroom that answers 200; empty: takes input
    std::optional<ApiDocument> document;
};

/// Last part of the keys of words on problem pages, for a status.
const char* words_for_status(int status);

class Routes {
public:
    struct Dependencies {
        db::Database& database;
        pagecache::PageCache& cache;
        http::Router& router;
        const Editions& editions;
        const Frame& frame;
        const Sessions& sessions;
        const theme::Theme& theme;
        const theme::Theme& desk_theme;
        const std::map<std::string, std::shared_ptr<const text::Catalogue>>& desk_words;
        const DeskProblems& desk_problems;
        const Clock& clock;
        std::vector<std::string> hosts;  // accepted in Origin, beside the Host of the request
    };
    explicit Routes(Dependencies dependencies);

    /// A reader's page in one edition: `tail` follows `/{edition}`; `{word:archive}` in it is the edition's own word.
    /// `sample` is written the same way.
    void page(const std::string& tail, const std::vector<std::string>& query_names, http::Caching caching,
              const std::string& sample, const PageHandler& handler);
    /// A reader's address outside the editions (sitemap, robots …); the edition is the paper's main one.
    void file(const std::string& pattern, std::vector<std::string> query_names, http::Caching caching,
              std::string sample, PageHandler handler);
    /// A desk page (GET). `sample` as above.
    void desk(const std::string& pattern, Right right, std::vector<std::string> query_names, std::string sample,
              DeskHandler handler);
    /// A desk write (POST): origin, sign-in and right are checked before the body is looked at.
    void action(const std::string& pattern, Right right, std::size_t body_limit, ActionHandler handler);
    /// Pages and writes for nobody in particular: sign-in, preview. Reads run with the readers' pages, writes in the
    /// password pool.
    void open(http::Method method, const std::string& pattern, std::size_t body_limit,
              std::vector<std::string> query_names, std::function<http::Response(const http::Request&)> handler);
    void api(http::Method method, const std::string& pattern, Right right, ApiDocument document, ApiHandler handler);

    [[nodiscard]] const std::vector<Declared>& declared() const { return declared_; }

    /// The page for a Problem. Below /desk it is a page of the desk, in the language of the account; elsewhere the
    /// theme's, in the language of the path when it has one.
    [[nodiscard]] http::Response problem_page(const http::Request& request, const Problem& problem) const;
    /// application/problem+json (RFC 9457), words in English.
    [[nodiscard]] http::Response problem_json(const Problem& problem) const;
    /// Extra latest stories for problem pages; set by app/newsroom.
    void on_problem_page(std::function<void(db::ReadTx&, const Edition&, theme::Value&)> fill) {
        problem_fill_ = std::move(fill);
    }

    /// True when the request comes from this site itself: Sec-Fetch-Site, else Origin.
    [[nodiscard]] bool same_origin(const http::Request& request) const;

private:
    http::Response run_page(const http::Request& request, const Edition& edition, const PageHandler& handler,
                            http::Caching caching) const;
    http::Response finish(const Answer& answer, const text::Catalogue& words, const theme::Theme& theme) const;
    const text::Catalogue& words_for(const Editor& editor) const;
    /// What the router refuses, as a Problem that says why.
    [[nodiscard]] Problem refusal(const http::Request& request, int status) const;
    [[nodiscard]] http::Response reader_problem_page(const http::Request& request, const Problem& problem,
                                                     int status) const;
    /// The desk's page where it is known who asks; null: nobody.
    [[nodiscard]] http::Response desk_problem_page(const http::Request& request, const Problem& problem,
                                                   const Editor* editor) const;
    /// The edition that a path begins with, else the main one, or none.
    [[nodiscard]] const Edition& edition_of(std::string_view path) const;
    [[nodiscard]] const Edition* edition_in(std::string_view path) const;
    /// Where a page is that was asked for in capitals: all our addresses are in small letters.
    [[nodiscard]] std::optional<Answer> in_other_case(PageContext& context, const PageHandler& handler) const;

    Dependencies d_;
    std::vector<Declared> declared_;
    std::function<void(db::ReadTx&, const Edition&, theme::Value&)> problem_fill_;
};

}  // namespace broadsheet
