#include "features/syndication/formats.h"

#include "features/syndication/xml_out.h"
#include "platform/json/json.h"

namespace broadsheet {

namespace {

constexpr std::string_view kFeedMinutes =
    "30";  // RSS ttl: how long a reader may wait; a fetch that finds nothing new costs a 304

std::string print_rss(const Feed& feed, const std::string& self_url) {
    XmlOut out;
    out.open("rss", {{"version", "2.0"},
                     {"xmlns:atom", "http://www.w3.org/2005/Atom"},
                     {"xmlns:content", "http://purl.org/rss/1.0/modules/content/"},
                     {"xmlns:dc", "http://purl.org/dc/elements/1.1/"},
                     {"xmlns:media", "http://search.yahoo.com/mrss/"}});
    out.open("channel").leaf("title", feed.title).leaf("link", feed.home_url).leaf("description", feed.description);
    out.leaf("language", feed.language);
    if (const Instant changed = changed_at(feed); changed.is_set()) out.leaf("lastBuildDate", text::rfc822(changed));
    out.leaf("ttl", kFeedMinutes);
    out.empty("atom:link", {{"href", self_url}, {"rel", "self"}, {"type", "application/rss+xml"}});
    if (!feed.icon_url.empty())
        out.open("image").leaf("url", feed.icon_url).leaf("title", feed.title).leaf("link", feed.home_url).close();
    for (const auto& item : feed.items) {
        out.open("item")
            .leaf("title", item.title)
            .leaf("link", item.url)
            .leaf("guid", item.id, {{"isPermaLink", "false"}});
        out.leaf("pubDate", text::rfc822(item.published_at));
        // `author` would have to be a mail address.
        for (const auto& author : item.authors) out.leaf("dc:creator", author);
        for (const auto& category : item.categories) out.leaf("category", category);
        if (!item.summary.empty()) out.leaf("description", item.summary);
        out.cdata("content:encoded", item.html);
        if (const auto& picture = item.picture) {
            const std::string bytes = std::to_string(picture->bytes);
            const std::string width = std::to_string(picture->width);
            const std::string height = std::to_string(picture->height);
            out.empty("enclosure", {{"url", picture->url}, {"length", bytes}, {"type", picture->type}});
            out.open("media:content", {{"url", picture->url},
                                       {"fileSize", bytes},
                                       {"type", picture->type},
                                       {"medium", "image"},
                                       {"width", width},
                                       {"height", height}});
            if (!picture->credit.empty()) out.leaf("media:credit", picture->credit);
            if (!picture->alt.empty()) out.leaf("media:description", picture->alt, {{"type", "plain"}});
            out.close();
        }
        out.close();
    }
    out.close().close();
    return out.take();
}

std::string print_atom(const Feed& feed, const std::string& self_url, const text::Zone& zone) {
    XmlOut out;
    out.open("feed", {{"xmlns", "http://www.w3.org/2005/Atom"}, {"xml:lang", feed.language}});
    out.leaf("id", feed.id).leaf("title", feed.title).leaf("subtitle", feed.description);
    // Atom demands a date even of a feed that never held anything.
    out.leaf("updated", zone.iso_utc(changed_at(feed)));
    out.empty("link", {{"rel", "self"}, {"type", "application/atom+xml"}, {"href", self_url}});
    out.empty("link",
              {{"rel", "alternate"}, {"type", "text/html"}, {"hreflang", feed.language}, {"href", feed.home_url}});
    if (!feed.icon_url.empty()) out.leaf("icon", feed.icon_url);
    for (const auto& item : feed.items) {
        out.open("entry").leaf("id", item.id).leaf("title", item.title);
        // Exactly one alternate: the story itself. Its translation is linked inside the content.
        out.empty("link",
                  {{"rel", "alternate"}, {"type", "text/html"}, {"hreflang", feed.language}, {"href", item.url}});
        if (const auto& picture = item.picture) {
            const std::string bytes = std::to_string(picture->bytes);
            out.empty("link",
                      {{"rel", "enclosure"}, {"type", picture->type}, {"length", bytes}, {"href", picture->url}});
        }
        out.leaf("published", zone.iso_utc(item.published_at))
            .leaf("updated", zone.iso_utc(std::max(item.published_at, item.updated_at)));
        for (const auto& author : item.authors) out.open("author").leaf("name", author).close();
        for (const auto& category : item.categories) out.empty("category", {{"term", category}});
        if (!item.summary.empty()) out.leaf("summary", item.summary);
        out.leaf("content", item.html, {{"type", "html"}});
        out.close();
    }
    out.close();
    return out.take();
}

std::string print_json(const Feed& feed, const std::string& self_url, const text::Zone& zone) {
    using json::Value;
    // The same characters as in the other formats: a reader may well make XML of this.
    const auto words = [](const std::string& text) { return Value(xml_characters(text)); };
    Value out = Value::object();
    out.set("version", "https://jsonfeed.org/version/1.1")
        .set("title", words(feed.title))
        .set("home_page_url", feed.home_url);
    out.set("feed_url", self_url).set("description", words(feed.description)).set("language", feed.language);
    if (!feed.icon_url.empty()) out.set("icon", feed.icon_url);
    Value items = Value::array();
    for (const auto& item : feed.items) {
        Value entry = Value::object();
        entry.set("id", item.id).set("url", item.url).set("title", words(item.title));
        if (!item.summary.empty()) entry.set("summary", words(item.summary));
        entry.set("content_html", words(item.html)).set("date_published", zone.iso_utc(item.published_at));
        entry.set("date_modified", zone.iso_utc(std::max(item.published_at, item.updated_at)))
            .set("language", feed.language);
        Value authors = Value::array();
        for (const auto& author : item.authors) {
            Value name = Value::object();
            name.set("name", words(author));
            authors.push(std::move(name));
        }
        entry.set("authors", std::move(authors));
        if (!item.categories.empty()) {
            Value tags = Value::array();
            for (const auto& category : item.categories) tags.push(words(category));
            entry.set("tags", std::move(tags));
        }
        if (const auto& picture = item.picture) {
            entry.set("image", picture->url);
            Value attachment = Value::object();
            attachment.set("url", picture->url).set("mime_type", picture->type).set("size_in_bytes", picture->bytes);
            if (!picture->alt.empty()) attachment.set("title", words(picture->alt));
            Value attachments = Value::array();
            attachments.push(std::move(attachment));
            entry.set("attachments", std::move(attachments));
        }
        items.push(std::move(entry));
    }
    out.set("items", std::move(items));
    return json::print(out);
}

constexpr std::string_view kSitemapSpace = "http://www.sitemaps.org/schemas/sitemap/0.9";

}  // namespace

std::string print_feed(const Feed& feed, FeedFormat format, const std::string& self_url, const text::Zone& zone) {
    switch (format) {
        case FeedFormat::Rss: return print_rss(feed, self_url);
        case FeedFormat::Atom: return print_atom(feed, self_url, zone);
        case FeedFormat::Json: return print_json(feed, self_url, zone);
    }
    return {};
}

std::string print_sitemap_index(const std::vector<std::string>& urls) {
    XmlOut out;
    out.open("sitemapindex", {{"xmlns", kSitemapSpace}});
    for (const auto& url : urls) out.open("sitemap").leaf("loc", url).close();
    out.close();
    return out.take();
}

std::string print_sitemap(const std::vector<SitemapUrl>& urls, const text::Zone& zone, const std::string& paper,
                          const std::string& language) {
    XmlOut out;
    XmlOut::Attributes spaces = {{"xmlns", kSitemapSpace}, {"xmlns:xhtml", "http://www.w3.org/1999/xhtml"}};
    if (!paper.empty()) spaces.emplace_back("xmlns:news", "http://www.google.com/schemas/sitemap-news/0.9");
    out.open("urlset", spaces);
    for (const auto& url : urls) {
        out.open("url").leaf("loc", url.url);
        if (url.changed_at.is_set()) out.leaf("lastmod", zone.iso_utc(url.changed_at));
        if (!paper.empty() && !url.news_title.empty()) {
            out.open("news:news")
                .open("news:publication")
                .leaf("news:name", paper)
                .leaf("news:language", language)
                .close();
            out.leaf("news:publication_date", zone.iso_utc(url.published_at))
                .leaf("news:title", url.news_title)
                .close();
        }
        for (const auto& [hreflang, href] : url.alternates)
            out.empty("xhtml:link", {{"rel", "alternate"}, {"hreflang", hreflang}, {"href", href}});
        out.close();
    }
    out.close();
    return out.take();
}

}  // namespace broadsheet
