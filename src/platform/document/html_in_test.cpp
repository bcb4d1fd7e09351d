#include <doctest/doctest.h>

#include <ctime>

#include "platform/document/document.h"

namespace broadsheet::document {

namespace {

HtmlInput input() {
    HtmlInput input;
    input.media = [](const std::string& key) -> std::optional<std::string> {
        if (key.starts_with("map-")) return key;
        if (key.starts_with("/media/")) return key.substr(7, key.find('.') - 7);
        return std::nullopt;
    };
    input.story = [](const std::string& href) -> std::optional<std::string> {
        if (href == "story:budget" || href == "/en/2024/05/budget") return "s-budget";
        return std::nullopt;
    };
    input.id_seed = "test";
    return input;
}

Resolver resolver() {
    Resolver resolver;
    resolver.picture = [](const std::string& media) -> std::optional<Picture> {
        Picture picture;
        picture.src = "/media/" + media + ".jpg";
        return picture;
    };
    resolver.story = [](const std::string&) -> std::optional<StoryLink> { return StoryLink{"/en/2024/05/budget", {}}; };
    return resolver;
}

/// A document in a form short enough for a table of cases: HTML without ids.
std::string shown(const Document& document) { return to_html(document, resolver(), {Target::Feed, "", ""}); }

std::string read(const std::string& html) { return shown(from_html(html, input()).document); }

std::string report(const FromHtml& result) {
    std::string out;
    for (const auto& [what, count] : result.dropped) {
        out += (out.empty() ? "" : ", ") + std::to_string(count) + " " + what;
    }
    return out;
}

struct Case {
    std::string html, expected;
};

void check(const std::vector<Case>& cases) {
    for (const auto& [html, expected] : cases) {
        CAPTURE(html);
        CHECK(read(html) == expected);
    }
}

std::string picture(const std::string& media, const std::string& caption = "") {
    return "<figure class=\"picture\"><img src=\"/media/" + media + ".jpg\" alt=\"\">" +
           (caption.empty() ? "" : "<figcaption>" + caption + "</figcaption>") + "</figure>";
}

}  // namespace

TEST_CASE("from_html: blocks of a sample body") {
    check({
        {"", ""},
        {"<p>One</p>\n<p>Two</p>", "<p>One</p>\n<p>Two</p>"},
        {"words alone", "<p>words alone</p>"},
        {"<h2>A</h2><h3>B</h3>", "<h2>A</h2>\n<h3>B</h3>"},
        {"<h1>A</h1><h4>B</h4><h6>C</h6>", "<h2>A</h2>\n<h3>B</h3>\n<h3>C</h3>"},
        {"<h2><b>A</b><br>B</h2>", "<h2><strong>A</strong> B</h2>"},
        {"<h2><b>All</b></h2>", "<h2>All</h2>"},
        {"<blockquote><p>One</p><p>Two</p><cite>Who, <em>where</em></cite></blockquote>",
         "<blockquote><p>One</p><p>Two</p><footer><cite>Who, <em>where</em></cite></footer></blockquote>"},
        {"<blockquote>One<footer>— <cite>Who</cite></footer></blockquote>",
         "<blockquote><p>One</p><footer><cite>— Who</cite></footer></blockquote>"},
        {"<blockquote><p>One, from <cite>Emma</cite></p></blockquote>",
         "<blockquote><p>One, from <em>Emma</em></p></blockquote>"},
        {"<aside class=\"pullquote\"><p>One</p><cite>Who</cite></aside>",
         "<aside class=\"pullquote\"><p>One</p><footer><cite>Who</cite></footer></aside>"},
        {"<aside class=\"note\"><p>One</p><p>Two</p></aside>", "<aside class=\"note\"><p>One</p><p>Two</p></aside>"},
        {"<ul><li>A</li><li>B <b>c</b></li></ul><ol><li>D</li></ol>",
         "<ul><li>A</li><li>B <strong>c</strong></li></ul>\n<ol><li>D</li></ol>"},
        {"<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>", "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>"},
        {"<ul><li>A</li><ul><li>B</li></ul><li>C</li></ul>", "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>"},
        {"<ul><li>A<ul><li>B</li></ul>C</li></ul>", "<ul><li>A<ul><li>B</li></ul></li><li>C</li></ul>"},
        {"<ul><li><p>A</p><p>B</p></li><li></li></ul>", "<ul><li>A<br>B</li></ul>"},
        {"<ul><li>A<li>B</ul><p>C", "<ul><li>A</li><li>B</li></ul>\n<p>C</p>"},
        {"<figure data-media=\"map-a\"><figcaption>Where it <em>is</em>. <small>The "
         "Parallel</small></figcaption></figure>",
         picture("map-a", "Where it <em>is</em>. <small>The Parallel</small>")},
        {"<figure data-media=\"map-a\"><img src=\"/x.jpg\"></figure>", picture("map-a")},
        {"<div class=\"gallery\"><figure data-media=\"map-a\"><figcaption>A</figcaption></figure>"
         "<figure data-media=\"map-b\"></figure></div>",
         "<div class=\"gallery\">" + picture("map-a", "A") + picture("map-b") + "</div>"},
        {"<div class=\"gallery\"><figure data-media=\"map-a\"></figure></div>", picture("map-a")},
        {"<table><caption>Cap</caption><tr><th>A</th><th>B</th></tr><tr><td>1</td><td>2</td></tr></table>",
         "<table><caption>Cap</caption><thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>"
         "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
        {"<table><tr><td colspan=2>A</td></tr><tr><td rowspan=2>B<td>C<tr><td>D<tr><td>E</table>",
         "<table><tbody><tr><td>A</td><td></td></tr><tr><td>B</td><td>C</td></tr><tr><td></td><td>D</td></tr>"
         "<tr><td>E</td><td></td></tr></tbody></table>"},
        {"<table><thead><tr><td>A</td><td>B</td></tr></thead><tbody><tr><td>1</td><td>2</td></tr></tbody></table>",
         "<table><thead><tr><th scope=\"col\">A</th><th scope=\"col\">B</th></tr></thead>"
         "<tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
        {"<p class=\"card\"><a href=\"https://un.example/t\">The <em>treaty</em></a> Full text, in six languages</p>",
         "<p class=\"card\"><a href=\"https://un.example/t\" rel=\"noopener\">The treaty</a> Full text, in six "
         "languages</p>"},
        {"<p class=\"card\">No link</p>", "<p>No link</p>"},
        {"<p>A</p><hr><p>B</p>", "<p>A</p>\n<hr>\n<p>B</p>"},
    });
}

TEST_CASE("from_html: inside a line") {
    check({
        {"<p>a <b>b</b> <strong>c</strong> <i>d</i> <em>e</em></p>",
         "<p>a <strong>b</strong> <strong>c</strong> <em>d</em> <em>e</em></p>"},
        {"<p>H<sub>2</sub>O x<sup>2</sup> <code>a b</code></p>",
         "<p>H<sub>2</sub>O x<sup>2</sup> <code>a b</code></p>"},
        {"<p><span lang=\"ru\">мир</span> <i lang=fr>fête</i></p>",
         "<p><span lang=\"ru\">мир</span> <i lang=\"fr\">fête</i></p>"},
        {"<p><a href=\"story:budget\">a</a> <a href=/en/2024/05/budget>b</a> <a "
         "href='https://e.example/?a=1&amp;b=2'>c</a></p>",
         "<p><a href=\"/en/2024/05/budget\">a</a> <a href=\"/en/2024/05/budget\">b</a> "
         "<a href=\"https://e.example/?a=1&amp;b=2\" rel=\"noopener\">c</a></p>"},
        {"<p><a href=\"mailto:a@b.example\">a</a></p>", "<p><a href=\"mailto:a@b.example\">a</a></p>"},
        {"<p><a href=\"https://www.google.com/url?q=https%3A%2F%2Fe.example%2Fa&amp;sa=D\">a</a></p>",
         "<p><a href=\"https://e.example/a\" rel=\"noopener\">a</a></p>"},
        {"<p><a href=\"https://a.example\">a <b>b</a> c</b></p>",
         "<p><a href=\"https://a.example\" rel=\"noopener\">a <strong>b</strong></a><strong> c</strong></p>"},
        {"<p>  a \n\t b  </p>", "<p>a b</p>"},
        {"<p>a<b> </b>b <b> c</b></p>", "<p>a<strong> </strong>b <strong>c</strong></p>"},
        {"<p>12&nbsp;% «&nbsp;x&nbsp;» a&nbsp; b</p>", "<p>12\u00a0% «\u00a0x\u00a0» a b</p>"},
        {"<p>&ldquo;a&rdquo; &#8212; &#146;b &eacute;&amp;lt; &nope; & &copy 1</p>",
         "<p>“a” — ’b é&amp;lt; &amp;nope; &amp; © 1</p>"},
        {"<p>a<br>b<br/>c</p>", "<p>a<br>b<br>c</p>"},
        {"<p>a<br>&nbsp;<br>b</p>", "<p>a</p>\n<p>b</p>"},
        {"<p>a<br><br><br>b<br></p>", "<p>a</p>\n<p>b</p>"},
        {"<p>\"straight\" and ‘curly’ -- kept</p>", "<p>&quot;straight&quot; and ‘curly’ -- kept</p>"},
        {"<p><q>a</q></p>", "<p>“a”</p>"},
        {"<p>e\u0301</p>", "<p>\u00e9</p>"},
        {"<p>a<wbr>b<!-- c --></p>", "<p>ab</p>"},
        {"<p>1 < 2 and 3 <> 4 </ 5 <3</p>", "<p>1 &lt; 2 and 3 &lt;&gt; 4 &lt;/ 5 &lt;3</p>"},
        {"<p><b>a<p>b</b> c</p>", "<p><strong>a</strong></p>\n<p>b c</p>"},
        {"<b>a<p>b</p></b>c", "<p><strong>a</strong></p>\n<p><strong>b</strong></p>\n<p>c</p>"},
        {"<pre>a\n b\n\nc</pre>", "<p>a<br>b</p>\n<p>c</p>"},
        {"<center><font size=5>a</font></center><custom-box>b</custom-box>", "<p>a</p>\n<p>b</p>"},
    });
}

TEST_CASE("from_html: what is left out, with a report") {
    struct Reported {
        std::string html, expected, report;
    };
    const std::vector<Reported> cases = {
        {"<p>a<script>alert('<p>x</p>')</script>b</p>", "<p>ab</p>", "1 script"},
        {"<style>p{}</style><iframe src=x>y</iframe><p>a</p><noscript><p>n</p></noscript>", "<p>a</p>",
         "1 style, 1 iframe, 1 noscript"},
        {"<form action=x><p>a</p><input><select><option>o</select><button>Send</button><textarea>t</textarea></form>",
         "<p>a</p>", "1 form, 4 form field"},
        {"<svg onload=x><script>y</script><text>z</text></svg><p>a</p>", "<p>a</p>", "1 svg"},
        {"<p></p><p>&nbsp;</p><p><br></p><p> <b> </b></p><div><br></div><p>a</p>", "<p>a</p>", "5 empty paragraph"},
        {"<p><a href=\"javascript:alert(1)\">a</a><a href=\" JavaScript:x\">b</a><a href=\"java\nscript:x\">c</a></p>",
         "<p>abc</p>", "2 link javascript:, 1 link other"},
        {"<p><a href=\"data:text/html,x\">a</a> <a href=\"/old\">b</a> <a href=\"#x\">c</a> <a "
         "href=\"story:none\">d</a></p>",
         "<p>a b c d</p>", "1 link data:, 1 link relative, 1 link #, 1 link story:"},
        {"<p>a<img src=\"https://x.example/a.jpg\" onerror=alert(1)></p>", "<p>a</p>", "1 picture"},
        {"<figure data-media=\"none\"><figcaption>Lost</figcaption></figure><p>a</p>", "<p>a</p>", "1 picture"},
        {"<p>a<img width=1 height=1 src=\"/media/map-a.jpg\"></p>", "<p>a</p>", "1 tracking pixel"},
        {"<p onclick=x style=\"color:red\">a</p><h1>t</h1>", "<p>a</p>\n<h2>t</h2>", "1 heading level"},
        {"<p><s>a</s> <u>b</u></p>", "<p>a b</p>", "1 struck out, 1 underline"},
        {"<p>a</p><p style=\"display:none\">tracker<p>b</p><div hidden><p>c</p></div>", "<p>a</p>\n<p>b</p>",
         "2 hidden text"},
        {"<ul><li>a<ol><li>b</li></ol></li></ul>", "<ul><li>a<ul><li>b</li></ul></li></ul>", "1 kind of a nested list"},
        {"<!doctype html><html><head><title>t</title><meta x><link y></head><body><p>a</p></body></html>", "<p>a</p>",
         ""},
    };
    for (const auto& [html, expected, dropped] : cases) {
        CAPTURE(html);
        const FromHtml result = from_html(html, input());
        CHECK(shown(result.document) == expected);
        CHECK(report(result) == dropped);
    }
}

TEST_CASE("from_html: blocks inside blocks are set side by side") {
    check({
        {"<p>a<img src=\"/media/map-a.jpg\">b</p>", "<p>a</p>\n" + picture("map-a") + "\n<p>b</p>"},
        {"<figure><a href=x><img src=\"/media/map-a.jpg\"></a><figcaption>Cap</figcaption></figure>",
         picture("map-a", "Cap")},
        {"<figure><picture><source srcset=x><img src=\"/media/map-a.jpg\"></picture></figure>", picture("map-a")},
        {"<figure class=\"wp-block-gallery\"><figure><img src=\"/media/map-a.jpg\"></figure><figure><img "
         "src=\"/media/map-b.jpg\">"
         "<figcaption>B</figcaption></figure><figcaption>All</figcaption></figure>",
         "<div class=\"gallery\">" + picture("map-a") + picture("map-b", "B") + "<p class=\"caption\">All</p></div>"},
        {"<div class=\"wp-caption\"><img data-src=\"/media/map-a.jpg\" src=\"data:image/gif,x\"><p "
         "class=\"wp-caption-text\">Cap</p></div>",
         picture("map-a", "Cap")},
        {"<figure "
         "class=\"wp-block-table\"><table><tr><td>A</td><td>B</td></tr></table><figcaption>Cap</figcaption></figure>",
         "<table><caption>Cap</caption><tbody><tr><td>A</td><td>B</td></tr></tbody></table>"},
        {"<figure class=\"wp-block-pullquote\"><blockquote><p>A</p><cite>W</cite></blockquote></figure>",
         "<aside class=\"pullquote\"><p>A</p><footer><cite>W</cite></footer></aside>"},
        {"<blockquote>a<ul><li>b</li></ul>c</blockquote>", "<blockquote><p>a</p><p>b</p><p>c</p></blockquote>"},
        {"<blockquote>a<figure data-media=\"map-a\"></figure>b</blockquote>",
         "<blockquote><p>a</p></blockquote>\n" + picture("map-a") + "\n<blockquote><p>b</p></blockquote>"},
        {"<blockquote><blockquote><h2>a</h2></blockquote>b</blockquote>", "<blockquote><p>a</p><p>b</p></blockquote>"},
        {"<ol><li>a</li><li>b<blockquote>q</blockquote>c</li></ol>",
         "<ol><li>a</li><li>b</li></ol>\n<blockquote><p>q</p></blockquote>\n<ol><li>c</li></ol>"},
        {"<ul><li>a<table><tr><td>1</td><td>2</td></tr></table></li></ul>",
         "<ul><li>a</li></ul>\n<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>"},
        {"<table><tr><td>a<ul><li>b</li><li>c</li></ul></td><td>d</td></tr></table>",
         "<table><tbody><tr><td>a<br>b<br>c</td><td>d</td></tr></tbody></table>"},
        {"<table><tr><th>a</th><th><img src=\"/media/map-a.jpg\">b</th></tr></table>",
         "<table><thead><tr><th scope=\"col\">a</th><th scope=\"col\">b</th></tr></thead></table>\n" +
             picture("map-a")},
        // Tables that hold a page.
        {"<table><tr><td><p>a</p><p>b</p></td></tr></table>", "<p>a</p>\n<p>b</p>"},
        {"<table><tr><td>a<table><tr><td>1</td><td>2</td></tr></table>b</td><td>c</td></tr></table>d",
         "<p>a</p>\n<table><tbody><tr><td>1</td><td>2</td></tr></tbody></table>\n<p>b</p>\n<p>c</p>\n<p>d</p>"},
        {"<table role=presentation><tr><td><h1>a</h1><p>b</td><td>c</td></tr></table>",
         "<h2>a</h2>\n<p>b</p>\n<p>c</p>"},
        {"<table><tr><td><h2>a</h2></td><td>b</td></tr></table>", "<h2>a</h2>\n<p>b</p>"},
        {"<div><table><tr><td>a</div></td><td>b</td></tr></table>c</div>",
         "<table><tbody><tr><td>a</td><td>b</td></tr></tbody></table>\n<p>c</p>"},
        {"<li>a</li><td>b</td><figcaption>c</figcaption><cite>d</cite>",
         "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p><em>d</em></p>"},
        {"<dl><dt>a<dd>b<dt>c<dd>d</dl>", "<p>a</p>\n<p>b</p>\n<p>c</p>\n<p>d</p>"},
    });
}

TEST_CASE("from_html: pasted from Word") {
    check({
        {R"(<html xmlns:o="urn:schemas-microsoft-com:office:office"><head><!--[if gte mso 9]><xml><w:x>no</w:x></xml><![endif]-->
<style><!-- p.MsoNormal {margin:0} --></style></head><body lang=ES><!--StartFragment--><p class=MsoNormal><b style='mso-bidi-font-weight:normal'><span lang=ES style='mso-ansi-language:ES'>Uno<o:p></o:p></span></b></p>
<p class=MsoNormal><span lang=ES><o:p>&nbsp;</o:p></span></p><p class=MsoNormal><i>dos</i>
línea</p><!--EndFragment--></body></html>)",
         "<p><strong>Uno</strong></p>\n<p><em>dos</em> línea</p>"},
        {R"(<p class=MsoListParagraphCxSpFirst style='text-indent:-18.0pt;mso-list:l0 level1 lfo1'><![if !supportLists]><span style='mso-list:Ignore'>·<span style='font:7.0pt "Times New Roman"'>&nbsp;&nbsp; </span></span><![endif]>A</p>
<p class=MsoListParagraphCxSpMiddle style='mso-list:l0 level2 lfo1'><!--[if !supportLists]--><span style='mso-list:Ignore'>o<span>&nbsp;</span></span><!--[endif]-->B</p>
<p class=MsoListParagraphCxSpLast style='mso-list:l0 level1 lfo1'><span style='mso-list:Ignore'>·</span>C</p>
<p class=MsoListParagraph style='mso-list:l1 level1 lfo2'>after</p><p class=MsoNormal>D</p>
<p style='mso-list:l2 level1 lfo3'><span style='mso-list:Ignore'>1.<span>&nbsp;</span></span>E</p>)",
         "<ul><li>A<ul><li>B</li></ul></li><li>C</li><li>after</li></ul>\n<p>D</p>\n<ol><li>E</li></ol>"},
        {"<h1 style='mso-x:y'><span lang=EN-GB>Title</span></h1><p class=MsoNormal>a<span "
         "style='mso-spacerun:yes'>&nbsp; </span>b</p>",
         "<h2>Title</h2>\n<p>a b</p>"},
    });
}

TEST_CASE("from_html: pasted from Google Docs and from mail") {
    check({
        {R"(<meta charset='utf-8'><b style="font-weight:normal;" id="docs-internal-guid-1"><p dir="ltr" style="line-height:1.38"><span style="font-size:11pt;font-weight:400;font-style:normal">Plain </span><span style="font-weight:700">bold</span><span style="font-weight:400;font-style:italic"> slanted</span></p><br /><h1 dir="ltr"><span style="font-weight:400">Title</span></h1><ul><li dir="ltr" aria-level="1"><p dir="ltr" role="presentation"><span style="font-weight:400">A</span></p></li><ul><li><p><span>B</span></p></li></ul></ul><p><span style="vertical-align:super">2</span><a href="https://e.example"><span style="text-decoration:underline">link</span></a></p></b>)",
         "<p>Plain <strong>bold</strong><em> slanted</em></p>\n<h2>Title</h2>\n<ul><li>A<ul><li>B</li></ul></li></ul>\n"
         "<p><sup>2</sup><a href=\"https://e.example\" rel=\"noopener\">link</a></p>"},
        {"<div dir=\"ltr\"><div>One line</div><div><br></div><div>Two<br>lines</div><div><div>Three</div></div></div>",
         "<p>One line</p>\n<p>Two<br>lines</p>\n<p>Three</p>"},
        {"One<br><br>Two<br>three<br>\n<br>\nFour", "<p>One</p>\n<p>Two<br>three</p>\n<p>Four</p>"},
        {"<div>a<blockquote class=\"gmail_quote\">q</blockquote></div>", "<p>a</p>\n<blockquote><p>q</p></blockquote>"},
    });
}

TEST_CASE("from_html: ids") {
    const auto ids = [](const std::string& html) {
        std::string out;
        for (const Block& block : from_html(html, input()).document.blocks) {
            out += (out.empty() ? "" : " ") + block.id + (block.from.empty() ? "" : "<" + block.from);
        }
        return out;
    };
    CHECK(ids("<p id=\"b-aaaaaaaa\">a</p><ul id=\"b-bbbbbbbb\" data-from=\"cccccccc\"><li>b</li></ul>"
              "<div class=\"table-scroll\" id=\"b-dddddddd\"><table><tr><td>1</td><td>2</td></tr></table></div><hr "
              "id=b-eeeeeeee>") == "aaaaaaaa bbbbbbbb<cccccccc dddddddd eeeeeeee");
    // A split keeps the id on the first half, a duplicate gets a new one, a bad one is none.
    const std::string split = ids("<p id=\"b-aaaaaaaa\">a<br><br>b</p><p id=\"b-aaaaaaaa\">c</p><p id=\"b-BAD\">d</p>");
    CHECK(split.starts_with("aaaaaaaa "));
    CHECK(split.size() == 4 * 9 - 1);
    CHECK(split.find("aaaaaaaa", 1) == std::string::npos);
    CHECK(ids("<p id=\"b-aaaaaaaa\"></p><p>a</p>") != "aaaaaaaa");
    CHECK(ids("<p>a</p><p>b</p>") == ids("<p>x</p><p>y</p>"));
    HtmlInput other = input();
    other.id_seed = "other";
    CHECK(from_html("<p>a</p>", other).document.blocks[0].id != from_html("<p>a</p>", input()).document.blocks[0].id);
    other.id_seed.clear();
    CHECK(from_html("<p>a</p>", other).document.blocks[0].id != from_html("<p>a</p>", other).document.blocks[0].id);
}

TEST_CASE("from_html: its own output, read again, is the same") {
    const std::string html =
        "<h2>Head</h2><p>a <b>b <i>c</i></b> <span lang=ru>мир</span> <a href=story:budget>s <b>t</b></a><br>"
        "<a href=\"https://e.example\">u</a> x<sup>2</sup></p>"
        "<blockquote><p>q</p><cite>w</cite></blockquote><aside class=pullquote><p>p<br>q</p></aside><aside "
        "class=note><p>n</p></aside>"
        "<ol><li>1<ol><li>2</li></ol></li></ol><figure data-media=map-a><figcaption>C "
        "<small>D</small></figcaption></figure>"
        "<div class=gallery><figure data-media=map-a></figure><figure data-media=map-b></figure><p "
        "class=caption>g</p></div>"
        "<table><caption>t</caption><tr><th>a<th>b<tr><td>c<td>d</table><p class=card><a href=https://e.example>T</a> "
        "D</p><hr>";
    for (const std::string& anchor : {std::string(), std::string("Link to this")}) {
        const Document once = from_html(html, input()).document;
        CHECK(once.blocks.size() == 11);
        const Document twice = from_html(to_html(once, resolver(), {Target::Page, "", anchor}), input()).document;
        CHECK(to_json(twice) == to_json(once));
        CHECK(parse(to_json(once)).value() == once);
    }
}

// A sanitized build is allowed more: what must not happen takes minutes.
#if defined(__has_feature)
#define SANITIZED __has_feature(address_sanitizer)
#elif defined(__SANITIZE_ADDRESS__)
#define SANITIZED 1
#else
#define SANITIZED 0
#endif
constexpr double kLongest = SANITIZED ? 30.0 : 2.0;

TEST_CASE("from_html: hostile input takes linear time and gives a document") {
    const auto times = [](const std::string& text, std::size_t bytes) {
        std::string out;
        while (out.size() < bytes) out += text;
        return out;
    };
    std::string attributes = "<a ";
    std::string styles;
    for (int n = 0; attributes.size() < 400'000; ++n) attributes += "x" + std::to_string(n) + " ";
    for (int n = 0; styles.size() < 400'000; ++n) styles += "<p><b x=" + std::to_string(n) + ">a</p>";
    const std::vector<std::string> cases = {
        times("<div>", 400'000),
        times("<ul><li>", 400'000),
        times("<ul><li>a", 400'000),
        times("<table><tr><td>", 400'000),
        times("<table><tr><td>a", 400'000),
        times("<blockquote>a", 400'000),
        times("<b>", 200'000) + times("</b>", 200'000),
        times("<b><i>", 200'000) + times("</b>", 200'000),
        times("<div><td>", 200'000) + times("</div>", 200'000),
        times("<q>", 400'000),
        times("<p>a", 400'000),
        times("<!--", 400'000),
        times("<", 400'000),
        times("</", 400'000),
        times("&", 400'000),
        times("&#", 400'000),
        times("a\u00a0 ", 400'000),
        times("<br>", 400'000),
        times("a<br>", 400'000),
        times("<script>", 400'000),
        times("</script x", 400'000),
        times("<a href=\"", 400'000),
        times("<figure><img src=/media/map-a.jpg>", 400'000),
        times("<div class=gallery><figure data-media=map-a>", 400'000),
        times("<hr>", 400'000),
        times("<b>a</b>b", 400'000),
        times("<svg>", 400'000),
        times("<p hidden>", 400'000),
        "<table>" + times("a<b></b>", 400'000),
        "<table>" + times("<tr><td colspan=100 rowspan=1000>", 400'000),
        "<table><tr>" + times("<td>", 400) + times("<tr><td>a", 400'000),
        "<table>" + times("<td>a", 400'000),
        "<table><tr><td rowspan=1000 colspan=100>" + times("<tr>", 400'000),
        "<p style=\"" + times("a:b;", 400'000) + "\">x</p>",
        "<p class=\"" + times("a ", 400'000) + "\">x</p>",
        times("<p style='mso-list:l0 level9 lfo1'>a", 400'000),
        attributes,
        styles,
        // One address, copied with every mark or line inside it, and one that is longer than any.
        "<a href=\"https://a.example/" + times("x", 2'000) + "\">" + times("<b>a</b>b", 6'000),
        "<a href=\"https://a.example/" + times("x", 2'000) + "\">" + times("<b>a</b> b", 400'000),
        "<table><tr><td><a href=\"https://a.example/" + times("x", 2'000) + "\">" + times("a<br>", 400'000),
        "<a href=\"https://a.example/" + times("x", 200'000) + "\">" + times("<b>a</b> b", 200'000),
        // Small, and every byte of it in a block of its own with all that a span may carry.
        "<i><code><sub lang=abcdefgh-abcdefgh-abcdefgh-abcdefg><a href=story:budget>" + times("a<p>", 30'000),
        "<a href=http://\xff>a",
    };
    for (const std::string& html : cases) {
        CAPTURE(html.substr(0, 60));
        const std::clock_t start = std::clock();
        const FromHtml result = from_html(html, input());
        const double seconds = static_cast<double>(std::clock() - start) / CLOCKS_PER_SEC;
        // Far above what it takes (up to 0.5 s), far below what a quadratic step in gumbo's manner would.
        CHECK(seconds < kLongest);
        const std::string json = to_json(result.document);
        CHECK(json.size() <= kMaxBytes);
        const auto again = parse(json);
        REQUIRE(again.has_value());
        CHECK(*again == result.document);
    }
}

TEST_CASE("from_html: any soup of tags gives a sound document, which its own HTML gives again") {
    const std::vector<std::string> pieces = {
        "<p>",
        "</p>",
        "<p class=card>",
        "<b>",
        "</b>",
        "<i>",
        "</i>",
        "<em lang=fr>",
        "</em>",
        "<a href=https://e.example>",
        "<a href=story:budget>",
        "</a>",
        "<h2>",
        "</h2>",
        "<h5>",
        "</h5>",
        "<ul>",
        "</ul>",
        "<ol>",
        "</ol>",
        "<li>",
        "</li>",
        "<blockquote>",
        "</blockquote>",
        "<cite>",
        "</cite>",
        "<footer>",
        "</footer>",
        "<aside class=pullquote>",
        "<aside class=note>",
        "</aside>",
        "<table>",
        "</table>",
        "<thead>",
        "<tr>",
        "</tr>",
        "<td>",
        "</td>",
        "<th colspan=2>",
        "</th>",
        "<td rowspan=3>",
        "<caption>",
        "</caption>",
        "<figure>",
        "</figure>",
        "<figure data-media=map-a>",
        "<figcaption>",
        "</figcaption>",
        "<small>",
        "</small>",
        "<div class=gallery>",
        "<div>",
        "</div>",
        "<img src=/media/map-b.jpg>",
        "<hr>",
        "<br>",
        "<br><br>",
        "<sub>",
        "</sub>",
        "<sup>",
        "</sup>",
        "<code>",
        "</code>",
        "<span lang=ru>",
        "</span>",
        "<p id=b-aaaaaaaa>",
        "<pre>",
        "</pre>",
        "<q>",
        "</q>",
        "<b style='font-weight:400'>",
        "<p style='mso-list:l0 level2 lfo1'>",
        "<span style='mso-list:Ignore'>1.</span>",
        "<svg>",
        "</svg>",
        "<form>",
        " ",
        "\n",
        "&nbsp;",
        "word",
        "två",
        "<",
        "&lt;",
        "\"",
        "e\u0301",
        "\xff",
        "—",
    };
    std::uint32_t state = 20'240'501;
    const auto random = [&](std::size_t below) {
        state = state * 1'664'525U + 1'013'904'223U;
        return static_cast<std::size_t>(state >> 8U) % below;
    };
    for (int round = 0; round < 3'000; ++round) {
        std::string html;
        for (std::size_t left = 1 + random(60); left > 0; --left) html += pieces[random(pieces.size())];
        CAPTURE(html);
        const Document once = from_html(html, input()).document;
        const auto stored = parse(to_json(once));
        REQUIRE(stored.has_value());
        CHECK(*stored == once);
        CHECK(from_plain(to_plain(once), once) == once);
        const Document twice = from_html(to_html(once, resolver(), {}), input()).document;
        CHECK(to_text(twice) == to_text(once));
        CHECK(to_json(twice) == to_json(once));
    }
}

}  // namespace broadsheet::document
