#include "features/syndication/model.h"

#include <doctest/doctest.h>

#include "features/syndication/formats.h"
#include "platform/json/json.h"

using namespace broadsheet;

namespace {

Instant at(const char* iso) { return *text::parse_iso(iso); }
text::Zone madrid() { return *text::Zone::find("Europe/Madrid"); }

std::size_t count(const std::string& text, const std::string& what) {
    std::size_t out = 0;
    for (std::size_t from = text.find(what); from != std::string::npos; from = text.find(what, from + what.size()))
        ++out;
    return out;
}

/// Two stories, one of them hostile in every field.
Feed feed() {
    Feed out;
    out.id = feed_uri("https://paper.example", "es", "all");
    out.language = "es";
    out.title = "El Paralelo";
    out.description = "Tratados & fronteras";
    out.home_url = "https://paper.example/es/";
    FeedItem good;
    good.id = story_uri("https://paper.example", 2022, "aral", "es");
    good.url = "https://paper.example/es/2022/01/aral";
    good.title = "El mar de Aral";
    good.summary = "Cinco países y un río.";
    good.html = "<p>Uno.</p>";
    good.published_at = at("2022-01-13T08:30:00Z");
    good.updated_at = at("2022-01-14T10:00:00Z");
    good.authors = {"Ana Núñez", "Bo Li"};
    good.categories = {"Mundo"};
    good.picture = FeedPicture{
        "https://paper.example/media/x/full-960.jpg", "image/jpeg", 12345, 960, 640, "Un mapa", "Redacción"};
    out.items.push_back(good);
    FeedItem hostile = good;
    hostile.id = story_uri("https://paper.example", 2022, "x", "es");
    hostile.title = "A <b>& \x01\xEF\xBF\xBF]]> \"q\"";
    hostile.html = "<pre>]]></pre>\x0B";
    hostile.published_at = hostile.updated_at = at("2022-01-12T08:30:00Z");
    hostile.authors = {"</dc:creator>"};
    hostile.picture.reset();
    out.items.push_back(hostile);
    return out;
}

}  // namespace

TEST_CASE("syndication: names that never change") {
    CHECK(story_uri("https://paper.example", 2022, "aral", "en") == "tag:paper.example,2022:story:aral:en");
    CHECK(story_uri("http://localhost:8080", 2022, "aral", "es") == "tag:localhost,2022:story:aral:es");
    CHECK(story_uri("http://[::1]:8080", 2022, "a", "es") == "tag:[::1],2022:story:a:es");
    CHECK(feed_uri("https://paper.example", "en", "top:news") != feed_uri("https://paper.example", "es", "top:news"));
    CHECK(feed_uri("https://paper.example", "en", "all") != feed_uri("https://paper.example", "en", "top:news"));
}

TEST_CASE("syndication: formats by the end of the address") {
    for (const auto format : {FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json})
        CHECK(feed_format(suffix_of(format)) == format);
    for (const char* other : {"", "/feed", "/rss.xml", "feed.xml", "/feed.xml/"}) CHECK_FALSE(feed_format(other));
    CHECK(content_type_of(FeedFormat::Json) == "application/feed+json; charset=utf-8");
}

TEST_CASE("syndication: a feed changed when its newest content did") {
    Feed one = feed();
    CHECK(changed_at(one) == at("2022-01-14T10:00:00Z"));
    CHECK_FALSE(changed_at(Feed{}).is_set());
}

TEST_CASE("syndication: RSS") {
    const std::string out = print_feed(feed(), FeedFormat::Rss, "https://paper.example/es/feed.xml", madrid());
    for (const char* part : {
             "<language>es</language>",
             "<lastBuildDate>Fri, 14 Jan 2022 10:00:00",
             "<atom:link href=\"https://paper.example/es/feed.xml\" rel=\"self\" type=\"application/rss+xml\"/>",
             "<guid isPermaLink=\"false\">tag:paper.example,2022:story:aral:es</guid>",
             "<pubDate>Thu, 13 Jan 2022 08:30:00",
             "<dc:creator>Ana Núñez</dc:creator>\n<dc:creator>Bo Li</dc:creator>",
             "<description>Tratados &amp; fronteras</description>",
             "<content:encoded><![CDATA[<p>Uno.</p>]]></content:encoded>",
             "<enclosure url=\"https://paper.example/media/x/full-960.jpg\" length=\"12345\" type=\"image/jpeg\"/>",
             "medium=\"image\" width=\"960\" height=\"640\"",
             "<title>A &lt;b&gt;&amp; ]]&gt; \"q\"</title>",
             "<![CDATA[<pre>]]]]><![CDATA[></pre>]]>",
             "<dc:creator>&lt;/dc:creator&gt;</dc:creator>",
         }) {
        CAPTURE(part);
        CHECK(out.find(part) != std::string::npos);
    }
    CHECK(out.find("<author>") == std::string::npos);
    CHECK(out.find_first_of("\x01\x0B") == std::string::npos);
    CHECK(print_feed(feed(), FeedFormat::Rss, "https://paper.example/es/feed.xml", madrid()) == out);
    CHECK(print_feed(Feed{}, FeedFormat::Rss, "x", madrid()).find("lastBuildDate") == std::string::npos);
}

TEST_CASE("syndication: Atom has one alternate an entry") {
    const std::string out = print_feed(feed(), FeedFormat::Atom, "https://paper.example/es/atom.xml", madrid());
    CHECK(count(out, "<entry>") == 2);
    CHECK(count(out, "rel=\"alternate\"") == 3);  // the feed's own, and one each
    CHECK(count(out, "rel=\"self\"") == 1);
    CHECK(count(out, "rel=\"enclosure\"") == 1);
    for (const char* part : {
             "<feed xmlns=\"http://www.w3.org/2005/Atom\" xml:lang=\"es\">",
             "<updated>2022-01-14T10:00:00Z</updated>",
             "<published>2022-01-13T08:30:00Z</published>",
             "<author>\n<name>Bo Li</name>\n</author>",
             "<content type=\"html\">&lt;p&gt;Uno.&lt;/p&gt;</content>",
         }) {
        CAPTURE(part);
        CHECK(out.find(part) != std::string::npos);
    }
}

TEST_CASE("syndication: JSON Feed") {
    const auto out = json::parse(print_feed(feed(), FeedFormat::Json, "https://paper.example/es/feed.json", madrid()));
    REQUIRE(out);
    CHECK(out->text("version") == "https://jsonfeed.org/version/1.1");
    CHECK(out->text("feed_url") == "https://paper.example/es/feed.json");
    REQUIRE(out->find("items") != nullptr);
    REQUIRE(out->find("items")->items().size() == 2);
    const auto& first = out->find("items")->items().front();
    CHECK(first.text("id") == "tag:paper.example,2022:story:aral:es");
    CHECK(first.find("authors")->items().size() == 2);
    CHECK(first.find("author") == nullptr);
    CHECK(first.find("attachments")->items().front().number("size_in_bytes") == 12345);
    CHECK(out->find("items")->items().back().text("title") == "A <b>& ]]> \"q\"");
}

TEST_CASE("syndication: one file of the sitemap has one name") {
    struct Case {
        const char* name;
        std::optional<SitemapFile> file;
    };
    const Case cases[] = {
        {"sitemap.xml", SitemapFile{}},
        {"sitemap-pages.xml", SitemapFile{SitemapKind::Standing, 0, 0, {}, 1}},
        {"sitemap-pages-2.xml", SitemapFile{SitemapKind::Standing, 0, 0, {}, 2}},
        {"sitemap-2022-01.xml", SitemapFile{SitemapKind::Month, 2022, 1, {}, 1}},
        {"sitemap-2022-12-13.xml", SitemapFile{SitemapKind::Month, 2022, 12, {}, 13}},
        {"sitemap-news-en.xml", SitemapFile{SitemapKind::News, 0, 0, "en", 1}},
        {"sitemap-news-.xml", std::nullopt},
        {"sitemap-2022-13.xml", std::nullopt},
        {"sitemap-2022-00.xml", std::nullopt},
        {"sitemap-2022-1.xml", std::nullopt},
        {"sitemap-2022-01-1.xml", std::nullopt},
        {"sitemap-2022-01-02x.xml", std::nullopt},
        {"sitemap-2022-01-+2.xml", std::nullopt},
        {"sitemap-2022-01-99999999999.xml", std::nullopt},
        {"sitemap_2022-01.xml", std::nullopt},
        {"sitemap-pages-1.xml", std::nullopt},
        {"sitemap-pages-02.xml", std::nullopt},
        {"sitemap-pages2.xml", std::nullopt},
        {"sitemap-.xml", std::nullopt},
        {"sitemap", std::nullopt},
        {".xml", std::nullopt},
        {"", std::nullopt},
        {"robots.txt", std::nullopt},
        {"SITEMAP.xml", std::nullopt},
    };
    for (const auto& given : cases) {
        CAPTURE(given.name);
        CHECK(sitemap_named(given.name) == given.file);
        if (given.file) CHECK(name_of(*given.file) == given.name);
    }
    CHECK_FALSE(sitemap_named("sitemap-news-" + std::string(100, 'a') + ".xml"));
}

TEST_CASE("syndication: a long file goes on in parts") {
    CHECK(sitemap_parts(0) == 1);
    CHECK(sitemap_parts(1) == 1);
    CHECK(sitemap_parts(kSitemapLength) == 1);
    CHECK(sitemap_parts(kSitemapLength + 1) == 2);
    std::vector<SitemapUrl> urls(kSitemapLength + 2);
    for (std::size_t i = 0; i < urls.size(); ++i) urls[i].url = std::to_string(i);
    CHECK(sitemap_part(urls, 1).size() == kSitemapLength);
    REQUIRE(sitemap_part(urls, 2).size() == 2);
    CHECK(sitemap_part(urls, 2)[1].url == std::to_string(kSitemapLength + 1));
    CHECK(sitemap_part(urls, 3).empty());
    CHECK(sitemap_part(urls, 0).empty());
    CHECK(sitemap_part(urls, -1).empty());
}

TEST_CASE("syndication: sitemaps") {
    SitemapUrl fresh{
        "https://paper.example/en/2022/01/aral",
        {{"en", "https://paper.example/en/2022/01/aral"}, {"x-default", "https://paper.example/en/2022/01/aral"}},
        at("2022-01-14T10:00:00Z"),
        "Five & <one>",
        at("2022-01-13T08:30:00Z")};
    const std::string news = print_sitemap({fresh}, madrid(), "The Parallel", "en");
    CHECK(count(news, "<news:news>") == 1);
    CHECK(news.find("<news:title>Five &amp; &lt;one&gt;</news:title>") != std::string::npos);
    CHECK(news.find("<news:publication_date>2022-01-13T08:30:00Z") != std::string::npos);
    CHECK(news.find("<lastmod>2022-01-14T10:00:00Z</lastmod>") != std::string::npos);
    CHECK(count(news, "<xhtml:link rel=\"alternate\"") == 2);
    CHECK(print_sitemap({fresh}, madrid()).find("news:") == std::string::npos);
    fresh.news_title.clear();
    CHECK(count(print_sitemap({fresh}, madrid(), "The Parallel", "en"), "<news:news>") == 0);
    CHECK(count(print_sitemap_index({"https://a.example/1", "https://a.example/2"}), "<loc>") == 2);
}

TEST_CASE("syndication: robots.txt") {
    CHECK(robots_text({"/desk"}, {"https://a.example/sitemap.xml"}, false) ==
          "User-agent: *\nDisallow: /desk\n\nSitemap: https://a.example/sitemap.xml\n");
    CHECK(robots_text({}, {}, false) == "User-agent: *\nDisallow:\n\n");
    const std::string closed = robots_text({"/desk"}, {"https://a.example/sitemap.xml"}, true);
    CHECK(closed.find("User-agent: GPTBot\n") != std::string::npos);
    CHECK(closed.find("\nDisallow: /\n") != std::string::npos);
    CHECK(closed.find("User-agent: *\nDisallow: /desk\n") == 0);
}
