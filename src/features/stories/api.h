// Shared by the two halves of the API of stories.
#pragma once

#include <string>
#include <vector>

#include "features/stories/stories.h"
#include "site/routes.h"

namespace broadsheet {

/// For JSON Schema: what `kind` of a story and `role` in a byline may be.
std::vector<std::string> names_of_kinds();
std::vector<std::string> names_of_roles();

/// What the newsroom writes under /api/v1/stories.
void mount_api_writing(Routes& routes, Stories& stories, const text::Zone& zone, db::Database& database,
                       const Clock& clock);

}  // namespace broadsheet
