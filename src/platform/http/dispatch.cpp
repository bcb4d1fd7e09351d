#include "platform/http/dispatch.h"

#include <algorithm>

#include "platform/http/ascii.h"
#include "platform/http/forwarded.h"

namespace broadsheet::http {
namespace {

constexpr std::size_t kMaxKey = 1024;
constexpr int kAttempts = 3;

bool may_be_kept(const Response& response) {
    switch (response.status) {
        case 200:
        case 301:
        case 302:
        case 303:
        case 307:
        case 308:
        case 404:
        case 410: break;
        default: return false;
    }
    return std::none_of(response.headers.begin(), response.headers.end(), [](const auto& field) {
        std::string name = field.first;
        for (char& c : name) {
            if (c >= 'A' && c <= 'Z') c = static_cast<char>(c + 32);
        }
        return name == "set-cookie" || name == "vary";
    });
}

}  // namespace

Dispatcher::Dispatcher(const ServerOptions& options, const Router& router, pagecache::PageCache& cache,
                       const Clock& clock)
    : options_(options), router_(router), cache_(cache), clock_(clock), dated_second_(clock.now().us / kSecond) {}

bool Dispatcher::accepts_host(std::string_view host) const {
    const auto colon = host.rfind(':');
    const bool has_port = colon != std::string_view::npos && host.back() != ']';
    const auto name = has_port ? host.substr(0, colon) : host;
    for (const auto& accepted : options_.hosts) {
        if (same(host, accepted) || same(name, accepted)) return true;
    }
    return options_.any_loopback_host && (same(name, "localhost") || name == "127.0.0.1" || name == "[::1]");
}

bool Dispatcher::is_session(std::string_view cookies) const {
    const std::string_view name = options_.session_cookie;
    if (name.empty()) return false;
    for (auto at = cookies.find(name); at != std::string_view::npos; at = cookies.find(name, at + 1)) {
        const bool begins = at == 0 || cookies[at - 1] == ' ' || cookies[at - 1] == ';' || cookies[at - 1] == '\t';
        const auto end = at + name.size();
        if (begins && (end == cookies.size() || cookies[end] == '=' || cookies[end] == ' ')) return true;
    }
    return false;
}

void Dispatcher::prepare(Exchange& exchange, bool has_body) const {
    Request& request = exchange.request;
    exchange.target = request.target;
    exchange.method = request.method;
    bool signed_in = false;
    for (const auto& [name, value] : request.headers) {
        if (name == "accept-encoding") {
            exchange.accepts = accepted_encodings(value);
        } else if (name == "if-none-match") {
            exchange.conditions.if_none_match = value;
        } else if (name == "if-modified-since") {
            exchange.conditions.if_modified_since = value;
        } else if (name == "range") {
            exchange.conditions.range = value;
        } else if (name == "if-range") {
            exchange.conditions.if_range = value;
        } else if (name == "authorization" || (name == "cookie" && is_session(value))) {
            signed_in = true;
        }
    }

    if (!options_.trusted_proxies.empty()) {
        auto client = client_of(request.remote, request.headers, options_.trusted_proxies);
        if (!client) {
            exchange.error = 400;
            return;
        }
        request.remote = std::move(*client);
    }

    auto path = canonical_path(std::string_view(request.target).substr(0, request.target.find('?')));
    if (!path) {
        exchange.error = 400;
        return;
    }
    request.path = std::move(*path);
    Match match = request.method == Method::Other ? Match{} : router_.match(request.method, request.path);
    const bool reads = request.method == Method::Get || request.method == Method::Head;
    if (match.route == nullptr) {
        for (Method method : match.allowed) {
            if (!exchange.allow.empty()) exchange.allow += ", ";
            exchange.allow += name_of(method);
        }
        if (request.method == Method::Other && exchange.allow.empty()) exchange.allow = "GET, HEAD";
        exchange.error = exchange.allow.empty() ? 404 : 405;
    } else {
        exchange.route = match.route;
        request.route = match.route->pattern;
        request.parameters = std::move(match.parameters);
        request.query_names = &match.route->query_names;
    }

    const bool may_share = exchange.route != nullptr ? exchange.route->caching == Caching::Cached
                                                     : exchange.error == 404 && router_.shares_errors(request.path);
    if (!may_share || !reads || has_body || signed_in) return;
    exchange.key = percent_encode_path(request.path);
    if (exchange.route != nullptr) {
        char separator = '?';
        for (const auto& name : exchange.route->query_names) {
            const auto value = query_value(request.target, name);
            if (!value) continue;
            exchange.key.append(1, separator).append(percent_encode(name)).append("=").append(percent_encode(*value));
            separator = '&';
        }
    }
    if (exchange.key.size() > kMaxKey) return;
    // From here on the handler sees what the key holds and nothing else: what is not keyed cannot poison a page.
    exchange.shared = true;
    request.method = Method::Get;
    request.target = exchange.key;
    request.headers.clear();
    request.remote.clear();
}

std::size_t Dispatcher::body_limit(const Exchange& exchange) {
    return exchange.route != nullptr ? exchange.route->body_limit : 0;
}

std::optional<Reply> Dispatcher::cached(std::string_view key, Accepts accepts, std::string_view if_none_match,
                                        std::string_view if_modified_since, std::string_view range,
                                        std::string_view if_range, bool head_only) {
    const bool identity = !range.empty();
    auto entry = cache_.find(key, accepts.gzip && !identity, accepts.brotli && !identity, clock_.now());
    if (!entry) return std::nullopt;
    Reply reply = choose(std::move(entry), if_none_match, if_modified_since, range, if_range, head_only);
    reply.cached = true;
    return reply;
}

std::optional<Reply> Dispatcher::cached(const Exchange& exchange) {
    const Conditions& asked = exchange.conditions;
    return cached(exchange.key, exchange.accepts, asked.if_none_match, asked.if_modified_since, asked.range,
                  asked.if_range, exchange.method == Method::Head);
}

bool Dispatcher::take_off(Exchange& exchange, std::function<void(FlightEnd)> end) {
    if (!exchange.shared || exchange.alone) return true;
    const std::lock_guard guard(flights_lock_);
    const auto [at, is_new] = flights_.try_emplace(exchange.key);
    if (!is_new) {
        at->second.push_back(std::move(end));
        return false;
    }
    exchange.leads = true;
    return true;
}

void Dispatcher::waited(Exchange& exchange, FlightEnd end) {
    ++exchange.attempts;
    exchange.alone = end == FlightEnd::NotShared || exchange.attempts >= kAttempts;
}

void Dispatcher::land(Exchange& exchange, FlightEnd end) {
    if (!exchange.leads) return;
    exchange.leads = false;
    std::vector<std::function<void(FlightEnd)>> waiting;
    {
        const std::lock_guard guard(flights_lock_);
        const auto at = flights_.find(exchange.key);
        waiting = std::move(at->second);
        flights_.erase(at);
    }
    for (const auto& tell : waiting) tell(end);
}

std::optional<Instant> Dispatcher::date_for(const CacheTicket& ticket) {
    // A date has seconds, and two versions of a page can be made in one: who holds the first would be told that the
    // second is the same. So a second goes to pages of one version only, and not to those that end within it. Pages
    // that depend on nothing need no date.
    if (ticket.tags.empty()) return std::nullopt;
    const std::lock_guard guard(dates_lock_);
    const std::int64_t second = clock_.now().us / kSecond;
    if (ticket.valid_until && ticket.valid_until->us / kSecond <= second) return std::nullopt;
    if (second > dated_second_) {
        dated_second_ = second;
        dated_version_ = ticket.version;
    }
    if (second != dated_second_ || ticket.version != dated_version_) return std::nullopt;
    return Instant{second * kSecond};
}

void Dispatcher::abandon(Exchange& exchange) { land(exchange, FlightEnd::Stale); }

Response Dispatcher::respond(const Exchange& exchange) {
    if (exchange.error != 0) return router_.error(exchange.request, exchange.error, exchange.allow);
    return exchange.route->handler(exchange.request);
}

Reply Dispatcher::run(Exchange& exchange) {
    const bool head_only = exchange.method == Method::Head;
    std::shared_ptr<const pagecache::Entry> entry;
    FlightEnd end = FlightEnd::NotShared;
    const auto attempt = [&](auto&& make) {
        try {
            std::optional<pagecache::PageCache::Render> mark;
            if (exchange.shared) mark.emplace(cache_);
            Response response = make();
            const bool keep = exchange.shared && response.ticket && may_be_kept(response);
            pagecache::Page page;
            if (response.ticket) {
                page.tags = response.ticket->tags;
                page.version = response.ticket->version;
                page.valid_until = response.ticket->valid_until;
                if (keep) response.modified = date_for(*response.ticket);
            }
            entry = finish(std::move(response), options_, exchange.shared);
            if (keep) {
                page.identity = entry;
                end = cache_.offer(exchange.key, std::move(page), clock_.now()) ? FlightEnd::Kept : FlightEnd::Stale;
            }
            return true;
        } catch (const std::exception& fault) {
            if (options_.log_error) {
                options_.log_error(std::string(name_of(exchange.method)) + " " + exchange.target + ": " + fault.what());
            }
        } catch (...) {
            if (options_.log_error) {
                options_.log_error(std::string(name_of(exchange.method)) + " " + exchange.target +
                                   ": unknown exception");
            }
        }
        return false;
    };
    const bool answered = attempt([&] { return respond(exchange); }) ||
                          attempt([&] { return router_.error(exchange.request, 500); }) ||
                          attempt([&] { return text(500, "500 Internal Server Error\n"); });
    land(exchange, end);
    if (!answered) {  // a header that every answer is given cannot go out
        entry = finish(text(500, "500 Internal Server Error\n"), ServerOptions{}, false);
    }
    if (exchange.method != Method::Get && !head_only) {  // conditions and ranges are for reading
        if (exchange.accepts.gzip) {
            if (auto smaller = pagecache::encoded(*entry, pagecache::Encoding::Gzip)) entry = std::move(smaller);
        }
        return whole(std::move(entry), false);
    }
    const bool identity = !exchange.conditions.range.empty();
    if (end == FlightEnd::Kept && exchange.accepts.gzip && !identity) {
        // Made here, so that no I/O thread has to; the page may be gone again, or be a newer one by now.
        if (auto kept = cache_.find(exchange.key, true, false, clock_.now())) entry = std::move(kept);
    } else if (exchange.accepts.gzip && !identity) {
        if (auto smaller = pagecache::encoded(*entry, pagecache::Encoding::Gzip)) entry = std::move(smaller);
    }
    return choose(std::move(entry), exchange.conditions.if_none_match, exchange.conditions.if_modified_since,
                  exchange.conditions.range, exchange.conditions.if_range, head_only);
}

}  // namespace broadsheet::http
