#include "platform/http/router.h"

#include <algorithm>
#include <map>
#include <optional>
#include <stdexcept>

namespace broadsheet::http {
namespace {

std::vector<std::string_view> segments_of(std::string_view path) {
    std::vector<std::string_view> segments;
    path.remove_prefix(1);
    for (;;) {
        const auto slash = path.find('/');
        segments.push_back(path.substr(0, slash));
        if (slash == std::string_view::npos) return segments;
        path.remove_prefix(slash + 1);
    }
}

constexpr Method kMethods[] = {Method::Get,   Method::Head,   Method::Post,    Method::Put,
                               Method::Patch, Method::Delete, Method::Options, Method::Other};

bool valid_name(std::string_view name) {
    if (name.empty()) return false;
    for (char c : name) {
        if (!((c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_')) return false;
    }
    return true;
}

}  // namespace

/// One place in the tree of segments. A `{name}` is one child whatever its name: names belong to the route.
struct Router::Node {
    struct Leaf {
        const Route* route;
        std::vector<std::string> names;
    };
    std::map<std::string, std::unique_ptr<Node>, std::less<>> literals;
    std::unique_ptr<Node> any;
    std::map<Method, Leaf> rest;
    std::map<Method, Leaf> here;

    struct Search {
        Method method;
        const std::vector<std::string_view>& segments;
        std::vector<std::string_view> values{};
        const Leaf* found = nullptr;
        std::vector<Method> allowed{};

        bool take(const std::map<Method, Leaf>& leaves) {
            auto at = leaves.find(method);
            if (at == leaves.end() && method == Method::Head) at = leaves.find(Method::Get);
            if (at != leaves.end()) {
                found = &at->second;
                return true;
            }
            for (const auto& leaf : leaves) allowed.push_back(leaf.first);
            return false;
        }
    };

    /// Every node is visited at most once, as its depth is the segment's number: linear in the table.
    bool find(std::size_t depth, Search& search) const {
        if (depth == search.segments.size()) return search.take(here);
        const auto segment = search.segments[depth];
        if (const auto child = literals.find(segment);
            child != literals.end() && child->second->find(depth + 1, search)) {
            return true;
        }
        if (any && !segment.empty()) {
            search.values.push_back(segment);
            if (any->find(depth + 1, search)) return true;
            search.values.pop_back();
        }
        if (rest.empty()) return false;
        const auto* begin = segment.data();
        const auto last = search.segments.back();
        search.values.emplace_back(begin, static_cast<std::size_t>(last.data() + last.size() - begin));
        if (search.take(rest)) return true;
        search.values.pop_back();
        return false;
    }
};

Router::Router() : root_(std::make_unique<Node>()) {}
Router::~Router() = default;

void Router::add(Route route) {
    const auto fail = [&](const char* what) { throw std::logic_error("route " + route.pattern + ": " + what); };
    if (route.pattern.empty() || route.pattern.front() != '/') fail("a pattern starts with '/'");
    if (!route.handler) fail("no handler");
    routes_.push_back(std::make_unique<Route>(route));
    const Route* kept = routes_.back().get();

    Node* node = root_.get();
    Node::Leaf leaf{kept, {}};
    bool rest = false;
    const auto segments = segments_of(kept->pattern);
    for (std::size_t i = 0; i < segments.size(); ++i) {
        const auto segment = segments[i];
        if (segment.empty() && i + 1 < segments.size()) fail("an empty segment");
        if (segment.find_first_of("{}") == std::string_view::npos) {
            auto& child = node->literals[std::string(segment)];
            if (!child) child = std::make_unique<Node>();
            node = child.get();
            continue;
        }
        if (segment.size() < 3 || segment.front() != '{' || segment.back() != '}') fail("braces hold a whole segment");
        auto name = segment.substr(1, segment.size() - 2);
        if (name.size() > 3 && name.substr(name.size() - 3) == "...") {
            if (i + 1 != segments.size()) fail("{name...} comes last");
            name.remove_suffix(3);
            rest = true;
        }
        if (!valid_name(name)) fail("a name is [a-z0-9_]+");
        if (std::find(leaf.names.begin(), leaf.names.end(), name) != leaf.names.end()) fail("a name twice");
        leaf.names.emplace_back(name);
        if (rest) break;
        if (!node->any) node->any = std::make_unique<Node>();
        node = node->any.get();
    }
    auto& leaves = rest ? node->rest : node->here;
    if (!leaves.emplace(kept->method, std::move(leaf)).second) fail("is there already");
}

Match Router::match(Method method, std::string_view path) const {
    Match match;
    if (path.empty() || path.front() != '/') return match;
    const auto segments = segments_of(path);
    Node::Search search{method, segments};
    if (root_->find(0, search)) {
        match.route = search.found->route;
        for (std::size_t i = 0; i < search.found->names.size(); ++i) {
            match.parameters.emplace_back(search.found->names[i], std::string(search.values[i]));
        }
        return match;
    }
    for (Method candidate : kMethods) {
        const auto has = [&](Method m) {
            return std::find(search.allowed.begin(), search.allowed.end(), m) != search.allowed.end();
        };
        if (has(candidate) || (candidate == Method::Head && has(Method::Get))) match.allowed.push_back(candidate);
    }
    return match;
}

void Router::on_error(std::function<Response(const Request&, int, const std::string&)> handler) {
    error_ = std::move(handler);
}

Response Router::error(const Request& request, int status, const std::string& allow) const {
    Response response;
    if (error_) {
        response = error_(request, status, allow);
    } else {
        response = text(status, std::to_string(status) + " " + std::string(reason_of(status)) + "\n");
    }
    if (status == 405) {
        const auto is_allow = [](const auto& field) { return field.first == "Allow" || field.first == "allow"; };
        if (std::none_of(response.headers.begin(), response.headers.end(), is_allow)) {
            response.headers.emplace_back("Allow", allow);
        }
    }
    return response;
}

bool Router::shares_errors(std::string_view path) const {
    if (errors_anew_.empty() || !path.starts_with(errors_anew_)) return true;
    return path.size() > errors_anew_.size() && path[errors_anew_.size()] != '/';
}

const std::vector<std::unique_ptr<Route>>& Router::routes() const { return routes_; }

}  // namespace broadsheet::http
