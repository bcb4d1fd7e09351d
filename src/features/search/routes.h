// What app/ needs of search: its page, and what a theme may print on it.
#pragma once

#include "features/search/search.h"
#include "features/stories/view.h"
#include "platform/theme/theme.h"
#include "site/routes.h"

namespace broadsheet {

/// Names of the page `search`: the frame and the results.
theme::Shape search_shape();
/// `/{edition}/{word:search}`, for people and, with `format=json`, for the live search. Never cached, never indexed by
/// others.
void mount(Routes& routes, Search& search, const StoryWorld& world);

}  // namespace broadsheet
