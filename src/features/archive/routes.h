// What app/ needs of the archive: its calendar by year and month, and the page of a day.
#pragma once

#include <map>
#include <string>

#include "features/archive/archive.h"
#include "features/stories/view.h"
#include "site/routes.h"

namespace broadsheet {

/// `/{edition}/{archive}`, `/{year}`, `/{year}/{month}` and `/{year}/{month}/{day}` below it.
void mount(Routes& routes, const Archive& archive, const StoryWorld& world);
std::map<std::string, theme::Shape> archive_page_shapes();

}  // namespace broadsheet
