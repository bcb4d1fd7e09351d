// What app/ needs of the corrections: their list, their months, and their part on the story's page.
#pragma once

#include <map>
#include <string>

#include "features/corrections/corrections.h"
#include "features/stories/view.h"
#include "site/parts.h"
#include "site/routes.h"

namespace broadsheet {

/// `/{edition}/{corrections}` and its closed months `/{edition}/{corrections}/{year}/{month}`.
void mount(Routes& routes, const Corrections& corrections, const StoryWorld& world);
/// Sets `corrections_above` and `corrections_below` on the story; required, so that no story goes out without them.
void add_parts(Parts& parts, const Corrections& corrections, const Editions& editions);
std::map<std::string, theme::Shape> corrections_page_shapes();
/// /api/v1/corrections and /api/v1/stories/{id}/corrections. All references must outlive the routes.
void mount_api(Routes& routes, Corrections& corrections, const StoryWorld& world, db::Database& database,
               const Clock& clock);

}  // namespace broadsheet
