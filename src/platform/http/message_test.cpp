#include "platform/http/message.h"

#include <doctest/doctest.h>

using namespace broadsheet::http;

TEST_CASE("percent_decode: once, and never to nonsense") {
    struct Case {
        std::string text;
        std::optional<std::string> decoded;
    };
    const Case cases[] = {
        {"", ""},
        {"abc", "abc"},
        {"a%20b", "a b"},
        {"%2525", "%25"},
        {"a+b", "a+b"},
        {"%C3%B1", "ñ"},
        {"%f0%9f%98%80", "😀"},
        {"%", std::nullopt},
        {"%2", std::nullopt},
        {"%zz", std::nullopt},
        {"%00", std::nullopt},
        {std::string("a\0b", 3), std::nullopt},
        {"%ff", std::nullopt},
        {"%c3", std::nullopt},
        {"%c0%af", std::nullopt},
        {"%e0%80%af", std::nullopt},
        {"%ed%a0%80", std::nullopt},
        {"%f4%90%80%80", std::nullopt},
        {"%80", std::nullopt},
    };
    for (const auto& one : cases) {
        CAPTURE(one.text);
        CHECK(percent_decode(one.text) == one.decoded);
    }
    CHECK(percent_encode_path("/es/año nuevo/~a-b_c.d") == "/es/a%C3%B1o%20nuevo/~a-b_c.d");
    CHECK(percent_encode("a/b c&d=ñ") == "a%2Fb%20c%26d%3D%C3%B1");
    for (const char* text : {"/es/año", "a b", "100%", "ñ/\"<>"}) CHECK(percent_decode(percent_encode(text)) == text);
}

TEST_CASE("canonical_path: one reading") {
    struct Case {
        const char* path;
        std::optional<std::string> canonical;
    };
    const Case cases[] = {
        {"/", "/"},
        {"/es/", "/es/"},
        {"/a%C3%B1o", "/año"},
        {"/a%7Eb", "/a~b"},
        {"/...", "/..."},
        {"/.well-known/x", "/.well-known/x"},
        {"", std::nullopt},
        {"es", std::nullopt},
        {"//", std::nullopt},
        {"/a//b", std::nullopt},
        {"/.", std::nullopt},
        {"/..", std::nullopt},
        {"/a/./b", std::nullopt},
        {"/a/../b", std::nullopt},
        {"/a/%2e%2e", std::nullopt},
        {"/a/%2E/b", std::nullopt},
        {"/a%2fb", std::nullopt},
        {"/a%2F", std::nullopt},
        {"/a%5cb", std::nullopt},
        {"/a%0ab", std::nullopt},
        {"/a%7f", std::nullopt},
        {"/a%00", std::nullopt},
    };
    for (const auto& one : cases) {
        CAPTURE(one.path);
        CHECK(canonical_path(one.path) == one.canonical);
    }
}

TEST_CASE("request: queries are only what the route declares") {
    Request request;
    request.target = "/en/search?q=a+b%26c&page=2&q=second&bad=%zz&sp%61ce=x&empty=&flag&other=1";
    const std::vector<std::string> names{"q", "page", "bad", "space", "empty", "flag", "missing"};
    CHECK_FALSE(request.query("q"));
    request.query_names = &names;
    CHECK(request.query("q") == "a b&c");
    CHECK(request.query("page") == "2");
    CHECK_FALSE(request.query("bad"));
    CHECK(request.query("space") == "x");
    CHECK(request.query("empty") == "");
    CHECK(request.query("flag") == "");
    CHECK_FALSE(request.query("missing"));
    CHECK_FALSE(request.query("other"));
}

TEST_CASE("request: headers, cookies, parameters") {
    Request request;
    request.headers = {{"accept", "a"}, {"accept", "b"}, {"cookie", "a=1; session=x=y;b=2"}, {"cookie", "c=3; a=9"}};
    request.parameters = {{"slug", "budget"}};
    CHECK(request.header("accept") == "a");
    CHECK_FALSE(request.header("host"));
    CHECK(request.cookie("a") == "1");
    CHECK(request.cookie("session") == "x=y");
    CHECK(request.cookie("b") == "2");
    CHECK(request.cookie("c") == "3");
    CHECK_FALSE(request.cookie("ession"));
    CHECK(request.parameter("slug") == "budget");
    CHECK(request.parameter("none").empty());
}

TEST_CASE("form: urlencoded") {
    struct Case {
        std::string body;
        bool ok;
        std::vector<std::pair<std::string, std::string>> fields;
    };
    const Case cases[] = {
        {"", true, {}},
        {"a=1&b=two+words&a=3", true, {{"a", "1"}, {"b", "two words"}, {"a", "3"}}},
        {"t%C3%ADtulo=Espa%C3%B1a%0D%0A2", true, {{"título", "España\r\n2"}}},
        {"a&&=x", true, {{"a", ""}, {"", "x"}}},
        {"a=%zz", false, {}},
        {"a=%00", false, {}},
        {"a=%ff", false, {}},
    };
    for (const auto& one : cases) {
        CAPTURE(one.body);
        Request request;
        request.headers = {{"content-type", "Application/X-WWW-Form-Urlencoded; charset=utf-8"}};
        request.body = one.body;
        CHECK(request.form_ok() == one.ok);
        REQUIRE(request.form().size() == one.fields.size());
        for (std::size_t i = 0; i < one.fields.size(); ++i) {
            CHECK(request.form()[i].name == one.fields[i].first);
            CHECK(request.form()[i].value == one.fields[i].second);
        }
    }
    for (const int count : {1000, 1001}) {
        Request request;
        request.headers = {{"content-type", "application/x-www-form-urlencoded"}};
        for (int i = 0; i < count; ++i) request.body += "a=1&";
        CHECK(request.form_ok() == (count == 1000));
        CHECK(request.form().size() == (count == 1000 ? 1000 : 0));
    }
    Request json;
    json.headers = {{"content-type", "application/json"}};
    json.body = "a=1";
    CHECK_FALSE(json.form_ok());
    CHECK(json.field("a").empty());
}

TEST_CASE("form: multipart") {
    const std::string good =
        "--xyz\r\nContent-Disposition: form-data; name=\"headline\"\r\n\r\nDos l\xc3\xadneas\r\ny m\xc3\xa1s\r\n"
        "--xyz\r\ncontent-disposition: form-data; name=\"picture\"; filename=\"C:\\fotos\\a\\\"b%22.png\"\r\n"
        "Content-Type: image/png\r\n\r\n\x89PNG\r\n--xy\r\n--xyz--\r\n";
    const auto read = [](std::string body, std::string type = "multipart/form-data; boundary=xyz") {
        Request request;
        request.headers = {{"content-type", std::move(type)}};
        request.body = std::move(body);
        return request;
    };
    const Request request = read(good);
    REQUIRE(request.form_ok());
    REQUIRE(request.form().size() == 2);
    CHECK(request.field("headline") == "Dos l\xc3\xadneas\r\ny m\xc3\xa1s");
    CHECK(request.form()[0].filename.empty());
    CHECK(request.form()[1].filename == "a\"b\".png");
    CHECK(request.form()[1].content_type == "image/png");
    CHECK(request.form()[1].value == "\x89PNG\r\n--xy");
    CHECK(read(good, "multipart/form-data; boundary=\"xyz\"").form_ok());

    struct Case {
        const char* why;
        std::string body;
        std::string type;
    };
    const std::string type = "multipart/form-data; boundary=xyz";
    const std::string part = "--xyz\r\nContent-Disposition: form-data; name=\"a\"\r\n\r\n";
    const Case bad[] = {
        {"no boundary", good, "multipart/form-data"},
        {"another boundary", good, "multipart/form-data; boundary=abc"},
        {"boundary too long", good, "multipart/form-data; boundary=" + std::string(71, 'x')},
        {"empty", "", type},
        {"no end", part + "text", type},
        {"no name", "--xyz\r\nContent-Disposition: form-data\r\n\r\nx\r\n--xyz--", type},
        {"no disposition", "--xyz\r\nContent-Type: text/plain\r\n\r\nx\r\n--xyz--", type},
        {"two dispositions",
         "--xyz\r\nContent-Disposition: form-data; name=a\r\nContent-Disposition: form-data; "
         "name=b\r\n\r\nx\r\n--xyz--",
         type},
        {"attachment", "--xyz\r\nContent-Disposition: attachment; name=\"a\"\r\n\r\nx\r\n--xyz--", type},
        {"quote without end", "--xyz\r\nContent-Disposition: form-data; name=\"a\r\n\r\nx\r\n--xyz--", type},
        {"nul in a field", part + std::string("x\0y", 3) + "\r\n--xyz--", type},
        {"bad utf-8 in a field", part + "\xff\r\n--xyz--", type},
        {"garbage behind a boundary", part + "x\r\n--xyzGARBAGE", type},
        {"head too long", "--xyz\r\nX: " + std::string(5000, 'a') + "\r\n\r\nx\r\n--xyz--", type},
    };
    for (const auto& one : bad) {
        CAPTURE(one.why);
        CHECK_FALSE(read(one.body, one.type).form_ok());
        CHECK(read(one.body, one.type).form().empty());
    }
    std::string many;
    for (int i = 0; i < 1001; ++i) many += part + "x\r\n";
    CHECK_FALSE(read(many + "--xyz--").form_ok());
}

TEST_CASE("http_date: RFC 9110") {
    struct Case {
        std::int64_t seconds;
        const char* text;
    };
    const Case cases[] = {
        {0, "Thu, 01 Jan 1970 00:00:00 GMT"},          {784111777, "Sun, 06 Nov 1994 08:49:37 GMT"},
        {951782400, "Tue, 29 Feb 2000 00:00:00 GMT"},  {1709164799, "Wed, 28 Feb 2024 23:59:59 GMT"},
        {1709251199, "Thu, 29 Feb 2024 23:59:59 GMT"}, {1709251200, "Fri, 01 Mar 2024 00:00:00 GMT"},
        {1767225599, "Wed, 31 Dec 2025 23:59:59 GMT"}, {-1, "Wed, 31 Dec 1969 23:59:59 GMT"},
        {4102444800, "Fri, 01 Jan 2100 00:00:00 GMT"},
    };
    for (const auto& one : cases) CHECK(http_date(one.seconds) == one.text);
}

TEST_CASE("responses in one line") {
    CHECK(see_other("/es/").status == 303);
    CHECK(see_other("/es/").headers == Fields{{"Location", "/es/"}});
    CHECK(moved_permanently("/en/").status == 301);
    CHECK(text(503, "x").content_type == "text/plain; charset=utf-8");
    CHECK(name_of(Method::Delete) == "DELETE");
    CHECK(reason_of(421) == "Misdirected Request");
}
