#include "platform/theme/theme.h"

#include <doctest/doctest.h>

#include <atomic>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <system_error>
#include <thread>

#include "platform/theme/escape.h"

namespace broadsheet::theme {

namespace {

using Words = std::shared_ptr<const text::Catalogue>;

Words english() {
    return text::Catalogue::parse(R"({"read":"Read & go on","n":"{n} stories","only_english":"x"})", "en-GB").value();
}
Words spanish() { return text::Catalogue::parse(R"({"read":"Seguir <leyendo>","n":"{n} noticias"})", "es").value(); }

Shape picture_shape() { return Shape().address("src", "").text("alt", "").text("credit", ""); }

Shape page_shape() {
    const Shape person = Shape().text("name", "").address("path", "");
    const Shape item = Shape().text("headline", "").address("path", "").list("people", "", person).flag("first", "");
    return Shape()
        .text("headline", "")
        .text("kicker", "")
        .html("body", "")
        .html("data_block", "")
        .address("path", "")
        .flag("live", "")
        .object("picture", "", picture_shape())
        .list("items", "", item);
}

Result<std::shared_ptr<const Theme>> load(const std::string& page, const std::map<std::string, std::string>& parts,
                                          const std::vector<Words>& words) {
    Theme::Source source;
    source.pages["story"] = page;
    source.parts = parts;
    source.assets["paper.css"] = "/assets/paper.0123abcd.css";
    return Theme::load(source, {{"story", page_shape()}}, words);
}

std::string faults_of(const std::string& page, const std::map<std::string, std::string>& parts = {}) {
    const auto loaded = load(page, parts, {english(), spanish()});
    if (loaded) return "none";
    std::string out;
    for (const auto& fault : loaded.error().fields) {
        if (!out.empty()) out += " | ";
        CHECK(fault.message.starts_with("problem.theme."));
        out += fault.field + " " + fault.message.substr(14);
        for (const auto& [name, value] : fault.args) out += (name == "name" ? " " : " @") + value;
    }
    return out;
}

Value sample() {
    Value value = Value::object();
    value.text("headline", "A <b> & \"c\" 'd'").html("body", Html::trusted("<p>Body & soul</p>"));
    value.path("path", SitePath("/en/2024/05/a?x=1&y=2")).flag("live", true);
    value.set("picture", std::move(Value::object().path("src", SitePath("/media/a.jpg")).text("alt", "A map")));
    Value items = Value::list();
    items.add(std::move(Value::object().text("headline", "One").path("path", SitePath("/en/one"))));
    Value people = Value::list();
    people.add(std::move(Value::object().text("name", "Ada")));
    people.add(std::move(Value::object().text("name", "Bo")));
    items.add(std::move(Value::object().text("headline", "Two").set("people", people)));
    value.set("items", items);
    return value;
}

std::string rendered(const std::string& page, const std::map<std::string, std::string>& parts = {},
                     const Value& value = sample(), const Words& words = english()) {
    const auto loaded = load(page, parts, {words});
    REQUIRE_MESSAGE(loaded.has_value(), page);
    return (*loaded)->render("story", value, *words);
}

}  // namespace

TEST_CASE("theme: what a template prints") {
    struct Case {
        std::string page, expected;
    };
    const std::vector<Case> cases = {
        {"plain", "plain"},
        {"", ""},
        {"{{headline}}", "A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"},
        {"{{ headline }}|{{kicker}}|", "A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;||"},
        {"{{{body}}}{{& body }}", "<p>Body & soul</p><p>Body & soul</p>"},
        {"<a href=\"{{path}}\">", "<a href=\"/en/2024/05/a?x=1&amp;y=2\">"},
        {"{{#live}}yes{{/live}}{{^live}}no{{/live}}", "yes"},
        {"{{#kicker}}yes{{/kicker}}{{^kicker}}no{{/kicker}}", "no"},
        {"{{#headline}}h{{/headline}}", "h"},
        {"{{picture.alt}}", "A map"},
        {"{{#picture}}{{alt}},{{#live}}live{{/live}}{{/picture}}", "A map,live"},
        {"{{#picture.alt}}alt{{/picture.alt}}{{^picture.credit}}none{{/picture.credit}}", "altnone"},
        {"{{#items}}[{{headline}}]{{/items}}", "[One][Two]"},
        {"{{#items}}[{{#people}}{{name}}/{{headline}} {{/people}}]{{/items}}", "[][Ada/Two Bo/Two ]"},
        {"{{#items}}{{^people}}nobody{{/people}}{{#people}}+{{/people}};{{/items}}", "nobody;++;"},
        {"{{^items}}empty{{/items}}{{#items}}{{/items}}.", "."},
        // The innermost shape owns a name, whether or not the value has it: the second item has no path of its own.
        {"{{#items}}[{{path}}]{{/items}}", "[/en/one][]"},
        {"{{t.read}}", "Read &amp; go on"},
        {"<link href=\"{{asset.paper.css}}\">", "<link href=\"/assets/paper.0123abcd.css\">"},
        {"a{{! a comment\nof two lines }}b", "ab"},
        {"{{>byline}}", "by A map"},
        {"a\n  {{! alone }}\nb", "a\nb"},
        {"a\n  {{#live}}  \nb\n\t{{/live}}\nc", "a\nb\nc"},
        {"a\r\n{{#live}}\r\nb\r\n{{/live}}\r\nc", "a\r\nb\r\nc"},
        {"{{#live}}\n{{/live}}", ""},
        {"a {{#live}}\nb{{/live}}\nc", "a \nb\nc"},
        {"  {{headline}}\n", "  A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;\n"},
        {"a\n  {{>byline}}\nb", "a\nby A mapb"},
        {"<script type=\"application/ld+json\">{{{data_block}}}</script>{{headline}}",
         "<script type=\"application/ld+json\"></script>A &lt;b&gt; &amp; &quot;c&quot; &#39;d&#39;"},
    };
    for (const auto& [page, expected] : cases) {
        CAPTURE(page);
        CHECK(rendered(page, {{"byline", "by {{picture.alt}}"}}) == expected);
    }
    CHECK(rendered("{{t.read}}", {}, sample(), spanish()) == "Seguir &lt;leyendo&gt;");
    CHECK(rendered("{{headline}}{{#picture}}p{{/picture}}{{#live}}l{{/live}}{{#items}}i{{/items}}.", {},
                   Value::object()) == ".");
}

TEST_CASE("theme: what a template may not say, each fault with its line") {
    struct Case {
        std::string page, expected;
    };
    const std::string p = "pages/story.mustache:";
    const std::vector<Case> cases = {
        {"\n{{nothing}}", p + "2 unknown_name nothing"},
        {"{{.}}", p + "1 unknown_name ."},
        {"{{#items}}{{.}}{{/items}}", p + "1 unknown_name ."},
        {"{{picture.nothing}}", p + "1 unknown_name picture.nothing"},
        {"{{items.headline}}", p + "1 unknown_name items.headline"},
        {"{{#items}}{{name}}{{/items}}", p + "1 unknown_name name"},
        {"{{src}}", p + "1 unknown_name src"},
        {"{{#nothing}}\n{{/nothing}}", p + "1 unknown_name nothing"},
        {"{{#picture}}{{/picture}}{{alt}}", p + "1 unknown_name alt"},
        {"{{{headline}}}", p + "1 raw_not_html headline"},
        {"{{&path}}", p + "1 raw_not_html path"},
        {"{{{t.read}}}", p + "1 raw_not_html t.read"},
        {"{{body}}", p + "1 html_not_raw body"},
        {"{{live}}", p + "1 not_printable live"},
        {"{{items}}{{picture}}", p + "1 not_printable items | " + p + "1 not_printable picture"},
        {"{{t.unknown}}", p + "1 unknown_word unknown @en-GB | " + p + "1 unknown_word unknown @es"},
        {"{{t.only_english}}", p + "1 unknown_word only_english @es"},
        {"{{t.n}}", p + "1 word_with_arguments n @en-GB | " + p + "1 word_with_arguments n @es"},
        {"{{#t.read}}{{/t.read}}", p + "1 unknown_name t.read"},
        {"{{asset.none.css}}", p + "1 unknown_asset asset.none.css"},
        {"\n\n{{#live}}\n\n", p + "3 unclosed_section live"},
        {"{{#live}}{{#picture}}{{/live}}{{/picture}}", p + "1 unclosed_section live"},
        {"{{/live}}", p + "1 unclosed_section live"},
        {"{{>missing}}", p + "1 unknown_part missing"},
        {"{{=<% %>=}}", p + "1 malformed =<% %>="},
        {"{{", p + "1 malformed {{"},
        {"{{headline", p + "1 malformed {{headline"},
        {"{{{headline}}", p + "1 malformed {{{headline}}"},
        {"{{}}", p + "1 malformed "},
        {"{{a b}}", p + "1 malformed a b"},
        {"{{>loop}}", "parts/self.mustache:1 cycle loop"},
        {"{{>bad}}{{>bad}}", "parts/bad.mustache:1 unknown_name nothing"},
        {"{{nothing}}{{! \n }}\n{{nowhere}}", p + "1 unknown_name nothing | " + p + "3 unknown_name nowhere"},
        // Where escaping does not protect.
        {"<a href=\"{{headline}}\">", p + "1 text_as_address headline"},
        {"<a href='  {{headline}}'>", p + "1 text_as_address headline"},
        {"<a href=\"{{#live}}x{{/live}}{{headline}}\">", p + "1 text_as_address headline"},
        {"<a href=\"/x/{{headline}}\" title=\"{{headline}}\">", "none"},
        {"<a href=\"{{path}}{{headline}}\">", "none"},
        {"<IMG SRC = \"{{headline}}\">", p + "1 text_as_address headline"},
        {"<a title={{headline}}>", p + "1 unsafe_place headline"},
        {"<a {{headline}}>", p + "1 unsafe_place headline"},
        {"<h{{headline}}>", p + "1 unsafe_place headline"},
        {"<a onclick=\"{{headline}}\">", p + "1 unsafe_place headline"},
        {"<iframe srcdoc=\"{{headline}}\">", p + "1 unsafe_place headline"},
        {"<script>var a = \"{{headline}}\"</script>", p + "1 unsafe_place headline"},
        {"<style>{{headline}}</style>{{headline}}", p + "1 unsafe_place headline"},
        {"<p title=\"{{{body}}}\">", p + "1 unsafe_place body"},
        {"{{#live}}<p title=\"{{/live}}{{headline}}\">", p + "1 unsafe_place live"},
        {"<input {{#live}}checked{{/live}}><b{{#live}} class=\"x\"{{/live}}>{{headline}}</b>", "none"},
        {"<!-- {{headline}} > \" --><p>{{headline}}</p><!doctype html>{{headline}}", "none"},
        {"1 < 2 {{headline}} <3 {{headline}}", "none"},
    };
    for (const auto& [page, expected] : cases) {
        CAPTURE(page);
        CHECK(faults_of(page, {{"loop", "\n{{>self}}"}, {"self", "{{>loop}}"}, {"bad", "{{nothing}}"}}) == expected);
    }
}

TEST_CASE("theme: a page for every shape and a shape for every page") {
    Theme::Source source;
    source.pages["storry"] = "x";
    const auto loaded = Theme::load(source, {{"story", page_shape()}}, {english()});
    REQUIRE(!loaded);
    REQUIRE(loaded.error().fields.size() == 2);
    CHECK(loaded.error().fields[0].field == "pages/storry.mustache:1");
    CHECK(loaded.error().fields[0].message == "problem.theme.unknown_page");
    CHECK(loaded.error().fields[1].message == "problem.theme.missing_page");
}

TEST_CASE("theme: hostile templates stay small and end") {
    std::map<std::string, std::string> parts;  // each part includes the next twice: 2^30 without a limit
    for (int n = 0; n < 30; ++n) {
        parts["p" + std::to_string(n)] = "{{>p" + std::to_string(n + 1) + "}}{{>p" + std::to_string(n + 1) + "}}";
    }
    parts["p30"] = "x";
    CHECK(faults_of("{{>p0}}", parts).find("too_large") != std::string::npos);
    parts.clear();
    for (int n = 0; n < 15; ++n) {
        parts["p" + std::to_string(n)] = "{{>p" + std::to_string(n + 1) + "}}{{>p" + std::to_string(n + 1) + "}}";
    }
    parts["p15"] = "x";
    CHECK(faults_of("{{>p0}}", parts).find("too_large") != std::string::npos);
    std::string deep;
    for (int n = 0; n < 50'000; ++n) deep += "{{#live}}";
    CHECK(faults_of(deep).find("too_large") != std::string::npos);
    CHECK(faults_of(std::string(2'000'000, ' ')).find("too_large") != std::string::npos);
    std::string wide = std::string(400'000, ' ');
    for (int n = 0; n < 50'000; ++n) wide += "{{!x}}";
    CHECK(faults_of(wide) == "none");
}

TEST_CASE("theme: a value that its shape does not declare is a programmer's mistake") {
    const Words words = english();
    const auto theme = load("{{headline}}", {}, {words}).value();
    CHECK(theme->render("story", Value::object(), *words).empty());
    CHECK_THROWS_AS(theme->render("story", std::move(Value::object().text("hedline", "x")), *words), std::logic_error);
    CHECK_THROWS_AS(theme->render("story", std::move(Value::object().text("body", "<script>")), *words),
                    std::logic_error);
    CHECK_THROWS_AS(theme->render("story", std::move(Value::object().text("path", "javascript:x")), *words),
                    std::logic_error);
    Value items = Value::list();
    items.add(std::move(Value::object().text("nowhere", "x")));
    CHECK_THROWS_AS(theme->render("story", std::move(Value::object().set("items", items)), *words), std::logic_error);
    CHECK_THROWS_AS(theme->render("front", Value::object(), *words), std::logic_error);
    CHECK_THROWS_AS(theme->render("story", Value::object(), *english()), std::logic_error);
    CHECK_THROWS_AS(theme->render("story", Value::list(), *words), std::logic_error);
    CHECK_THROWS_AS(Value::list().text("a", "b"), std::logic_error);
    CHECK_THROWS_AS(Value::object().add(Value::object()), std::logic_error);
    CHECK_THROWS_AS(Shape().text("a", "").flag("a", ""), std::logic_error);
    CHECK_THROWS_AS(Shape().text("t", ""), std::logic_error);
    CHECK_THROWS_AS(Shape().text("a.b", ""), std::logic_error);
    CHECK(Value::object().text("a", "1").text("a", "2").members().size() == 1);
}

TEST_CASE("theme: two threads render the same theme") {
    const Words words = english();
    const auto theme =
        load("{{#items}}{{headline}}{{#people}}{{name}}{{/people}}{{/items}}{{t.read}}", {}, {words}).value();
    const Value value = sample();
    const std::string expected = theme->render("story", value, *words);
    std::atomic<int> wrong = 0;
    auto work = [&] {
        for (int n = 0; n < 2'000; ++n) {
            if (theme->render("story", value, *words) != expected) ++wrong;
        }
    };
    std::thread other(work);
    work();
    other.join();
    CHECK(wrong == 0);
}

TEST_CASE("theme: addresses") {
    for (const char* good : {"/", "/en/", "/en/2024/05/a-b", "/a?b=c&d=%20#e", "/%C3%B1"})
        CHECK(SitePath(good).str() == good);
    for (const char* bad :
         {"", "en", "//evil.example", "/\\evil", "/a b", "/ñ", "/a\nb", "/a%2", "/a%zz", "javascript:x", "/a\"b"}) {
        CAPTURE(bad);
        CHECK_THROWS_AS(SitePath{bad}, std::invalid_argument);
    }
    struct Case {
        std::string given, expected;
    };
    const std::vector<Case> cases = {
        {"https://paper.example/a?b=c#d", "https://paper.example/a?b=c#d"},
        {"  HTTP://Paper.Example/A  ", "http://paper.example/A"},
        {"mailto:desk@paper.example", "mailto:desk@paper.example"},
        {"https://e.example/a b\"<ñ>", "https://e.example/a%20b%22%3C%C3%B1%3E"},
        {"https://e.example/100%", "https://e.example/100%25"},
        {"https://e.example/%20", "https://e.example/%20"},
        {"https://españa.example/", "https://españa.example/"},
        {"javascript:alert(1)", ""},
        {"java\nscript:alert(1)", ""},
        {"data:text/html,x", ""},
        {"//paper.example", ""},
        {"/a", ""},
        {"", ""},
        {"https://", ""},
        {"https:///a", ""},
        {"https://:80/", ""},
        {"https://paper.example@evil.example/", ""},
        {"https://evil.example\\@paper.example", ""},
        {"https://e.example/a\nb", ""},
        {"https://e<x>.example/", ""},
        {"https://e\xff.example/", ""},
        {"https://\xed\xa0\x80.example/", ""},
        {"ftp://e.example", ""},
        {"mailto:", ""},
    };
    for (const auto& [given, expected] : cases) {
        CAPTURE(given);
        const auto url = WebUrl::parse(given);
        CHECK((url ? url->str() : "") == expected);
        if (url) CHECK(WebUrl::parse(url->str())->str() == expected);
    }
    CHECK(escaped("a<b>&\"'") == "a&lt;b&gt;&amp;&quot;&#39;");
}

TEST_CASE("theme: a folder and its assets") {
    namespace fs = std::filesystem;
    const fs::path root = fs::temp_directory_path() / ("broadsheet-theme-" + std::to_string(std::rand()));
    const auto write = [&](const std::string& name, const std::string& text) {
        fs::create_directories((root / name).parent_path());
        std::ofstream(root / name) << text;
    };
    CHECK_THROWS_AS(Theme::read_folder(root.string()), std::system_error);
    write("pages/story.mustache", "<link rel=\"stylesheet\" href=\"{{asset.paper.css}}\">{{>foot}}");
    write("parts/foot.mustache", "{{headline}}");
    write("assets/paper.css", "a{b:url(\"asset:fonts/serif.woff2\")} c{d:url(asset:mark.svg)} e{f:url(data:x)}");
    write("assets/mark.svg", "<svg/>");
    write("assets/fonts/serif.woff2", "font");
    write("assets/.hidden", "x");
    fs::create_symlink("/etc/passwd", root / "assets/passwd.txt");

    Theme::Source source = Theme::read_folder(root.string());
    CHECK(source.faults.empty());
    CHECK(source.pages.size() == 1);
    CHECK(source.assets.size() == 3);
    const std::string css = source.assets.at("paper.css");
    const std::string font = source.assets.at("fonts/serif.woff2");
    CHECK(css.starts_with("/assets/paper."));
    CHECK(css.size() == std::string("/assets/paper.01234567.css").size());
    CHECK(font.starts_with("/assets/fonts/serif."));
    CHECK(source.files.at(css).bytes ==
          "a{b:url(\"" + font + "\")} c{d:url(" + source.assets.at("mark.svg") + ")} e{f:url(data:x)}");
    CHECK(source.files.at(css).content_type == "text/css; charset=utf-8");
    CHECK(source.files.at(font).content_type == "font/woff2");
    const Words words = english();
    const auto theme = Theme::load(source, {{"story", page_shape()}}, {words}).value();
    CHECK(theme->render("story", sample(), *words).starts_with("<link rel=\"stylesheet\" href=\"" + css + "\">A &lt;"));
    REQUIRE(theme->file(css) != nullptr);
    CHECK(theme->file("/assets/../pages/story.mustache") == nullptr);
    CHECK(theme->asset("mark.svg") == source.assets.at("mark.svg"));

    // What a style sheet points at counts in its own path.
    write("assets/mark.svg", "<svg><!-- new --></svg>");
    CHECK(Theme::read_folder(root.string()).assets.at("paper.css") != css);
    write("assets/paper.css", "\na{b:url(asset:none.png)}\nc{d:url(asset:paper.css)}e{f:url(\"asset:");
    source = Theme::read_folder(root.string());
    REQUIRE(source.faults.size() == 2);
    CHECK(source.faults[0].field == "assets/paper.css:2");
    CHECK(source.faults[0].message == "problem.theme.unknown_asset");
    CHECK(source.faults[1].field == "assets/paper.css:3");
    CHECK(source.faults[1].message == "problem.theme.cycle");
    CHECK(!Theme::load(source, {{"story", page_shape()}}, {words}));
    fs::remove_all(root);
}

}  // namespace broadsheet::theme
