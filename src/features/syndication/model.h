// What goes out of the paper to machines: feeds, sitemaps, robots.txt. Values and rules, no I/O.
#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "platform/text/text.h"
#include "platform/time/time.h"

namespace broadsheet {

// --- feeds -----------------------------------------------------------------------------------------------------------

enum class FeedFormat { Rss, Atom, Json };
/// Of the end of a feed's address: "/feed.xml", "/atom.xml", "/feed.json".
std::optional<FeedFormat> feed_format(std::string_view suffix);
std::string_view suffix_of(FeedFormat format);
std::string_view content_type_of(FeedFormat format);

struct FeedPicture {
    std::string url;
    std::string type;  // image/jpeg
    std::int64_t bytes = 0;
    int width = 0, height = 0;
    std::string alt, credit;
};

/// One story in one edition. All addresses are absolute.
struct FeedItem {
    std::string id;  // never changes, whatever becomes of the address: `story_uri`
    std::string url;
    std::string title;
    std::string summary;
    std::string html;
    Instant published_at;
    Instant updated_at;
    std::vector<std::string> authors;
    std::vector<std::string> categories;
    std::optional<FeedPicture> picture;
};

struct Feed {
    std::string id;
    std::string language;
    std::string title;
    std::string description;  // never empty
    std::string home_url;     // of the list
    std::string icon_url;     // may be empty
    std::vector<FeedItem> items;
};

/// The newest content change: when the feed itself last changed. Never the time of rendering, else every fetch is news.
/// Not set for a feed without items.
Instant changed_at(const Feed& feed);

/// RFC 4151 names, different per edition: `tag:paper.example,2022:story:ID:en`. `site_url` is --url; its port is no
/// part of a name.
std::string story_uri(std::string_view site_url, int year, std::string_view story, std::string_view edition);
std::string feed_uri(std::string_view site_url, std::string_view edition, std::string_view list);

// --- sitemaps --------------------------------------------------------------------------------------------------------

/// Addresses in one file: half of what sitemaps.org allows, since each carries its counterparts.
inline constexpr std::size_t kSitemapLength = 25'000;
/// A news sitemap holds the last two days and no more than this.
inline constexpr std::int64_t kNewsAge = 2 * kDay;
inline constexpr std::size_t kNewsLength = 1'000;
/// Addresses that a news sitemap keeps when nothing is fresh: an empty one is not valid.
inline constexpr int kStaleNewsLength = 10;

struct SitemapUrl {
    std::string url;
    std::vector<std::pair<std::string, std::string>>
        alternates;          // hreflang, address: with itself and x-default, or empty
    Instant changed_at;      // not set: unknown
    std::string news_title;  // news sitemap, fresh story only
    Instant published_at;
};

enum class SitemapKind { Index, Standing, Month, News };

/// One file of the sitemap, as named in its address.
struct SitemapFile {
    SitemapKind kind = SitemapKind::Index;
    int year = 0, month = 0;  // of a month
    std::string edition;      // of the news
    int part = 1;             // a standing or month file that grew too long goes on in part 2, 3 …
    bool operator==(const SitemapFile&) const = default;
};
/// "sitemap.xml", "sitemap-pages.xml", "sitemap-pages-2.xml", "sitemap-2022-01.xml", "sitemap-news-en.xml".
std::string name_of(const SitemapFile& file);
/// The reverse; nothing for any other spelling.
std::optional<SitemapFile> sitemap_named(std::string_view name);
/// Parts that so many addresses take; at least one.
int sitemap_parts(std::size_t urls);
/// The addresses of one part (from 1); empty when there is no such part.
std::vector<SitemapUrl> sitemap_part(std::vector<SitemapUrl> urls, int part);

// --- robots.txt ------------------------------------------------------------------------------------------------------

/// RFC 9309. `closed` are path prefixes nobody should crawl; `refuses_training` shuts out those who collect text for
/// language models.
std::string robots_text(const std::vector<std::string>& closed, const std::vector<std::string>& sitemaps,
                        bool refuses_training);

}  // namespace broadsheet
