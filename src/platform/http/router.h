// The route table: method and path to a handler, with the limits that hold before a body is read. Not rights: site/
// adds them.
#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "platform/http/message.h"

namespace broadsheet::http {

using Handler = std::function<Response(const Request&)>;

/// Which bounded pool runs a handler. Each has its own threads and queue; full means 503 with Retry-After.
enum class Pool { Reader, Desk, Password };

/// Who may keep an answer. `Cached`: the page cache, when the response carries a ticket and the request no sign-in
/// cookie and no Authorization. The handler of such a request sees only what the key holds: path, parameters and
/// declared query names, method GET; no header, cookie, address or other query can reach a page that others are shown.
enum class Caching { Cached, Never };

/// One route. Pattern segments are literals, `{name}` for one segment, or `{name...}` last for the rest (may be empty).
/// Literal beats `{name}` beats `{name...}`, segment by segment, with backtracking.
struct Route {
    Method method = Method::Get;
    std::string pattern;
    Pool pool = Pool::Reader;
    Caching caching = Caching::Never;
    std::size_t body_limit = 0;            // bytes; 0: no body taken (413 otherwise)
    std::vector<std::string> query_names;  // all that may reach the handler and the cache key
    Handler handler;
};

struct Match {
    const Route* route = nullptr;  // null: nothing fits; `allowed` says whether another method would
    Fields parameters;
    std::vector<Method> allowed;
};

/// Built once, then read by all threads.
class Router {
public:
    Router();
    ~Router();
    /// Throws std::logic_error on a duplicate or a malformed pattern: a programmer's mistake.
    void add(Route route);
    /// HEAD matches GET routes.
    [[nodiscard]] Match match(Method method, std::string_view path) const;
    /// Answers when nothing matched (404, 405) or a limit was hit (413 …): status and, for 405, the Allow list.
    void on_error(std::function<Response(const Request&, int status, const std::string& allow)> handler);
    [[nodiscard]] Response error(const Request& request, int status, const std::string& allow = {}) const;
    /// From now on an error of this path, or of one below it, is made for each request with all that it says (who asks,
    /// in which language) and never shared. One such path a router.
    void make_errors_anew_at(std::string path) { errors_anew_ = std::move(path); }
    [[nodiscard]] bool shares_errors(std::string_view path) const;
    [[nodiscard]] const std::vector<std::unique_ptr<Route>>& routes() const;

private:
    struct Node;
    std::unique_ptr<Node> root_;
    std::vector<std::unique_ptr<Route>> routes_;
    std::function<Response(const Request&, int, const std::string&)> error_;
    std::string errors_anew_;  // empty: no path
};

}  // namespace broadsheet::http
