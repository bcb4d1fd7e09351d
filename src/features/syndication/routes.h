// What app/ needs of syndication: feeds of editions and lists, sitemaps, robots.txt.
#pragma once

#include "features/addresses/routes.h"
#include "features/syndication/syndication.h"
#include "site/routes.h"

namespace broadsheet {

/// `/{edition}/feed.xml`, `/atom.xml`, `/feed.json`; the addresses where WordPress and Ghost had theirs, as redirects;
/// `/sitemap.xml` with its files; `/robots.txt`. The months' files share `/{file}`, so every other name at the root
/// comes here too: `otherwise` answers it (old addresses of an imported paper); without one it is not found.
void mount(Routes& routes, const Syndication& syndication, const StoryWorld& world, const PageHandler& otherwise = {});
/// Feeds of sections, people, topics and organisations, below their addresses.
void add_pages(ThingPages& things, const Syndication& syndication, const StoryWorld& world);

}  // namespace broadsheet
