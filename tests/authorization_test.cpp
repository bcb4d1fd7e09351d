// Who may do what, from the route table: every declared route × nobody, writer, editor, chief. Nobody keeps this list
// by hand.
#include <doctest/doctest.h>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

/// The pattern with something in every place that names nothing of the sample: rights must be refused before things are
/// looked up.
std::string filled(const std::string& pattern) {
    std::string out;
    for (std::size_t i = 0; i < pattern.size();) {
        if (pattern[i] != '{') {
            out += pattern[i++];
            continue;
        }
        const auto end = pattern.find('}', i);
        const std::string name = pattern.substr(i + 1, end - i - 1);
        out += name == "edition" ? "en" : "nothing-here";
        i = end + 1;
    }
    return out;
}

const std::vector<std::pair<std::string, Role>>& roles() {
    static const std::vector<std::pair<std::string, Role>> kRoles = {
        {"writer", Role::Writer}, {"editor", Role::Editor}, {"chief", Role::Chief}};
    return kRoles;
}

}  // namespace

TEST_CASE("authorisation: every route of the table against every role") {
    SampleNewsroom newsroom("sqlite");
    std::map<std::string, std::string> cookies;
    std::map<std::string, std::string> tokens;
    for (const auto& [name, role] : roles()) {
        cookies[name] = newsroom.cookie(name);
        tokens[name] = newsroom.token(name);
    }
    int checked = 0;
    for (const auto& route : newsroom->routes.declared()) {
        if (route.surface == Surface::Page || route.surface == Surface::File || route.right == Right::Read) continue;
        const auto ask = [&](const std::string& cookie, const std::string& bearer, bool from_here) {
            http::Request request;
            request.method = route.method;
            request.target = filled(route.pattern);
            request.headers = {{"host", "localhost:8080"}};
            if (from_here) request.headers.emplace_back("origin", "http://localhost:8080");
            if (!cookie.empty()) request.headers.emplace_back("cookie", cookie);
            if (!bearer.empty()) request.headers.emplace_back("authorization", "Bearer " + bearer);
            if (route.method != http::Method::Get) {
                request.headers.emplace_back("content-type", route.surface == Surface::Api
                                                                 ? "application/json"
                                                                 : "application/x-www-form-urlencoded");
                request.body = route.surface == Surface::Api ? "{}" : "";
            }
            ++checked;
            return newsroom->ask(std::move(request)).status;
        };
        const std::string what = std::string(http::name_of(route.method)) + " " + route.pattern;
        if (route.surface == Surface::Api) {
            CHECK_MESSAGE(ask("", "", true) == 401, what);
            CHECK_MESSAGE(ask("", "not-a-token", true) == 401, what);
            // A session is no key to the API: a form of another site could send it.
            CHECK_MESSAGE(ask(cookies["chief"], "", true) == 401, what);
        } else {
            CHECK_MESSAGE(ask("", "", true) == (route.surface == Surface::Desk ? 303 : 401), what);
            CHECK_MESSAGE(
                ask("session=" + std::string(43, 'x'), "", true) == (route.surface == Surface::Desk ? 303 : 401), what);
            // An API key opens no desk.
            CHECK_MESSAGE(ask("", tokens["chief"], true) == (route.surface == Surface::Desk ? 303 : 401), what);
            if (route.surface == Surface::Action)
                CHECK_MESSAGE(ask(cookies["chief"], "", false) == 403, what << " from elsewhere");
        }
        for (const auto& [name, role] : roles()) {
            const int status =
                route.surface == Surface::Api ? ask("", tokens[name], true) : ask(cookies[name], "", true);
            if (allows(role, route.right)) {
                CHECK_MESSAGE((status != 401 && status != 403 && status != 500),
                              what << " as " << name << " answers " << status);
            } else {
                CHECK_MESSAGE(status == 403, what << " as " << name << " answers " << status);
            }
        }
    }
    CHECK(checked > 100);
}

TEST_CASE("authorisation: a revoked role loses access on its next request") {
    SampleNewsroom newsroom("sqlite");
    const std::string cookie = newsroom.cookie("editor");
    const auto ask = [&] {
        http::Request request;
        request.target = "/desk";
        request.headers = {{"host", "localhost:8080"}, {"cookie", cookie}};
        return newsroom->ask(std::move(request)).status;
    };
    CHECK(ask() == 200);
    for (const auto& member : newsroom->database.read([&](db::ReadTx& tx) { return newsroom->staff.list(tx); })) {
        if (member.email == "editor@paper.example")
            REQUIRE(newsroom->staff.set_active(Editor::program("test"), member.id, false));
    }
    CHECK(ask() == 303);
}
