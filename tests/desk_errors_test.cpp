// What an editor is shown when something at the desk goes wrong: a page of the desk in their own language, whatever the
// paper's main one, with words for what happened and a way onwards; and the API's errors, which are JSON at any
// address.
#include <doctest/doctest.h>

#include "tests/sample_newsroom.h"

using namespace broadsheet;
using broadsheet::testing::SampleNewsroom;

namespace {

constexpr const char* kDeskStory = "/desk/stories/csto-kazakhstan-2022";

std::string header_line(const http::Response& answer, const std::string& wanted) {
    for (const auto& [name, value] : answer.headers) {
        if (name == wanted) return value;
    }
    return {};
}

http::Request with_header(http::Request request, const std::string& name, const std::string& value) {
    for (auto& [known, old] : request.headers) {
        if (known == name) {
            old = value;
            return request;
        }
    }
    request.headers.emplace_back(name, value);
    return request;
}

/// The account of a role reads this language from now on.
void speak(SampleNewsroom& newsroom, const std::string& role, const std::string& language) {
    for (const auto& member : newsroom->database.read([&](db::ReadTx& tx) { return newsroom->staff.list(tx); })) {
        if (member.email == role + "@paper.example")
            REQUIRE(newsroom->staff.set_language(Editor::program("test"), member.id, language));
    }
}

/// A page of the desk in a language, kept nowhere, found by nobody, without anything of the readers' frame.
void check_desk_page(const http::Response& answer, const std::string& language) {
    CHECK(answer.body.find("<html lang=\"" + std::string(language == "en" ? "en-GB" : language) + "\">") !=
          std::string::npos);
    CHECK(answer.body.find("<body class=\"desk") != std::string::npos);
    CHECK(answer.body.find("<meta name=\"robots\" content=\"noindex\">") != std::string::npos);
    CHECK(header_line(answer, "Cache-Control").find("no-store") != std::string::npos);
    CHECK(answer.body.find("/assets/paper.") == std::string::npos);
    CHECK(answer.body.find("class=\"masthead") == std::string::npos);
    for (const std::string of_readers :
         {"href=\"/es/20", "href=\"/en/20", "Latest stories", "Últimas", "Iniciar sesión"})
        CHECK_MESSAGE(answer.body.find(of_readers) == std::string::npos, of_readers);
    CHECK(answer.body.find("<script") == std::string::npos);
}

struct ErrorCase {
    std::string name;
    http::Request request;  // without a cookie
    std::string role;
    int status;
    std::string en;
    std::string es;
    std::string link;  // the way onwards
};

std::vector<ErrorCase> signed_in_cases(SampleNewsroom& newsroom) {
    const auto get = [&](const std::string& target) { return newsroom.page_request(target, "nobody"); };
    const auto post = [&](const std::string& target, const http::Fields& fields) {
        return newsroom.form_request(target, fields, "nobody");
    };
    const std::string story = kDeskStory;
    const std::string from = "http://localhost:8080";
    http::Request damaged = post("/desk/front", {});
    damaged.body = "a=%zz";
    http::Request huge = post("/desk/account/language", {{"language", std::string(20'000, 'x')}});
    http::Request stray = get("/desk/front");
    stray.method = http::Method::Delete;
    return {
        {"an escape that is none", get("/desk/stories/%ff"), "chief", 400, "The address cannot be read",
         "La dirección no se puede leer", "/desk"},
        {"a zero", get("/desk/%00?a=b"), "chief", 400, "damaged escape", "un código dañado", "/desk"},
        {"a form that is damaged", damaged, "chief", 400, "The form arrived damaged. Send it again.",
         "El formulario llegó dañado. Envíelo otra vez.", "/desk/front"},
        {"no such story",
         with_header(get("/desk/stories/nope"), "referer", from + "/desk/media?words=cuenca&done=saved"), "chief", 404,
         "There is no such story", "No existe ese artículo", "/desk/media"},
        {"no such address", get("/desk/nowhere/at/all"), "chief", 404, "list of stories", "lista de artículos",
         "/desk"},
        {"no such picture", get("/desk/media/nope"), "writer", 404, "There is no such picture", "No existe esa imagen",
         "/desk"},
        {"no such style", get("/desk/assets/nope.css"), "writer", 404, "There is no such page", "No existe esa página",
         "/desk"},
        {"a page asked of a form's address", get("/desk/sign-out"), "writer", 405, "there is no page to look at",
         "no hay página que ver", "/desk"},
        {"a method of other programs", stray, "chief", 405, "That cannot be done at this address",
         "Eso no se puede hacer en esta dirección", "/desk"},
        {"a writer who publishes", post(story + "/publish", {{"edition", "en"}}), "writer", 403,
         "Your role does not allow this. Ask an editor-in-chief.", "Su función no lo permite. Consulte a la dirección.",
         story},
        {"a writer at the settings", get("/desk/settings"), "writer", 403, "This needs another role",
         "Hace falta otra función", "/desk"},
        {"another site", with_header(post("/desk/front", {}), "origin", "https://evil.example"), "chief", 403,
         "A page of another site sent this", "Esto lo envió una página de otro sitio", "/desk/front"},
        {"more than a form takes", huge, "chief", 413, "larger than 16 KB", "pasa de 16 KB", "/desk/account"},
        {"a comparison that is damaged",
         with_header(post(story + "/en/merge", {{"mine_json", "{"}}), "referer", from + story + "/en/merge"), "writer",
         422, "The comparison arrived damaged", "La comparación llegó dañada", story + "/en"},
    };
}

}  // namespace

TEST_CASE("desk errors: a page of the desk in the account's language, in words for what happened") {
    SampleNewsroom newsroom("sqlite");
    REQUIRE(newsroom->editions.main().id == "es");
    for (const std::string language : {"en", "es"}) {
        std::map<std::string, std::string> cookies;
        for (const char* role : {"writer", "chief"}) {
            speak(newsroom, role, language);
            cookies[role] = newsroom.cookie(role);
        }
        for (auto& test : signed_in_cases(newsroom)) {
            INFO(language << ": " << test.name);
            test.request.headers.emplace_back("cookie", cookies[test.role]);
            // What the browser prefers is nothing against what the account says.
            test.request.headers.emplace_back("accept-language", language == "en" ? "es" : "en");
            const auto answer = newsroom->ask(std::move(test.request));
            CHECK(answer.status == test.status);
            check_desk_page(answer, language);
            CHECK(answer.body.find(language == "en" ? test.en : test.es) != std::string::npos);
            CHECK(answer.body.find("class=\"button\" href=\"" + test.link + "\"") != std::string::npos);
            CHECK(answer.body.find(language == "en" ? "Sign out" : "Cerrar sesión") != std::string::npos);
            CHECK(answer.body.find("/desk/sign-in") == std::string::npos);
        }
    }
}

TEST_CASE("desk errors: whoever is not signed in reads the language that the sign-in page would have") {
    SampleNewsroom newsroom("sqlite");
    using Pair = std::pair<std::string, std::string>;
    // The paper's main edition is Spanish.
    for (const auto& [accepted, language] :
         {Pair{"en-GB,en;q=0.9", "en"}, Pair{"de, es;q=0.8", "es"}, Pair{"de", "es"}}) {
        CAPTURE(accepted);
        for (const std::string target : {"/desk/nowhere", "/desk/%ff", "/desk/assets/nope.css"}) {
            CAPTURE(target);
            const auto answer =
                newsroom->ask(with_header(newsroom.page_request(target, "nobody"), "accept-language", accepted));
            CHECK(answer.status == (target == "/desk/%ff" ? 400 : 404));
            check_desk_page(answer, language);
            CHECK(answer.body.find("class=\"button\" href=\"/desk\"") != std::string::npos);
        }
        // Another site sends no cookie along: that is no matter of being signed in.
        auto request =
            with_header(newsroom.form_request("/desk/sign-in", {{"email", "a"}}, "nobody"), "origin", "null");
        const auto answer = newsroom->ask(with_header(std::move(request), "accept-language", accepted));
        CHECK(answer.status == 403);
        check_desk_page(answer, language);
    }
    // Addresses that only begin like the desk's are the readers'.
    CHECK(newsroom.get("/desktop").body.find("<body class=\"desk") == std::string::npos);
    CHECK(newsroom.get("/es/nada").body.find("<body class=\"desk") == std::string::npos);
    CHECK(newsroom.get("/preview/not-a-link").body.find("<body class=\"desk") == std::string::npos);
}

TEST_CASE("desk errors: after signing in one is where one was") {
    SampleNewsroom newsroom("sqlite");
    const std::string story = kDeskStory;
    const std::string from = "http://localhost:8080";
    struct Way {
        http::Method method;
        std::string target;
        std::string referer;
        std::string back;
    };
    const auto get = http::Method::Get;
    const auto post = http::Method::Post;
    for (const auto& way : std::vector<Way>{
             {get, story + "/en?done=saved&x=%C3%B1", "", story + "/en?done=saved&x=%C3%B1"},
             {get, "/desk/front", from + "/desk/media", "/desk/front"},
             // A form: its own page, by the address it came from …
             {post, "/desk/stories", from + "/desk/stories/new", "/desk/stories/new"},
             {post, "/desk/people", from + "/desk/people/new", "/desk/people/new"},
             {post, story + "/publish", from + story, story},
             {post, story + "/en", from + story + "/en?done=text_saved", story + "/en"},
             {post, "/desk/media", from + "/desk/media/new#file", "/desk/media/new"},
             // … which may itself be a form's answer, another site's, a reader's page or nothing at all.
             {post, story + "/publish", from + story + "/publish", story},
             {post, story + "/en/merge", "", story + "/en"},
             {post, "/desk/front", "", "/desk/front"},
             {post, "/desk/sections/nope/remove", "", "/desk/sections/nope"},
             {post, "/desk/account/password", "", "/desk/account"},
             {post, "/desk/front", "https://evil.example/desk/media", "/desk/front"},
             {post, "/desk/front", "http://localhost:8080.evil.example/desk/media", "/desk/front"},
             {post, "/desk/front", from + "/es/", "/desk/front"},
             {post, "/desk/front", from + "//evil.example/desk", "/desk/front"},
             {post, "/desk/front", from + "/desk/..//evil.example", "/desk/front"},
             {post, "/desk/front", from + "/desk/sign-in?next=%2Fdesk", "/desk/front"},
             {post, "/desk/sign-out", "", "/desk"},
         }) {
        INFO(http::name_of(way.method) << " " << way.target << " from " << way.referer);
        http::Request request = way.method == get ? newsroom.page_request(way.target, "nobody")
                                                  : newsroom.form_request(way.target, {{"a", "b"}}, "nobody");
        if (!way.referer.empty()) request.headers.emplace_back("referer", way.referer);
        request.headers.emplace_back("accept-language", "en");
        request.headers.emplace_back("cookie", "session=" + std::string(43, 'x'));  // one that has run out
        const auto answer = newsroom->ask(std::move(request));
        std::string sign_in = header_line(answer, "Location");
        if (way.method == get) {
            CHECK(answer.status == 303);
        } else {
            CHECK(answer.status == 401);
            check_desk_page(answer, "en");
            CHECK(answer.body.find("not saved") != std::string::npos);
            CHECK(answer.body.find("Back button") != std::string::npos);
            const auto at = answer.body.find("class=\"button primary\" href=\"");
            REQUIRE(at != std::string::npos);
            sign_in = answer.body.substr(at + 29, answer.body.find('"', at + 29) - at - 29);
        }
        CHECK(sign_in == "/desk/sign-in?next=" + http::percent_encode(way.back));
        const auto form = newsroom.get(sign_in);
        const auto at = form.body.find("name=\"next\" value=\"");
        REQUIRE(at != std::string::npos);
        std::string next = form.body.substr(at + 19, form.body.find('"', at + 19) - at - 19);
        for (auto amp = next.find("&amp;"); amp != std::string::npos; amp = next.find("&amp;", amp))
            next.erase(++amp, 4);
        const auto done = newsroom.post(
            "/desk/sign-in",
            {{"email", "chief@paper.example"}, {"password", "correct horse battery"}, {"next", next}, {"lang", "en"}},
            "nobody");
        CHECK(done.status == 303);
        CHECK(header_line(done, "Location") == way.back);
    }
}

TEST_CASE("desk errors: a broken page of the desk is a page of the desk too") {
    SampleNewsroom newsroom("sqlite");
    for (const auto& [status, words] : {std::pair{500, "The fault is ours"}, std::pair{404, "list of stories"}}) {
        http::Request request = newsroom.page_request("/desk", "chief");
        request.path = "/desk";
        const auto answer = newsroom->router.error(request, status);
        CHECK(answer.status == status);
        CHECK(answer.body.find("<body class=\"desk") != std::string::npos);
        CHECK(answer.body.find(words) != std::string::npos);
    }
}

TEST_CASE("desk errors: below /api/ every error is problem+json") {
    SampleNewsroom newsroom("sqlite");
    const std::string token = newsroom.token("chief");
    const auto ask = [&](http::Method method, const std::string& target, const std::string& authorization,
                         const std::string& body) {
        http::Request request;
        request.method = method;
        request.target = target;
        request.headers = {{"host", "localhost:8080"}, {"content-type", "application/json"}};
        if (!authorization.empty()) request.headers.emplace_back("authorization", authorization);
        request.body = body;
        return newsroom->ask(std::move(request));
    };
    const auto get = http::Method::Get;
    const auto post = http::Method::Post;
    const std::string bearer = "Bearer " + token;
    struct Asked {
        http::Method method;
        std::string target;
        std::string authorization;
        std::string body;
        int status;
        std::string words;
    };
    for (const auto& test : std::vector<Asked>{
             {get, "/api/v1/%ff", "", "", 400, "damaged escape"},
             {get, "/api/v1/stories/%00", "", "", 400, "damaged escape"},
             {get, "/api/v1/stories/%00?a=/desk", bearer, "", 400, "problem.bad_address"},
             {get, "/api/v1/../desk", "", "", 400, "problem.bad_address"},
             {post, "/api/v1/%zz", bearer, "{}", 400, "problem.bad_address"},
             {get, "/api/v1/nowhere", "", "", 404, "status.404"},
             {post, "/api/v1/nowhere", bearer, "{}", 404, "status.404"},
             {http::Method::Delete, "/api/v1/stories", bearer, "", 405, "status.405"},
             {post, "/api/v1/stories", bearer, std::string((2u << 20) + 1, ' '), 413, "larger than 2 MB"},
             {get, "/api/v1/stories", "", "{}", 413, "without a body"},
             {post, "/api/v1/stories", "", "{}", 401, "problem.needs_token"},
             {post, "/api/v1/stories", "Basic " + token, "{}", 401, "problem.needs_token"},
             {post, "/api/v1/stories", "Bearer" + token, "{}", 401, "problem.needs_token"},
             {post, "/api/v1/stories", "Bearer", "{}", 401, "problem.needs_token"},
             // The scheme is the same in any case, and so is nothing else.
             {post, "/api/v1/stories", bearer, "{", 400, "problem.not_json"},
             {post, "/api/v1/stories", "bearer " + token, "{", 400, "problem.not_json"},
             {post, "/api/v1/stories", "BEARER " + token, "{", 400, "problem.not_json"},
             {post, "/api/v1/stories", "bearer " + text::upper("en", token), "{", 401, "problem.bad_token"},
         }) {
        INFO(http::name_of(test.method) << " " << test.target << " " << test.authorization.substr(0, 7));
        const auto answer = ask(test.method, test.target, test.authorization, test.body);
        CHECK(answer.status == test.status);
        CHECK(answer.content_type == "application/problem+json; charset=utf-8");
        CHECK_MESSAGE(answer.body.find(test.words) != std::string::npos, answer.body.substr(0, 300));
    }
}
