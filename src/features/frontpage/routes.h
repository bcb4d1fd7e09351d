// What app/ needs of the front page.
#pragma once

#include <map>
#include <string>

#include "features/frontpage/frontpage.h"
#include "features/stories/view.h"
#include "site/routes.h"

namespace broadsheet {

/// `/{edition}/` and the redirect at `/`: stored choice, else Accept-Language, else the main edition; never kept by
/// anybody.
void mount(Routes& routes, http::Router& router, const FrontPage& front, const StoryWorld& world);
std::map<std::string, theme::Shape> frontpage_shapes();
/// /api/v1/frontpage and /api/v1/frontpage/{edition}; a write names the state it is based on. All references must
/// outlive the routes.
void mount_api(Routes& routes, FrontPage& front, const Editions& editions, db::Database& database, const Clock& clock);

}  // namespace broadsheet
