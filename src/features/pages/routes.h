// What app/ needs of the pages: the page itself by its address, and the footer of every other page.
#pragma once

#include <map>
#include <string>

#include "features/addresses/routes.h"
#include "features/pages/pages.h"
#include "features/stories/view.h"
#include "site/parts.h"
#include "site/routes.h"

namespace broadsheet {

/// The kind "page" among the addresses.
void add_pages(ThingPages& things, const Pages& pages, const StoryWorld& world);
/// `footer_pages` of every page's frame.
void add_parts(Parts& parts, const Pages& pages);
std::map<std::string, theme::Shape> pages_page_shapes();
/// /api/v1/pages. All references must outlive the routes.
void mount_api(Routes& routes, const Pages& pages, const StoryWorld& world);

}  // namespace broadsheet
