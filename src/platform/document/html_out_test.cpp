#include <doctest/doctest.h>

#include "platform/document/document.h"

namespace broadsheet::document {

namespace {

Resolver pictures() {
    Resolver resolver;
    resolver.picture = [](const std::string& media) -> std::optional<Picture> {
        if (media == "none") return std::nullopt;
        Picture picture;
        picture.src = "/media/" + media + "-960.jpg";
        picture.srcset = "/media/a-480.jpg 480w";
        picture.webp_srcset = "/media/a-480.webp 480w";
        picture.sizes = "100vw";
        picture.width = 960;
        picture.height = 640;
        picture.alt = "A \"map\"";
        if (media == "told") picture.caption = "Own <caption>", picture.credit = "Own & credit";
        return picture;
    };
    resolver.story = [](const std::string& story) -> std::optional<StoryLink> {
        if (story == "gone") return StoryLink{};
        if (story == "none") return std::nullopt;
        return StoryLink{"/es/2024/05/a", story == "spanish" ? "es" : ""};
    };
    return resolver;
}

std::string html(const std::string& rest, const HtmlOptions& options = {}) {
    const auto document = parse(R"({"v":1,"blocks":[{"id":"aaaaaaaa",)" + rest + "}]}");
    REQUIRE(document.has_value());
    return to_html(*document, pictures(), options);
}

std::string paragraph(const std::string& spans, const HtmlOptions& options = {}) {
    return html(R"("type":"paragraph","text":[)" + spans + "]", options);
}

}  // namespace

TEST_CASE("to_html: inside a line") {
    struct Case {
        std::string spans, expected;
    };
    const std::vector<Case> cases = {
        {R"({"t":"a<b>&\"'"})", "a&lt;b&gt;&amp;&quot;&#39;"},
        {R"({"t":"a\nb"})", "a<br>b"},
        {R"({"t":"a","m":["strong"]},{"t":"b","m":["strong","em"]},{"t":"c","m":["em"]})",
         "<strong>a<em>b</em></strong><em>c</em>"},
        {R"({"t":"x","m":["code"]},{"t":"2","m":["sup"]},{"t":"3","m":["sub"]})",
         "<code>x</code><sup>2</sup><sub>3</sub>"},
        {R"({"t":"мир","lang":"ru"},{"t":" "},{"t":"fête","lang":"fr","m":["em"]})",
         "<span lang=\"ru\">мир</span> <i lang=\"fr\">fête</i>"},
        {R"({"t":"a ","link":{"url":"https://e.example/?a&b"}},{"t":"b","m":["em"],"link":{"url":"https://e.example/?a&b"}})",
         "<a href=\"https://e.example/?a&amp;b\" rel=\"noopener\">a <em>b</em></a>"},
        {R"({"t":"a","link":{"url":"mailto:a@b.example"}})", "<a href=\"mailto:a@b.example\">a</a>"},
        {R"({"t":"a","link":{"story":"s"}})", "<a href=\"/es/2024/05/a\">a</a>"},
        {R"({"t":"a","link":{"story":"spanish"}})", "<a href=\"/es/2024/05/a\" hreflang=\"es\">a</a>"},
        {R"({"t":"a","link":{"story":"gone"}},{"t":"b","link":{"story":"none"}})", "ab"},
    };
    for (const auto& [spans, expected] : cases) {
        CAPTURE(spans);
        CHECK(paragraph(spans) == "<p id=\"b-aaaaaaaa\">" + expected + "</p>");
    }
    const HtmlOptions feed{Target::Feed, "https://paper.example", "label"};
    CHECK(paragraph(R"({"t":"a","link":{"story":"s"}})", feed) ==
          "<p><a href=\"https://paper.example/es/2024/05/a\">a</a></p>");
    CHECK(paragraph(R"({"t":"a"})", {Target::Page, "", "Link & such"}) ==
          "<p id=\"b-aaaaaaaa\">a<a class=\"anchor\" href=\"#b-aaaaaaaa\" aria-label=\"Link &amp; such\"></a></p>");
}

TEST_CASE("to_html: blocks") {
    struct Case {
        std::string block, expected;
    };
    const std::string picture =
        "<picture><source type=\"image/webp\" srcset=\"/media/a-480.webp 480w\" sizes=\"100vw\">"
        "<img src=\"/media/m-960.jpg\" srcset=\"/media/a-480.jpg 480w\" sizes=\"100vw\" width=\"960\" height=\"640\" "
        "alt=\"A &quot;map&quot;\" loading=\"lazy\" decoding=\"async\"></picture>";
    const std::vector<Case> cases = {
        {R"("type":"heading","level":2,"text":[{"t":"H"}])", "<h2 id=\"b-aaaaaaaa\">H</h2>"},
        {R"("type":"heading","level":3,"text":[{"t":"H"}])", "<h3 id=\"b-aaaaaaaa\">H</h3>"},
        {R"("type":"quote","paragraphs":[[{"t":"a"}],[{"t":"b"}]],"cite":[{"t":"c"}])",
         "<blockquote id=\"b-aaaaaaaa\"><p>a</p><p>b</p><footer><cite>c</cite></footer></blockquote>"},
        {R"("type":"pullquote","text":[{"t":"a"}])", "<aside class=\"pullquote\" id=\"b-aaaaaaaa\"><p>a</p></aside>"},
        {R"("type":"note","paragraphs":[[{"t":"a"}]])", "<aside class=\"note\" id=\"b-aaaaaaaa\"><p>a</p></aside>"},
        {R"("type":"list","ordered":true,"items":[{"text":[{"t":"a"}],"items":[{"text":[{"t":"b"}]}]}])",
         "<ol id=\"b-aaaaaaaa\"><li>a<ol><li>b</li></ol></li></ol>"},
        {R"("type":"picture","pictures":[{"media":"m"}])",
         "<figure class=\"picture\" id=\"b-aaaaaaaa\">" + picture + "</figure>"},
        {R"("type":"picture","pictures":[{"media":"m","caption":[{"t":"c"}],"credit":"d&e"}])",
         "<figure class=\"picture\" id=\"b-aaaaaaaa\">" + picture +
             "<figcaption>c <small>d&amp;e</small></figcaption></figure>"},
        {R"("type":"picture","pictures":[{"media":"none","caption":[{"t":"c"}]}])", ""},
        {R"("type":"gallery","pictures":[{"media":"m"},{"media":"none"}],"caption":[{"t":"g"}])",
         "<div class=\"gallery\" id=\"b-aaaaaaaa\"><figure class=\"picture\">" + picture +
             "</figure><p class=\"caption\">g</p></div>"},
        {R"("type":"gallery","pictures":[{"media":"none"},{"media":"none"}],"caption":[{"t":"g"}])", ""},
        {R"("type":"table","header_row":true,"caption":[{"t":"c\"d"}],"rows":[[[{"t":"a"}]],[[{"t":"b"}]]])",
         "<div class=\"table-scroll\" id=\"b-aaaaaaaa\" tabindex=\"0\" role=\"region\" aria-label=\"c&quot;d\"><table>"
         "<caption>c&quot;d</caption><thead><tr><th scope=\"col\">a</th></tr></thead><tbody><tr><td>b</td></tr></tbody>"
         "</table></div>"},
        {R"("type":"table","rows":[[[{"t":"a"}]]])",
         "<div class=\"table-scroll\" id=\"b-aaaaaaaa\" "
         "tabindex=\"0\"><table><tbody><tr><td>a</td></tr></tbody></table></div>"},
        {R"("type":"card","url":"https://e.example/","title":"T<","description":"D")",
         "<p class=\"card\" id=\"b-aaaaaaaa\"><a href=\"https://e.example/\" rel=\"noopener\">T&lt;</a> D</p>"},
        {R"("type":"divider")", "<hr id=\"b-aaaaaaaa\">"},
    };
    for (const auto& [block, expected] : cases) {
        CAPTURE(block);
        CHECK(html(block) == expected);
    }
    CHECK(
        html(R"("type":"picture","pictures":[{"media":"told"}])", {Target::Mail, "https://paper.example", ""}) ==
        "<figure class=\"picture\"><img src=\"https://paper.example/media/told-960.jpg\" width=\"960\" height=\"640\" "
        "alt=\"A &quot;map&quot;\"><figcaption>Own &lt;caption&gt; <small>Own &amp; "
        "credit</small></figcaption></figure>");
    CHECK(html(R"("type":"table","rows":[[[{"t":"a"}]]])", {Target::Feed, "", ""}) ==
          "<table><tbody><tr><td>a</td></tr></tbody></table>");
}

TEST_CASE("to_html: blocks apart keep their places, together leave no gaps") {
    const auto document = parse(R"({"v":1,"blocks":[{"id":"aaaaaaaa","type":"paragraph","text":[{"t":"a"}]},
        {"id":"bbbbbbbb","type":"picture","pictures":[{"media":"none"}]},{"id":"cccccccc","type":"divider"}]})")
                              .value();
    CHECK(blocks_to_html(document, pictures(), {}) ==
          std::vector<std::string>{"<p id=\"b-aaaaaaaa\">a</p>", "", "<hr id=\"b-cccccccc\">"});
    CHECK(to_html(document, pictures(), {}) == "<p id=\"b-aaaaaaaa\">a</p>\n<hr id=\"b-cccccccc\">");
    CHECK(to_html(document, {}, {}) == "<p id=\"b-aaaaaaaa\">a</p>\n<hr id=\"b-cccccccc\">");
}

TEST_CASE("to_html: nothing of a document comes out unescaped") {
    // The same hostile words in every place that holds words or addresses; no document parsed from JSON is this bad.
    const std::string evil = "\"><script>alert(1)</script><img src=x onerror='a'>&";
    Span span;
    span.text = span.lang = span.link_url = evil;
    span.strong = span.emphasis = span.code = span.superscript = true;
    Span told = span;
    told.link_url.clear();
    told.link_story = evil;
    Resolver world;
    world.picture = [&](const std::string&) -> std::optional<Picture> {
        return Picture{evil, evil, evil, evil, 1, 1, evil, evil, evil};
    };
    world.story = [&](const std::string&) -> std::optional<StoryLink> { return StoryLink{evil, evil}; };
    Document document;
    for (int type = 0; type <= static_cast<int>(BlockType::Note); ++type) {
        for (bool captioned : {false, true}) {
            Block block;
            block.id = evil;
            block.type = static_cast<BlockType>(type);
            block.text = block.cite = block.caption = {span, told};
            block.paragraphs = {{span}, {told}};
            block.items = {{{span}, {{{told}, {}}}}};
            block.pictures = {{evil, captioned ? Text{span} : Text{}, captioned ? evil : ""}, {evil, {}, {}}};
            block.rows = {{{span}, {told}}, {{told}, {span}}};
            block.header_row = true;
            block.url = block.title = block.description = evil;
            document.blocks.push_back(block);
        }
    }
    for (Target target : {Target::Page, Target::Feed, Target::Mail}) {
        const std::string out = to_html(document, world, {target, evil, evil});
        CHECK(out.find("<script") == std::string::npos);
        CHECK(out.find("onerror='") == std::string::npos);
        CHECK(out.find("\">\"") == std::string::npos);
        // Every '<' begins one of our tags.
        for (std::size_t at = out.find('<'); at != std::string::npos; at = out.find('<', at + 1)) {
            const std::string tag = out.substr(at + 1, std::min(out.find_first_of(" >", at), out.size()) - at - 1);
            CAPTURE(tag);
            const std::string known =
                " p /p h2 /h2 blockquote /blockquote footer /footer cite /cite aside /aside ul /ul li /li "
                "figure /figure picture /picture source img figcaption /figcaption small /small div /div "
                "table /table caption /caption thead /thead tbody /tbody tr /tr th /th td /td hr a /a "
                "strong /strong i /i sup /sup code /code em /em span /span br ";
            CHECK(known.find(" " + tag + " ") != std::string::npos);
        }
    }
}

}  // namespace broadsheet::document
