#include "site/routes.h"

#include <algorithm>

#include "platform/log/log.h"
#include "site/desk.h"
#include "site/desk_problem.h"

namespace broadsheet {

namespace {

/// `{word:archive}` → the edition's address word; `{edition}` → its id.
std::string in_edition(const std::string& pattern, const Edition& edition) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern.compare(i, 6, "{word:") == 0) {
            const auto end = pattern.find('}', i);
            out += edition.paths.at(pattern.substr(i + 6, end - i - 6));
            i = end + 1;
        } else if (pattern.compare(i, 9, "{edition}") == 0) {
            out += edition.id;
            i += 9;
        } else {
            out += pattern[i++];
        }
    }
    return out;
}

/// The path as far as it is known: one that does not decode is looked at as it was sent.
std::string_view path_sent(const http::Request& request) {
    if (!request.path.empty()) return request.path;
    return std::string_view(request.target).substr(0, request.target.find('?'));
}

/// A path in small letters (ASCII), where it has others; else nothing.
std::optional<std::string> in_small_letters(std::string path) {
    bool differs = false;
    for (char& c : path) {
        if (c < 'A' || c > 'Z') continue;
        c = static_cast<char>(c + ('a' - 'A'));
        differs = true;
    }
    return differs ? std::optional(std::move(path)) : std::nullopt;
}

/// Errors of the API are JSON, also where the rest of the address cannot be read.
bool is_api_path(std::string_view path) { return path.starts_with("/api/"); }

/// The problem's own status, where it was refused before there was a kind for it.
int status_in(const Problem& problem) {
    for (const auto& [name, value] : problem.args) {
        if (name == "status") return std::stoi(value);
    }
    return status_of(problem.kind);
}

/// What a status owes beside its page: when to come again, and that a write may have been done.
void add_problem_headers(http::Response& out, const Problem& problem) {
    if (problem.kind == ProblemKind::Unknown) out.headers.emplace_back("Outcome", "unknown");
    if (out.status == 503 || out.status == 429) out.headers.emplace_back("Retry-After", "2");
}

/// A limit of a body as people say it: "64 KB", "31 MB".
std::string limit_in_words(std::size_t bytes) {
    const bool mega = bytes >= 1u << 20;
    return std::to_string(mega ? bytes >> 20 : bytes >> 10) + (mega ? " MB" : " KB");
}

/// The token of an Authorization header; nothing when it is of another scheme. RFC 9110 §11.1: a scheme's name is the
/// same in any case; the token is not.
std::optional<std::string_view> bearer_of(std::string_view header) {
    constexpr std::string_view kScheme = "bearer ";
    const bool bearer = header.size() >= kScheme.size() &&
                        std::equal(kScheme.begin(), kScheme.end(), header.begin(), [](char wanted, char sent) {
                            return wanted == (sent >= 'A' && sent <= 'Z' ? static_cast<char>(sent + 32) : sent);
                        });
    if (!bearer) return std::nullopt;
    return header.substr(kScheme.size());
}

}  // namespace

const char* words_for_status(int status) {
    switch (status) {
        case 400: return "malformed";
        case 401: return "unauthorized";
        case 403: return "forbidden";
        case 404: return "not_found";
        case 405: return "method";
        case 409: return "conflict";
        case 410: return "gone";
        case 413: return "too_large";
        case 415: return "unsupported";
        case 421: return "misdirected";
        case 422: return "invalid";
        case 428: return "conflict";
        case 429: return "too_many";
        case 503: return "unavailable";
        case 507: return "no_space";
        default: return status < 500 ? "malformed" : "server_error";
    }
}

Answer Answer::show(std::string page, theme::Value value, int status) {
    Answer out;
    out.page = std::move(page);
    out.value = std::move(value);
    out.status = status;
    return out;
}

Answer Answer::moved(std::string path) {
    Answer out;
    out.redirect = std::move(path);
    return out;
}

Answer Answer::raw(std::string content_type, std::string body) {
    Answer out;
    out.content_type = std::move(content_type);
    out.body = std::move(body);
    return out;
}

Routes::Routes(Dependencies dependencies) : d_(std::move(dependencies)) {
    d_.router.make_errors_anew_at("/desk");
    d_.router.on_error([this](const http::Request& request, int status, const std::string& allow) {
        // Whatever stands below it in capitals is told in the same step, or not found then.
        if (const auto small = in_small_letters(request.path);
            status == 404 && request.method != http::Method::Post && small && edition_in(*small) != nullptr &&
            d_.router.match(http::Method::Get, *small).route != nullptr) {
            return finish(Answer::moved(*small), *d_.editions.main().words, d_.theme);
        }
        const Problem problem = refusal(request, status);
        http::Response response =
            is_api_path(path_sent(request)) ? problem_json(problem) : problem_page(request, problem);
        response.status = status;
        if (!allow.empty()) response.headers.emplace_back("Allow", allow);
        return response;
    });
}

Problem Routes::refusal(const http::Request& request, int status) const {
    Problem problem;
    problem.message = "status." + std::to_string(status);
    problem.args = {{"status", std::to_string(status)}};
    if (status == 413) {
        const auto match = d_.router.match(request.method, request.path);
        const std::size_t limit = match.route == nullptr ? 0 : match.route->body_limit;
        problem.message = limit == 0 ? "problem.no_body" : "problem.body_too_large";
        if (limit != 0) problem.args.emplace_back("limit", limit_in_words(limit));
    } else if (status == 400 && !http::canonical_path(path_sent(request))) {
        problem.message = "problem.bad_address";
    }
    return problem;
}

const Edition& Routes::edition_of(std::string_view path) const {
    const Edition* found = edition_in(path);
    return found != nullptr ? *found : d_.editions.main();
}

const Edition* Routes::edition_in(std::string_view path) const {
    if (path.size() < 2) return nullptr;
    const auto end = path.find('/', 1);
    return d_.editions.find(path.substr(1, end == std::string_view::npos ? end : end - 1));
}

std::optional<Answer> Routes::in_other_case(PageContext& context, const PageHandler& handler) const {
    const auto small = in_small_letters(context.request.path);
    if (!small) return std::nullopt;
    const auto match = d_.router.match(http::Method::Get, *small);
    if (match.route == nullptr) return std::nullopt;
    if (match.route != d_.router.match(http::Method::Get, context.request.path).route) return Answer::moved(*small);
    // The same route, which takes paths of any letters: only its handler knows what there is.
    http::Request request = context.request;
    request.path = *small;
    PageContext asked{request, context.edition, context.tx, {}};
    auto answer = handler(asked);
    if (!answer) return std::nullopt;
    return answer->redirect.empty() ? Answer::moved(*small) : std::move(*answer);
}

http::Response Routes::finish(const Answer& answer, const text::Catalogue& words, const theme::Theme& theme) const {
    http::Response out;
    out.status = answer.status;
    out.headers = answer.headers;
    out.immutable = answer.immutable;
    out.cache_control = answer.cache_control;
    if (!answer.redirect.empty()) {
        out.status = answer.status == 200 ? 301 : answer.status;
        out.headers.emplace_back("Location", http::percent_encode_path(answer.redirect));
        out.content_type = "text/plain; charset=utf-8";
        return out;
    }
    if (answer.value) {
        out.body = theme.render(answer.page, *answer.value, words);
        return out;
    }
    out.content_type = answer.content_type;
    out.body = answer.body;
    return out;
}

http::Response Routes::run_page(const http::Request& request, const Edition& edition, const PageHandler& handler,
                                http::Caching caching) const {
    const ZoneWatch zone(d_.editions);
    db::Database::Lease lease(d_.database);
    db::ReadTx& tx = lease.tx();
    tx.reads("zone:");
    const pagecache::PageCache::Render render(d_.cache, tx.version());
    PageContext context{request, edition, tx, {}};
    auto answer = handler(context);
    if (!answer && answer.error().kind == ProblemKind::NotFound) {
        if (auto moved = in_other_case(context, handler)) answer = std::move(*moved);
    }
    http::Response out;
    bool keep = caching == http::Caching::Cached;
    if (answer) {
        out = finish(*answer, *edition.words, d_.theme);
        keep = keep && answer->cacheable;
    } else if (is_desk_path(request.path)) {  // the desk's style sheets
        return problem_page(request, answer.error());
    } else {
        const int status = status_of(answer.error().kind);
        Head head;
        head.title = edition.say("problem_page." + std::string(words_for_status(status)) + ".title");
        head.others = std::move(context.others);
        theme::Value value = d_.frame.value(tx, edition, head);
        value.flag("noindex", true);
        value.text("code_text", edition.say("problem_page.code", {{"status", std::to_string(status)}}))
            .text("headline", head.title);
        value.text("text", edition.say("problem_page." + std::string(words_for_status(status)) + ".text"));
        if (problem_fill_) problem_fill_(tx, edition, value);
        out.body = d_.theme.render("problem", value, *edition.words);
        out.status = status;
        if (status == 503) out.headers.emplace_back("Retry-After", "2");
        keep = keep && (status == 404 || status == 410);
    }
    if (keep && tx.cacheable() && zone.steady())
        out.ticket = http::CacheTicket{tx.tags(), tx.version(), tx.valid_until()};
    if (out.content_type.rfind("text/html", 0) == 0) out.headers.emplace_back("Content-Language", edition.id);
    return out;
}

void Routes::page(const std::string& tail, const std::vector<std::string>& query_names, http::Caching caching,
                  const std::string& sample, const PageHandler& handler) {
    for (const auto& edition : d_.editions.all()) {
        http::Route route;
        route.method = http::Method::Get;
        route.pattern = "/" + edition.id + in_edition(tail, edition);
        route.caching = caching;
        route.query_names = query_names;
        route.handler = [this, &edition, handler, caching](const http::Request& request) {
            return run_page(request, edition, handler, caching);
        };
        Declared declared;
        declared.pattern = route.pattern;
        declared.cached = caching == http::Caching::Cached;
        if (!sample.empty()) declared.sample = "/" + edition.id + in_edition(sample, edition);
        declared_.push_back(std::move(declared));
        d_.router.add(std::move(route));
    }
}

void Routes::file(const std::string& pattern, std::vector<std::string> query_names, http::Caching caching,
                  std::string sample, PageHandler handler) {
    http::Route route;
    route.method = http::Method::Get;
    route.pattern = pattern;
    route.caching = caching;
    route.query_names = std::move(query_names);
    route.handler = [this, handler = std::move(handler), caching](const http::Request& request) {
        return run_page(request, edition_of(request.path), handler, caching);
    };
    Declared declared;
    declared.pattern = pattern;
    declared.surface = Surface::File;
    declared.cached = caching == http::Caching::Cached;
    declared.sample = std::move(sample);
    declared_.push_back(std::move(declared));
    d_.router.add(std::move(route));
}

const text::Catalogue& Routes::words_for(const Editor& editor) const {
    const auto found = d_.desk_words.find(editor.language);
    return found == d_.desk_words.end() ? *d_.desk_words.begin()->second : *found->second;
}

bool Routes::same_origin(const http::Request& request) const {
    if (const auto site = request.header("sec-fetch-site")) return *site == "same-origin" || *site == "none";
    const auto origin = request.header("origin");
    const auto host = request.header("host");
    if (!origin || !host) return false;
    return *origin == "http://" + std::string(*host) || *origin == "https://" + std::string(*host);
}

void Routes::desk(const std::string& pattern, Right right, std::vector<std::string> query_names, std::string sample,
                  DeskHandler handler) {
    http::Route route;
    route.method = http::Method::Get;
    route.pattern = pattern;
    route.pool = http::Pool::Desk;
    route.query_names = std::move(query_names);
    route.handler = [this, right, handler = std::move(handler)](const http::Request& request) -> http::Response {
        const std::string token(request.cookie(d_.sessions.cookie_name()).value_or(""));
        bool refresh = false;
        http::Response out;
        {
            db::Database::Lease lease(d_.database);
            db::ReadTx& tx = lease.tx();
            const auto editor = d_.sessions.who(tx, token);
            if (!editor) return http::see_other(sign_in_path(request.target));
            if (!editor->may(right)) return desk_problem_page(request, forbidden().value(), &*editor);
            refresh = d_.sessions.stale(tx, token);
            DeskContext context{request, tx, *editor, words_for(*editor)};
            auto answer = handler(context);
            out = answer ? finish(*answer, context.words, d_.desk_theme)
                         : desk_problem_page(request, answer.error(), &*editor);
        }
        if (refresh) {
            // Only the time a session was last seen: whether it gets written changes nothing for this answer.
            const auto written = d_.database.transact([&](db::Tx& tx) -> Result<Nothing> {
                d_.sessions.seen(tx, token);
                return Nothing{};
            });
            if (!written) log::warning("sessions.not_marked_seen");
        }
        return out;
    };
    Declared declared;
    declared.pattern = pattern;
    declared.surface = Surface::Desk;
    declared.right = right;
    declared.sample = std::move(sample);
    declared_.push_back(std::move(declared));
    d_.router.add(std::move(route));
}

void Routes::action(const std::string& pattern, Right right, std::size_t body_limit, ActionHandler handler) {
    http::Route route;
    route.method = http::Method::Post;
    route.pattern = pattern;
    route.pool = http::Pool::Desk;
    route.body_limit = body_limit;
    route.handler = [this, right, handler = std::move(handler)](const http::Request& request) -> http::Response {
        const std::string token(request.cookie(d_.sessions.cookie_name()).value_or(""));
        const auto editor = d_.database.read([&](db::ReadTx& tx) { return d_.sessions.who(tx, token); });
        const auto refused = [&](const Problem& why) {
            return desk_problem_page(request, why, editor ? &*editor : nullptr);
        };
        // First: a browser sends no cookie along from another site, so whoever is signed in would seem not to be.
        if (!same_origin(request)) return refused(problem(ProblemKind::Forbidden, "problem.cross_site").value());
        if (!editor) return refused(problem(ProblemKind::Unauthorized, "problem.signed_out").value());
        if (!editor->may(right)) return refused(forbidden().value());
        if (!request.form_ok()) return refused(problem(ProblemKind::Malformed, "problem.form_damaged").value());
        ActionContext context{request, *editor, words_for(*editor)};
        auto answer = handler(context);
        if (!answer) return refused(answer.error());
        if (!answer->redirect.empty() && answer->status == 200) answer->status = 303;
        return finish(*answer, context.words, d_.desk_theme);
    };
    Declared declared;
    declared.method = http::Method::Post;
    declared.pattern = pattern;
    declared.surface = Surface::Action;
    declared.right = right;
    declared.body_limit = body_limit;
    declared_.push_back(std::move(declared));
    d_.router.add(std::move(route));
}

void Routes::open(http::Method method, const std::string& pattern, std::size_t body_limit,
                  std::vector<std::string> query_names, std::function<http::Response(const http::Request&)> handler) {
    http::Route route;
    route.method = method;
    route.pattern = pattern;
    // Whoever asks is not known: never where editors work.
    route.pool = method == http::Method::Post ? http::Pool::Password : http::Pool::Reader;
    route.body_limit = body_limit;
    route.query_names = std::move(query_names);
    route.handler = [this, method, handler = std::move(handler)](const http::Request& request) -> http::Response {
        if (method == http::Method::Post && !same_origin(request)) {
            return problem_page(request, problem(ProblemKind::Forbidden, "problem.cross_site").value());
        }
        return handler(request);
    };
    Declared declared;
    declared.method = method;
    declared.pattern = pattern;
    declared.surface = method == http::Method::Get ? Surface::Desk : Surface::Action;
    declared.right = Right::Read;
    declared.body_limit = body_limit;
    if (method == http::Method::Get && pattern.find('{') == std::string::npos) declared.sample = pattern;
    declared_.push_back(std::move(declared));
    d_.router.add(std::move(route));
}

namespace {

void take_headers(http::Response& out, ApiContext& context) {
    for (auto& [name, value] : context.headers) {
        // Of a 200 the server prints the tag itself; two would contradict each other.
        if (name == "ETag" && out.status == 200) {
            out.etag = std::move(value);
        } else {
            out.headers.emplace_back(std::move(name), std::move(value));
        }
    }
}

}  // namespace

void Routes::api(http::Method method, const std::string& pattern, Right right, ApiDocument document,
                 ApiHandler handler) {
    const bool writes = method != http::Method::Get;
    http::Route route;
    route.method = method;
    route.pattern = pattern;
    route.pool = writes ? http::Pool::Desk : http::Pool::Reader;
    route.body_limit = writes ? document.body_limit : 0;
    route.caching = writes ? http::Caching::Never : http::Caching::Cached;
    for (const auto& parameter : document.query) route.query_names.push_back(parameter.name);
    const int success = document.success;
    const bool takes_file = !document.accepts.empty();
    route.handler = [this, right, writes, success, takes_file,
                     handler = std::move(handler)](const http::Request& request) -> http::Response {
        json::Value input = json::Value::object();
        ApiContext context{request, nullptr, nullptr, input, success, {}};
        http::Response out;
        out.content_type = "application/json; charset=utf-8";
        if (!writes) {
            const ZoneWatch zone(d_.editions);
            db::Database::Lease lease(d_.database);
            db::ReadTx& tx = lease.tx();
            tx.reads("zone:");
            const pagecache::PageCache::Render render(d_.cache, tx.version());
            context.tx = &tx;
            auto answer = handler(context);
            if (!answer) return problem_json(answer.error());
            out.body = json::print(*answer);
            if (zone.steady()) out.ticket = http::CacheTicket{tx.tags(), tx.version(), tx.valid_until()};
            take_headers(out, context);
            return out;
        }
        const auto token = bearer_of(request.header("authorization").value_or(""));
        if (!token) {
            auto refused = problem_json(problem(ProblemKind::Unauthorized, "problem.needs_token").value());
            refused.headers.emplace_back("WWW-Authenticate", "Bearer");
            return refused;
        }
        const auto editor = d_.database.read([&](db::ReadTx& tx) { return d_.sessions.bearer(tx, *token); });
        if (!editor) {
            auto refused = problem_json(problem(ProblemKind::Unauthorized, "problem.bad_token").value());
            refused.headers.emplace_back("WWW-Authenticate", "Bearer error=\"invalid_token\"");
            return refused;
        }
        if (!editor->may(right)) return problem_json(forbidden().value());
        if (!request.body.empty() && !takes_file) {
            json::ParseError error;
            auto parsed = json::parse(request.body, &error);
            if (!parsed) {
                return problem_json(
                    problem(ProblemKind::Malformed, "problem.not_json", {{"reason", error.message}}).value());
            }
            if (!parsed->is_object())
                return problem_json(problem(ProblemKind::Malformed, "problem.not_an_object").value());
            input = std::move(*parsed);
        }
        context.editor = &*editor;
        auto answer = handler(context);
        if (!answer) return problem_json(answer.error());
        out.status = context.status;
        take_headers(out, context);
        out.body = json::print(*answer);
        if (context.status == 204) out.body.clear();
        return out;
    };
    Declared declared;
    declared.method = method;
    declared.pattern = pattern;
    declared.surface = Surface::Api;
    declared.right = right;
    declared.body_limit = route.body_limit;
    declared.cached = !writes;
    if (!writes && pattern.find('{') == std::string::npos) declared.sample = pattern;
    declared.document = std::move(document);
    declared_.push_back(std::move(declared));
    d_.router.add(std::move(route));
}

http::Response Routes::problem_page(const http::Request& request, const Problem& problem) const {
    const int status = status_in(problem);
    http::Response out = is_desk_path(path_sent(request)) ? d_.desk_problems.page(request, problem, status)
                                                          : reader_problem_page(request, problem, status);
    add_problem_headers(out, problem);
    return out;
}

http::Response Routes::desk_problem_page(const http::Request& request, const Problem& problem,
                                         const Editor* editor) const {
    http::Response out = d_.desk_problems.page(request, problem, status_in(problem), editor);
    add_problem_headers(out, problem);
    return out;
}

http::Response Routes::reader_problem_page(const http::Request& request, const Problem& problem, int status) const {
    // A path that cannot be read is not there; its first word may still say in which language to answer.
    const Edition& edition = edition_of(request.path.empty() ? request.target : request.path);
    Head head;
    head.title = edition.say("problem_page." + std::string(words_for_status(status)) + ".title");
    http::Response out;
    out.status = status;
    const auto fill = [&](theme::Value& value) {
        value.flag("noindex", true);
        value.text("code_text", edition.say("problem_page.code", {{"status", std::to_string(status)}}))
            .text("headline", head.title);
        value.text("text", edition.say("problem_page." +
                                       std::string(problem.kind == ProblemKind::Unknown ? "unknown"
                                                                                        : words_for_status(status)) +
                                       ".text"));
        if (status == 401) value.path("sign_in_offer_path", theme::SitePath("/desk/sign-in"));
    };
    try {
        out = d_.database.read([&](db::ReadTx& tx) {
            http::Response page = out;
            theme::Value value = d_.frame.value(tx, edition, head);
            fill(value);
            if (problem_fill_ && status < 500) problem_fill_(tx, edition, value);
            page.body = d_.theme.render("problem", value, *edition.words);
            return page;
        });
    } catch (const std::exception& error) {
        // The page for a broken database must not need the database.
        log::error("problem_page.without_database", {{"why", error.what()}});
        theme::Value value = d_.frame.bare(edition, head);
        fill(value);
        out.body = d_.theme.render("problem", value, *edition.words);
    }
    return out;
}

http::Response Routes::problem_json(const Problem& problem) const {
    const int status = status_in(problem);
    const auto& words = *d_.desk_words.at("en");
    const auto say = [&](const std::string& key, const MessageArgs& args) {
        return words.has(key) ? words.say(key, args) : key;
    };
    json::Value out = json::Value::object();
    out.set("type", "about:blank").set("title", say("status." + std::to_string(status), {})).set("status", status);
    out.set("detail", say(problem.message, problem.args)).set("code", problem.message);
    if (!problem.fields.empty()) {
        json::Value fields = json::Value::array();
        for (const auto& fault : problem.fields) {
            json::Value item = json::Value::object();
            item.set("field", fault.field).set("code", fault.message).set("detail", say(fault.message, fault.args));
            fields.push(std::move(item));
        }
        out.set("errors", std::move(fields));
    }
    http::Response response;
    response.status = status;
    response.content_type = "application/problem+json; charset=utf-8";
    response.body = json::print(out);
    add_problem_headers(response, problem);
    return response;
}

}  // namespace broadsheet
