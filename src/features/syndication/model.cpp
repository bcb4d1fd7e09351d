#include "features/syndication/model.h"

#include <algorithm>
#include <charconv>
#include <cstdio>

namespace broadsheet {

namespace {

/// Since when the paper names its feeds this way: a tag URI needs a date, and it must never move.
constexpr std::string_view kFeedsSince = "2024";

/// Host of an address, without scheme, port and path; lower case as --url was checked.
std::string_view host_of(std::string_view url) {
    if (const auto at = url.find("://"); at != std::string_view::npos) url.remove_prefix(at + 3);
    url = url.substr(0, url.find('/'));
    if (!url.empty() && url.front() == '[') return url.substr(0, url.find(']') + 1);
    return url.substr(0, url.find(':'));
}

/// Digits only, no sign, no leading zero; nothing otherwise.
std::optional<int> part_number(std::string_view text) {
    if (text.empty() || text.size() > 4 || text.front() == '0') return std::nullopt;
    int out = 0;
    const auto [end, fault] = std::from_chars(text.data(), text.data() + text.size(), out);
    if (fault != std::errc() || end != text.data() + text.size() || out < 2) return std::nullopt;
    return out;
}

}  // namespace

std::optional<FeedFormat> feed_format(std::string_view suffix) {
    for (const FeedFormat format : {FeedFormat::Rss, FeedFormat::Atom, FeedFormat::Json}) {
        if (suffix_of(format) == suffix) return format;
    }
    return std::nullopt;
}

std::string_view suffix_of(FeedFormat format) {
    switch (format) {
        case FeedFormat::Rss: return "/feed.xml";
        case FeedFormat::Atom: return "/atom.xml";
        case FeedFormat::Json: return "/feed.json";
    }
    return "/feed.xml";
}

std::string_view content_type_of(FeedFormat format) {
    switch (format) {
        case FeedFormat::Rss: return "application/rss+xml; charset=utf-8";
        case FeedFormat::Atom: return "application/atom+xml; charset=utf-8";
        case FeedFormat::Json: return "application/feed+json; charset=utf-8";
    }
    return "application/xml; charset=utf-8";
}

Instant changed_at(const Feed& feed) {
    Instant out;
    for (const auto& item : feed.items) out = std::max({out, item.published_at, item.updated_at});
    return out;
}

std::string story_uri(std::string_view site_url, int year, std::string_view story, std::string_view edition) {
    char printed[16];
    std::snprintf(printed, sizeof printed, "%04d", year);
    std::string out = "tag:";
    out.append(host_of(site_url))
        .append(",")
        .append(printed)
        .append(":story:")
        .append(story)
        .append(":")
        .append(edition);
    return out;
}

std::string feed_uri(std::string_view site_url, std::string_view edition, std::string_view list) {
    std::string out = "tag:";
    out.append(host_of(site_url))
        .append(",")
        .append(kFeedsSince)
        .append(":feed:")
        .append(edition)
        .append(":")
        .append(list);
    return out;
}

std::string name_of(const SitemapFile& file) {
    char month[16];
    std::snprintf(month, sizeof month, "-%04d-%02d", file.year, file.month);
    const std::string part = file.part > 1 ? "-" + std::to_string(file.part) : std::string();
    switch (file.kind) {
        case SitemapKind::Index: return "sitemap.xml";
        case SitemapKind::Standing: return "sitemap-pages" + part + ".xml";
        case SitemapKind::Month: return "sitemap" + std::string(month) + part + ".xml";
        case SitemapKind::News: return "sitemap-news-" + file.edition + ".xml";
    }
    return "sitemap.xml";
}

std::optional<SitemapFile> sitemap_named(std::string_view name) {
    const std::string_view whole = name;
    constexpr std::string_view kHead = "sitemap";
    constexpr std::string_view kTail = ".xml";
    if (name.size() > 64 || !name.starts_with(kHead) || !name.ends_with(kTail) ||
        name.size() < kHead.size() + kTail.size())
        return std::nullopt;
    name.remove_prefix(kHead.size());
    name.remove_suffix(kTail.size());
    SitemapFile out;
    std::string_view rest;
    if (name.starts_with("-news-")) {
        out.kind = SitemapKind::News;
        out.edition = name.substr(6);
        if (out.edition.empty()) return std::nullopt;
    } else if (name.starts_with("-pages")) {
        out.kind = SitemapKind::Standing;
        rest = name.substr(6);
    } else if (name.size() >= 8) {
        const auto day = text::parse_day(std::string(name.substr(1, 7)) + "-01");
        if (!day) return std::nullopt;
        out.kind = SitemapKind::Month;
        out.year = day->year;
        out.month = day->month;
        rest = name.substr(8);
    }
    if (!rest.empty()) {
        const auto part = part_number(rest.substr(1));
        if (!part) return std::nullopt;
        out.part = *part;
    }
    // One file has one name.
    if (name_of(out) != whole) return std::nullopt;
    return out;
}

int sitemap_parts(std::size_t urls) { return urls == 0 ? 1 : static_cast<int>((urls - 1) / kSitemapLength + 1); }

std::vector<SitemapUrl> sitemap_part(std::vector<SitemapUrl> urls, int part) {
    if (part < 1) return {};
    const std::size_t from = static_cast<std::size_t>(part - 1) * kSitemapLength;
    if (from >= urls.size()) return {};
    const std::size_t to = std::min(urls.size(), from + kSitemapLength);
    return {std::make_move_iterator(urls.begin() + static_cast<std::ptrdiff_t>(from)),
            std::make_move_iterator(urls.begin() + static_cast<std::ptrdiff_t>(to))};
}

std::string robots_text(const std::vector<std::string>& closed, const std::vector<std::string>& sitemaps,
                        bool refuses_training) {
    std::string out = "User-agent: *\n";
    for (const auto& path : closed) out += "Disallow: " + path + "\n";
    if (closed.empty()) out += "Disallow:\n";
    if (refuses_training) {
        out += '\n';
        for (const char* agent : {"GPTBot", "ClaudeBot", "anthropic-ai", "Google-Extended", "Applebot-Extended",
                                  "CCBot", "PerplexityBot", "Bytespider", "meta-externalagent", "Amazonbot"}) {
            out.append("User-agent: ").append(agent).append("\n");
        }
        out += "Disallow: /\n";
    }
    out += '\n';
    for (const auto& sitemap : sitemaps) out += "Sitemap: " + sitemap + "\n";
    return out;
}

}  // namespace broadsheet
