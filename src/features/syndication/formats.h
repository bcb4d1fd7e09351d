// Feeds and sitemaps as bytes: RSS 2.0, Atom (RFC 4287), JSON Feed 1.1, sitemaps.org 0.9 with Google's news and
// hreflang.
#pragma once

#include <string>
#include <vector>

#include "features/syndication/model.h"

namespace broadsheet {

/// `self_url`: the address the feed was fetched from, byte for byte. `zone`: of the paper; dates go out with UTC.
std::string print_feed(const Feed& feed, FeedFormat format, const std::string& self_url, const text::Zone& zone);

std::string print_sitemap_index(const std::vector<std::string>& urls);
/// `paper` and `language` name the publication of fresh stories; empty outside the news.
std::string print_sitemap(const std::vector<SitemapUrl>& urls, const text::Zone& zone, const std::string& paper = {},
                          const std::string& language = {});

}  // namespace broadsheet
